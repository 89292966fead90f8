"""One embedded Valkey, run as a direct child. It serves Celery alone."""

import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from secrets import token_hex
from typing import IO

from servicedesk.house import leash
from servicedesk.house.place import NoServer, free_port, own, server_user

PATIENCE = 20.0
ROLE, OWNER = "desk", "house"
# What the product's user may do: everything but what empties, stops, copies or reconfigures the server, or lists its keys.
MAY = "~* &* +@all -@admin -@dangerous"


class Valkey:
    """Write its settings, start it, stop it; its address is `url`."""

    def __init__(self, program: Path, folder: Path, password: str) -> None:
        self.program, self.folder, self.password = program, folder, password
        # Of nobody but whoever started this server, and only as long as it runs.
        self.owners = token_hex(24)
        self.port = 0
        self.child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the product finds it."""
        return f"redis://{ROLE}:{self.password}@127.0.0.1:{self.port}/0"

    @property
    def owner_url(self) -> str:
        """Where whoever tries the product's faults empties it."""
        return f"redis://{OWNER}:{self.owners}@127.0.0.1:{self.port}/0"

    def start(self, out: IO[bytes] | int, *, port: int = 0) -> subprocess.Popen[bytes]:
        """Start the server and wait until it answers; a restart may ask for the old port."""
        own(self.folder)
        self.port = port or free_port()
        self.child = leash.start(
            [self.program, self._settings()], out=out, user=server_user(), how=signal.SIGTERM, cwd="/"
        )
        self._wait()
        return self.child

    def stop(self, within: float = 2.0) -> None:
        """A clean stop writes the append-only file out."""
        if self.child is not None:
            leash.stop(self.child, signal.SIGTERM, within=within)
            self.child = None

    def _settings(self) -> Path:
        """The passwords go into a private file, because everybody may read a command line."""
        path = self.folder / "valkey.conf"
        told = {
            "bind": "127.0.0.1",
            "port": self.port,
            "dir": f'"{self.folder}"',
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "databases": 64,
            "daemonize": "no",
        }
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        users = ("default off", f"{ROLE} on >{self.password} {MAY}", f"{OWNER} on >{self.owners} ~* &* +@all")
        lines = [*(f"{name} {value}" for name, value in told.items()), *(f"user {one}" for one in users)]
        path.write_text("".join(f"{line}\n" for line in lines))
        if user := server_user():
            shutil.chown(path, user)
        return path

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while not self._answers():
            if self.child is None or self.child.poll() is not None or time.monotonic() > until:
                raise NoServer(f"Valkey in {self.folder} did not start: its log says why.")
            time.sleep(0.02)

    def _answers(self) -> bool:
        """Ready once it greets us; while it still reads its file it says LOADING."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                line.sendall(f"AUTH {ROLE} {self.password}\r\nPING\r\n".encode())
                told = b""
                while told.count(b"\r\n") < 2 and (piece := line.recv(256)):
                    told += piece
        except OSError:
            return False
        return b"+PONG" in told
