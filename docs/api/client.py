"""A small client of the service desk's API: the standard library alone, one file to copy.

    desk = Desk("https://desk.example.org", "hl_…")
    ticket = desk.post("tickets/", {"hall": "CN", "category": "fault-single", …}, once="95598-20260316-0001")
    for row in desk.pages("tickets/", open="true"): …

It repeats what may be repeated: reads always, changes under the same Idempotency-Key. Run as a program it makes one call:

    KEY=hl_… BASE=https://desk.example.org python3 client.py POST customers/lookup/ '{"q": "6217"}'
"""

import json
import os
import sys
import time
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

TRIES = 5


class Refused(Exception):
    """The answer was no: `status`, `code` for the program, `sentence` for people, `fields` at fault."""

    def __init__(self, status: int, told: dict[str, Any]) -> None:
        super().__init__(f"{status} {told.get('code')}: {told.get('sentence')}")
        self.status, self.code = status, told.get("code", "")
        self.sentence, self.fields = told.get("sentence", ""), told.get("fields", {})


class Desk:
    """One service desk, as one client with its key."""

    def __init__(self, base: str, key: str, *, language: str = "zh-hans", patience: float = 15.0) -> None:
        self.root, self.patience = base.rstrip("/") + "/api/v1/", patience
        self.headers = {"Authorization": f"Bearer {key}", "Accept-Language": language, "Accept": "application/json"}
        self.known: dict[str, tuple[str, Any]] = {}

    def get(self, path: str, **asked: Any) -> Any:
        """Read; what has not changed since the last time is not sent again."""
        url = self.root + path + ("?" + urlencode(asked, doseq=True) if asked else "")
        tag, body = self.known.get(url, ("", None))
        status, headers, told = self._send(Request(url, headers={"If-None-Match": tag} if tag else {}))
        if status == 304:
            return body
        if headers.get("ETag"):
            self.known[url] = (headers["ETag"], told)
        return told

    def pages(self, path: str, **asked: Any) -> Iterator[Any]:
        """Every row of a list, page after page."""
        told = self.get(path, **asked)
        while True:
            yield from told["results"]
            if not told.get("next"):
                return
            told = self._send(Request(told["next"]))[2]

    def post(self, path: str, body: dict[str, Any] | None = None, *, once: str = "", seen: int | None = None) -> Any:
        """Change something, once however often it has to be sent. `seen` is the version that you saw (412 if it is old)."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": once or str(uuid.uuid4())}
        headers |= {"If-Match": f'"{seen}"'} if seen is not None else {}
        return self._send(Request(self.root + path, json.dumps(body or {}).encode(), headers, method="POST"))[2]

    def _send(self, request: Request) -> tuple[int, Any, Any]:
        for name, value in self.headers.items():
            request.add_header(name, value)
        for left in reversed(range(TRIES)):
            try:
                with urlopen(request, timeout=self.patience) as answer:
                    return answer.status, answer.headers, json.loads(answer.read())
            except HTTPError as error:
                if error.code == 304:
                    return 304, error.headers, None
                if error.code not in (429, 502, 503, 504) or not left:
                    raise Refused(error.code, _body(error)) from None
                time.sleep(min(float(error.headers.get("Retry-After") or 2), 60))
            except (URLError, TimeoutError, ConnectionError):
                if not left:
                    raise
                time.sleep(2.0 ** (TRIES - left) / 4)
        raise AssertionError("never here")


def _body(error: HTTPError) -> dict[str, Any]:
    try:
        told = json.loads(error.read())
    except ValueError:
        return {"code": "no_json", "sentence": error.reason}
    return told if isinstance(told, dict) else {"code": "no_object", "sentence": error.reason}


def main() -> int:
    """Make the one call that the command line names and print what came back."""
    method, path, *more = sys.argv[1:]
    desk = Desk(os.environ.get("BASE", "http://127.0.0.1:8000"), os.environ["KEY"])
    try:
        told = desk.get(path) if method.upper() == "GET" else desk.post(path, json.loads(more[0]) if more else {})
    except Refused as no:
        print(no, file=sys.stderr)
        return 1
    print(json.dumps(told, ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
