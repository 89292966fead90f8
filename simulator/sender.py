"""Messages go down: again and again until they are taken, with what may go wrong on the way."""

import json
import threading
import time
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from simulator.faults import DOWN, Faults
from simulator.store import Store, Waiting

ADDRESS = "/api/v1/upstream-orders/"
GARBAGE = (b'{"number": ', b"\xff\xfe<xml/>", b'{"number": 7, "version": "x"}', b"[]", b'{"number": "", "colour": 1}')
PATIENCE = 15.0
LONGEST_WAIT = 5.0


class Sender:
    """Some threads that share what is waiting; each order may be told by several of them at once."""

    def __init__(self, store: Store, faults: Faults, *, url: str, key: str, rate: float, lines: int = 4) -> None:
        self.store, self.faults, self.key = store, faults, key
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self.pause = lines / rate if rate else 0.0
        self.is_over = threading.Event()
        self._lock, self._held, self._late = threading.Lock(), set[int](), dict[int, float]()
        self.threads = [threading.Thread(target=self._work, daemon=True) for _ in range(lines)]

    def start(self) -> None:
        """Begin to send what is waiting."""
        for thread in self.threads:
            thread.start()

    def _next(self) -> Waiting | None:
        with self._lock:
            now = time.monotonic()
            for one in self.store.waiting():
                if one.id not in self._held and self._late.get(one.id, 0) <= now:
                    self._held.add(one.id)
                    return one
        return None

    def _work(self) -> None:
        while not self.is_over.is_set():
            message = self._next()
            if message is None:
                time.sleep(0.1)
                continue
            try:
                self._see_to(message)
            finally:
                with self._lock:
                    self._held.discard(message.id)
            time.sleep(self.pause)

    def _see_to(self, message: Waiting) -> None:
        """Send it once, with or without a fault; what was not taken waits for a while."""
        fault = self.faults.deal(DOWN)
        if fault:
            self.store.count(f"fault down: {fault}")
        if fault == "late":
            self._put_off(message, 2.0)
            return
        if fault == "garbage":
            self._garbage()
        status, told = self._post(json.dumps(message.body).encode(), cut=fault == "cut")
        if fault == "twice":
            status, told = self._post(json.dumps(message.body).encode())
        if status in (200, 201):
            self.store.settle(message.id)
            self.store.count("sent down")
        elif 400 <= status < 500 and status not in (401, 403, 408, 409, 429):
            self.store.settle(message.id, refused=f"{status} {told[:200]}")
        else:
            self.store.count(f"down again after {status or 'no answer'}")
            self._put_off(message, LONGEST_WAIT if status == 429 else 1.0)

    def _put_off(self, message: Waiting, seconds: float) -> None:
        with self._lock:
            self._late[message.id] = time.monotonic() + seconds

    def _garbage(self) -> None:
        status, _told = self._post(GARBAGE[int(time.monotonic() * 1000) % len(GARBAGE)])
        if 200 <= status < 300:
            self.store.count("GARBAGE TAKEN")

    def _post(self, body: bytes, *, cut: bool = False) -> tuple[int, str]:
        """The status and the text of the answer; 0 where there was none or it was not waited for."""
        line = HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            head = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
            line.request("POST", ADDRESS, body, head)
            if cut:
                return 0, ""
            answer = line.getresponse()
            return answer.status, answer.read(2000).decode("utf-8", "replace")
        except (TimeoutError, OSError, HTTPException):
            return 0, ""
        finally:
            line.close()
