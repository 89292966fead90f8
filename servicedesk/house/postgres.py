"""One embedded Postgres, run as a direct child."""

import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import IO

import psycopg2
from psycopg2 import sql

from servicedesk.house import leash
from servicedesk.house.place import NoServer, free_port, own, server_user

OWNER, ROLE, DATABASE = "house", "desk", "desk"
# What the product's role may take; it may not lift its own limits by accident, only on purpose.
LIMITS = {"statement_timeout": "15s", "idle_in_transaction_session_timeout": "6s", "lock_timeout": "2s"}
SERVING = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": "100", "shared_buffers": "64MB"}
CAREFREE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
PATIENCE = 60.0


class Postgres:
    """Make the cluster once, start it, stop it; its address is `url`."""

    def __init__(self, programs: Path, folder: Path, password: str, *, carefree: bool = False, limits: dict[str, str] = LIMITS) -> None:
        self.programs, self.folder, self.password = programs, folder, password
        self.options = SERVING | (CAREFREE if carefree else {})
        self.limits = limits
        self.port = 0
        self.child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the product finds it."""
        return f"postgres://{ROLE}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    def start(self, out: IO[bytes] | int) -> subprocess.Popen[bytes]:
        """Start the server, first making the cluster when there is none, and wait until it answers."""
        own(self.folder)
        if not (self.folder / "PG_VERSION").exists():
            self._make(out)
        if self._pid_is_stale():
            (self.folder / "postmaster.pid").unlink()
        self.port = free_port()
        options = [f"--{name}={value}" for name, value in (self.options | {"port": str(self.port)}).items()]
        command = [self.programs / "postgres", "-D", self.folder, *options]
        self.child = leash.start(command, out=out, user=server_user(), how=signal.SIGINT, cwd="/")
        self._wait()
        self._furnish()
        return self.child

    def stop(self, within: float = 3.0) -> None:
        """SIGINT is Postgres' fast shutdown: it does not wait for clients."""
        if self.child is not None:
            leash.stop(self.child, signal.SIGINT, within=within)
            self.child = None

    def _make(self, out: IO[bytes] | int) -> None:
        secret = self.folder.with_name(f"{self.folder.name}.first-password")
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        own_file(secret)
        version = subprocess.run([self.programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout.split()[2]
        built_in = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if int(version.split(".")[0]) >= 17 else []
        command = [self.programs / "initdb", "-D", self.folder, "-U", OWNER, "--auth=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8"]
        command += [*built_in, "--data-checksums", f"--pwfile={secret}"]
        try:
            if leash.start(command, out=out, user=server_user(), cwd="/").wait() != 0:
                raise NoServer(f"Postgres could not make its folder {self.folder}: its log says why.")
        finally:
            secret.unlink()

    def _pid_is_stale(self) -> bool:
        """Postgres trusts a pid file whose number another process has got meanwhile; after a crash that may be anybody."""
        try:
            port = int((self.folder / "postmaster.pid").read_text().splitlines()[3])
        except (FileNotFoundError, IndexError, ValueError):
            return False
        self.port = port
        try:
            self.connect("postgres").close()
        except psycopg2.OperationalError as why:
            return "refused" in str(why)
        raise NoServer(f"A Postgres already serves {self.folder}: stop it first.")

    def connect(self, database: str) -> "psycopg2.extensions.connection":
        """A connection of the cluster's owner, outside any transaction."""
        connection = psycopg2.connect(
            host="127.0.0.1", port=self.port, user=OWNER, password=self.password, dbname=database, connect_timeout=5
        )
        connection.autocommit = True
        return connection

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self.connect("postgres").close()
                return
            except psycopg2.OperationalError as why:
                if self.child is None or self.child.poll() is not None or time.monotonic() > until:
                    raise NoServer(f"Postgres in {self.folder} did not start: its log says why.") from why
            time.sleep(0.02)

    def _furnish(self) -> None:
        """The product's role and database, with its limits; the same words may be said at every start."""
        connection = self.connect("postgres")
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
            verb = sql.SQL("ALTER" if cursor.fetchone() else "CREATE")
            role = sql.Identifier(ROLE)
            cursor.execute(sql.SQL("{} ROLE {} LOGIN CREATEDB PASSWORD %s").format(verb, role), [self.password])
            for name, value in self.limits.items():
                cursor.execute(sql.SQL("ALTER ROLE {} SET {} = %s").format(role, sql.Identifier(name)), [value])
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), role))
        connection.close()


def own_file(path: Path) -> None:
    """Hand one file to the servers' user."""
    if user := server_user():
        shutil.chown(path, user)
