"""A hotline above us on this machine: it keeps what it is told and answers in the mood that it is in."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


class Province:
    """`mood`: `well`, `garbage`, `known`, `down`, or `lost` (taken, and the answer says nothing of it)."""

    def __init__(self) -> None:
        self.forgotten: set[str] = set()
        self.letters: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.orders: dict[str, dict[str, Any]] = {}
        self.list: list[Any] = []
        self.mood = "well"
        self.page_size = 2
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.headers.append({k.lower(): v for k, v in self.headers.items()})
                outer.answer(self, *outer.take(told))

            def do_GET(self) -> None:
                outer.answer(self, *outer.read(self.path))

            def log_message(self, *_words: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}/api/"

    def take(self, told: dict[str, Any]) -> tuple[int, Any]:
        if self.mood == "down":
            return 503, {}
        if self.mood == "known":
            return 409, {"code": "known"}
        if told["number"] in self.forgotten:
            return 404, {"code": "unknown"}
        self.letters.append(told)
        return 200, "<html>ok</html>" if self.mood == "garbage" else {"taken": self.mood == "well", "id": told["id"]}

    def read(self, path: str) -> tuple[int, Any]:
        parts = urlsplit(path)
        if self.mood != "well":
            return (200, "<html>") if self.mood == "garbage" else (503, {})
        if parts.path == "/api/orders/":
            page = int(parse_qs(parts.query)["page"][0])
            rows = self.list[(page - 1) * self.page_size : page * self.page_size]
            return 200, {"results": rows, "next": len(self.list) > page * self.page_size}
        order = self.orders.get(unquote(parts.path.split("/")[-2]))
        return (200, order) if order else (404, {})

    def answer(self, to: BaseHTTPRequestHandler, status: int, told: Any) -> None:
        body = (told if isinstance(told, str) else json.dumps(told)).encode()
        to.send_response(status)
        to.send_header("Content-Length", str(len(body)))
        to.end_headers()
        to.wfile.write(body)


@contextmanager
def standing() -> Iterator[Province]:
    province = Province()
    Thread(target=province.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield province
    finally:
        province.server.shutdown()
        province.server.server_close()
