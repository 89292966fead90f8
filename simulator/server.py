"""The hotline's own API: `POST progress/` takes letters, `GET orders/` lists a day, `GET orders/<number>/` tells one order."""

import hmac
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from simulator.faults import SILENT, SLOW, UP, Faults
from simulator.store import Store
from simulator.world import change

PAGE = 200
LONGEST = 100_000
NEEDED = ("id", "number", "seq", "what", "status")


class Server(ThreadingHTTPServer):
    """Listens on this machine alone."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, store: Store, faults: Faults, *, secret: str, port: int) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.store, self.faults, self.secret = store, faults, secret


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(min(size, LONGEST))
        if not self._is_ours() or not self.path.endswith("/progress/"):
            self._answer(401 if not self._is_ours() else 404, {"code": "closed"})
            return
        try:
            letter = json.loads(raw)
            is_sound = isinstance(letter, dict) and all(name in letter for name in NEEDED)
        except ValueError:
            is_sound = False
        if not is_sound:
            self.server.store.count("letters that are none")
            self._answer(422, {"code": "unreadable"})
            return
        self._take(letter)

    def _take(self, letter: dict[str, Any]) -> None:
        fault = self.server.faults.deal(UP)
        if fault:
            self.server.store.count(f"fault up: {fault}")
        if fault in ("busy", "nonsense"):
            self._answer(*((503, {"code": "busy"}) if fault == "busy" else (200, "<html><body>OK</body></html>")))
            return
        outcome = self.server.store.take(letter)
        self.server.store.count(f"letter {outcome}")
        if outcome == "new":
            self._go_on(letter)
        if fault in ("slow", "silent"):
            time.sleep(SLOW if fault == "slow" else SILENT)
        if fault == "lost":
            self._answer(200, "")
        elif outcome == "unknown":
            self._answer(404, {"code": "unknown"})
        elif outcome == "known":
            self._answer(409, {"code": "known"})
        else:
            self._answer(200, {"taken": True, "id": letter["id"]})

    def _go_on(self, letter: dict[str, Any]) -> None:
        """What is asked is answered: facts by an addition, time by another limit."""
        what = {"asked": "add", "more_time": "limit"}.get(letter["what"])
        body = change(self.server.store.order(letter["number"]), what or "", text="省中心已回访，补充门牌号。")
        if what and body:
            self.server.store.put(body)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if not self._is_ours():
            self._answer(401, {"code": "closed"})
        elif fault := self.server.faults.deal(("busy", "nonsense")):
            self._answer(*((503, {}) if fault == "busy" else (200, "<html>")))
        elif parts.path.endswith("/orders/"):
            asked = {name: told[0] for name, told in parse_qs(parts.query).items()}
            page = max(1, int(asked.get("page") or 1))
            rows, has_next = self.server.store.listed(asked.get("day", ""), page=page, size=PAGE)
            self._answer(200, {"results": rows, "next": has_next})
        else:
            order = self.server.store.order(unquote(parts.path.rstrip("/").rpartition("/")[2]))
            self._answer(200 if order else 404, order or {"code": "unknown"})

    def _is_ours(self) -> bool:
        shown = self.headers.get("Authorization", "")
        return hmac.compare_digest(shown.encode(), f"Bearer {self.server.secret}".encode())

    def _answer(self, status: int, told: Any) -> None:
        body = (told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        """Nothing: letters may tell of people."""
