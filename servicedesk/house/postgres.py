"""One embedded Postgres, run as a direct child."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import psycopg2
from psycopg2 import sql

from servicedesk.house import leash
from servicedesk.house.place import NoServer, free_port, own, server_user

OWNER, ROLE, DATABASE = "house", "desk", "desk"
# What the product's role may take; it may not lift its own limits by accident, only on purpose.
LIMITS = {"statement_timeout": "15s", "idle_in_transaction_session_timeout": "6s", "lock_timeout": "2s"}
SERVING = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
    # Many small questions on a solid disk: to read by an index is cheap, to gather helpers or compile for one is not.
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    # A client that was cut off without a word must not hold a connection for ever.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    # An error must not write the row that caused it into the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
if sys.platform.startswith("linux"):
    # After a crash every file is made safe before anything else: in one call instead of one for each, seconds for all.
    SERVING["recovery_init_sync_method"] = "syncfs"
CAREFREE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
CAREFREE |= {"wal_level": "minimal", "max_wal_senders": "0"}
PATIENCE = 30.0


class Postgres:
    """Make the cluster once, start it, stop it; its address is `url`."""

    def __init__(
        self, programs: Path, folder: Path, password: str, *, carefree: bool = False, limits: dict[str, str] = LIMITS
    ) -> None:
        self.programs, self.folder, self.password = programs, folder, password
        self.options = SERVING | (CAREFREE if carefree else {})
        self.limits = limits
        self.port = 0
        self.child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the product finds it."""
        return f"postgres://{ROLE}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    def start(self, out: IO[bytes] | int, *, port: int = 0) -> subprocess.Popen[bytes]:
        """Start the server, first making the cluster when there is none, and wait until it answers."""
        own(self.folder)
        if not (self.folder / "PG_VERSION").exists():
            self._make(out)
        end_leftover(self.folder)
        self.port = port or free_port()
        options = [f"--{name}={value}" for name, value in (self.options | {"port": str(self.port)}).items()]
        self._begin([self.programs / "postgres", "-D", self.folder, *options], out)
        self._furnish()
        assert self.child is not None
        return self.child

    def stop(self, within: float = 3.0) -> None:
        """SIGINT is Postgres' fast shutdown: it does not wait for clients."""
        if self.child is not None:
            leash.stop(self.child, signal.SIGINT, within=within)
            self.child = None

    def abandon(self) -> None:
        """Stop at once and without a checkpoint: for data that nobody will read again."""
        if self.child is not None:
            leash.stop(self.child, signal.SIGQUIT, within=3.0)
            self.child = None

    def _make(self, out: IO[bytes] | int) -> None:
        secret = self.folder.with_name(f"{self.folder.name}.first-password")
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        own_file(secret)
        version = subprocess.run(
            [self.programs / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout.split()[2]
        built_in = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if int(version.split(".")[0]) >= 17 else []
        command: list[str | Path] = [
            self.programs / "initdb",
            "-D",
            self.folder,
            "-U",
            OWNER,
            "--auth=scram-sha-256",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        command += [*built_in, "--data-checksums", f"--pwfile={secret}"]
        try:
            if leash.start(command, out=out, user=server_user(), cwd="/").wait() != 0:
                raise NoServer(f"Postgres could not make its folder {self.folder}: its log says why.")
        finally:
            secret.unlink()

    def connect(self, database: str) -> "psycopg2.extensions.connection":
        """A connection of the cluster's owner, outside any transaction."""
        connection = psycopg2.connect(
            host="127.0.0.1", port=self.port, user=OWNER, password=self.password, dbname=database, connect_timeout=5
        )
        connection.autocommit = True
        return connection

    def _begin(self, command: Sequence[str | Path], out: IO[bytes] | int) -> None:
        """After a crash old backends may hold the shared memory for a moment: then try again."""
        until = time.monotonic() + PATIENCE
        self.child = leash.start(command, out=out, user=server_user(), how=signal.SIGINT, cwd="/")
        while True:
            try:
                self.connect("postgres").close()
                return
            except psycopg2.OperationalError as why:
                if time.monotonic() > until:
                    raise NoServer(f"Postgres in {self.folder} did not start: its log says why.") from why
            if self.child.poll() is not None:
                time.sleep(0.5)
                self.child = leash.start(command, out=out, user=server_user(), how=signal.SIGINT, cwd="/")
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


def end_leftover(folder: Path) -> None:
    """A server that outlived its supervisor is stopped; a pid file that now names a stranger is removed.

    The file of a server that crashed is left alone: Postgres needs it to tell whether old backends still write."""
    file = folder / "postmaster.pid"
    if not file.exists() or not (first := file.read_text().partition("\n")[0].strip()).isdigit():
        return
    words = leash.command_line(int(first))
    if not words:
        return
    if str(folder) not in words:
        file.unlink()
        return
    for what in (signal.SIGINT, signal.SIGQUIT):
        os.kill(int(first), what)
        until = time.monotonic() + 5
        while leash.command_line(int(first)) and time.monotonic() < until:
            time.sleep(0.05)


def own_file(path: Path) -> None:
    """Hand one file to the servers' user."""
    if user := server_user():
        shutil.chown(path, user)
