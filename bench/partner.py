"""A partner for tests: takes messages over HTTP, fails some of them by a seeded hand, and remembers how often each came.

    with Partner(failing=0.06, seed=1) as partner:
        ...  # SMS_GATEWAY_URL=partner.url, SMS_GATEWAY_BATCH=200 for whoever delivers
    partner.wrong(expected_keys)  # [] when each took effect exactly once

It speaks both of the gateway's ways: one message with an `Idempotency-Key`, or `{"messages": [{"key", "to", "text"}]}`
answered by `{"results": [{"key", "taken"}]}`. As a process of its own: `python -m bench.partner PORT`; `GET /` tells its figures.
"""

import json
import sys
import threading
from collections import Counter
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from zlib import crc32

# Of what fails, one third took effect before it failed: the answer was lost, and the same message comes again.
LOST_ANSWERS = 1 / 3


class Partner:
    """Counts the arrivals of each key; a key takes effect once, however often it comes."""

    def __init__(self, *, failing: float = 0.06, seed: int = 1, port: int = 0) -> None:
        self.failing, self.seed = failing, seed
        self.arrivals: Counter[str] = Counter()
        self.effects: dict[str, int] = {}
        self.altered: list[str] = []
        self.requests = 0
        self._lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", port), _answering(self))
        self.server.daemon_threads = True

    @property
    def url(self) -> str:
        """What the product is told as the address of its gateway."""
        return f"http://127.0.0.1:{self.server.server_address[1]}/messages"

    def __enter__(self) -> "Partner":
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()
        return self

    def __exit__(self, *_why: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def take(self, key: str, to: str, text: str) -> bool:
        """Take one message, or fail; the same key and the same count of arrivals always meet the same fate."""
        content = crc32(f"{to}\n{text}".encode())
        with self._lock:
            self.arrivals[key] += 1
            fate = crc32(f"{self.seed}:{key}:{self.arrivals[key]}".encode()) / 2**32
            if fate < self.failing * (1 - LOST_ANSWERS):
                return False
            if self.effects.setdefault(key, content) != content:
                self.altered.append(key)
        return fate >= self.failing

    def wrong(self, expected: Iterable[str]) -> list[str]:
        """What contradicts `each took effect exactly once`, in words; nothing when all is well."""
        owed = set(expected)
        with self._lock:
            found = {
                "never took effect": owed - self.effects.keys(),
                "took effect unasked": self.effects.keys() - owed,
                "came again with another content": set(self.altered),
            }
        return [f"{len(keys)} {words}: {sorted(keys)[0]}" for words, keys in found.items() if keys]

    def figures(self) -> dict[str, int]:
        """How many requests, messages, effects, and how many came again after they had taken effect or failed."""
        with self._lock:
            came = self.arrivals.total()
            return {
                "requests": self.requests,
                "arrivals": came,
                "effects": len(self.effects),
                "repeats": came - len(self.arrivals),
                "altered": len(self.altered),
            }


def _answering(partner: Partner) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            partner.requests += 1
            if "messages" in told:
                results = [
                    {"key": one["key"], "taken": partner.take(one["key"], one["to"], one["text"])}
                    for one in told["messages"]
                ]
                self._answer(200, {"results": results})
            else:
                taken = partner.take(self.headers["Idempotency-Key"], told["to"], told["text"])
                self._answer(200 if taken else 503, {"taken": taken})

        def do_GET(self) -> None:
            self._answer(200, partner.figures())

        def _answer(self, status: int, told: dict[str, Any]) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Nothing: messages carry numbers of people."""

    return Answering


if __name__ == "__main__":
    with Partner(port=int(sys.argv[1])) as here:
        print(here.url, flush=True)
        threading.Event().wait()
