"""A partner's receiver on this machine: it keeps what it was told and answers as it was told to."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, NamedTuple


class Heard(NamedTuple):
    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """`mood` is how it answers: a status, `garbage`, `redirect`, `drip` (a byte now and then) or `silent`."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.mood: int | str = 204
        self.over = Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.heard.append(Heard(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                outer.answer(self)

            def log_message(self, *_words: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}/hook?line=1"

    def answer(self, to: BaseHTTPRequestHandler) -> None:
        if self.mood == "silent":
            self.over.wait(5)
        elif self.mood == "drip":
            to.connection.sendall(b"HTTP/1.1 200 OK\r\n")
            while not self.over.wait(0.02):
                try:
                    to.connection.sendall(b"X: y\r\n")
                except OSError:
                    return
        elif self.mood == "nonsense":
            to.connection.sendall(b"\x00\xff no HTTP at all\r\n\r\n")
            to.connection.shutdown(socket.SHUT_RDWR)
        else:
            status = {"garbage": 200, "redirect": 307}.get(str(self.mood), self.mood)
            to.send_response(int(status))
            if self.mood == "redirect":
                to.send_header("Location", "/elsewhere")
            if self.mood == 503:
                to.send_header("Retry-After", "900")
            to.end_headers()
            if self.mood == "garbage":
                to.wfile.write(b"<\xff\x00\x1b[31m" + b"x" * 100_000)


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()
    Thread(target=receiver.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield receiver
    finally:
        receiver.over.set()
        receiver.server.shutdown()
        receiver.server.server_close()
