"""A wire that can fall silent: it carries every byte between a program and a server until it is told to stall.

A stalled connection is the half-open one of a dead switch or a forgotten address table: nobody is told that it is gone,
what is sent is swallowed, and nothing comes back. New connections are carried as before.
"""

import contextlib
import socket
import threading
import time

CHUNK = 65536


class Wire:
    """One connection through the proxy: two sockets and whether they still hear each other."""

    def __init__(self, near: socket.socket, far: socket.socket) -> None:
        self.near, self.far = near, far
        self.silent_since: float | None = None
        self.left_after: float | None = None
        self.is_open = True

    def carry(self, source: socket.socket, target: socket.socket) -> None:
        """Carry bytes one way until an end is closed. Whoever is silent swallows them, and the close too."""
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                if self.silent_since is None:
                    target.sendall(data)
        self.is_open = False
        if self.silent_since is None:
            self.close()
        elif source is self.near:
            self.left_after = time.monotonic() - self.silent_since

    def close(self) -> None:
        """Both ends, at once."""
        for end in (self.near, self.far):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class Proxy:
    """Listens on a port of its own for a server on `port` of this machine."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.door.getsockname()[1]
        self.wires: list[Wire] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def through(self, url: str) -> str:
        """The same address, by way of this proxy."""
        return url.replace(f":{self.target}/", f":{self.port}/")

    def stall(self, *, within: float = 3.0) -> bool:
        """All open connections fall silent, at once or as soon as there is one; whether there was any."""
        until = time.monotonic() + within
        while not (alive := [wire for wire in self.wires if wire.is_open and wire.silent_since is None]):
            if time.monotonic() > until:
                return False
            time.sleep(0.001)
        for wire in alive:
            wire.silent_since = time.monotonic()
        return True

    def silences(self) -> list[float]:
        """For each connection that fell silent, after how many seconds the program gave it up; -1 for one that it has not."""
        silent = [wire for wire in self.wires if wire.silent_since is not None]
        return [-1.0 if wire.left_after is None else wire.left_after for wire in silent]

    def close(self) -> None:
        """No more connections, and an end to all there are."""
        self.door.close()
        for wire in self.wires:
            wire.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = self.door.accept()
                self._connect(near)

    def _connect(self, near: socket.socket) -> None:
        """A server that is away closes the door, as it would without us."""
        try:
            far = socket.create_connection(("127.0.0.1", self.target), timeout=5)
        except OSError:
            near.close()
            return
        far.settimeout(None)
        wire = Wire(near, far)
        self.wires = [known for known in self.wires if known.is_open or known.silent_since] + [wire]
        for source, target in ((near, far), (far, near)):
            threading.Thread(target=wire.carry, args=(source, target), daemon=True).start()
