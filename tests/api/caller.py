"""Another system at the door: it holds a key and speaks JSON."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.api.conforming import conform

ROOT = "/api/v1/"


class Caller:
    """Calls the API with a key, or (without one) with the session of somebody who has signed in."""

    def __init__(self, key: str = "", *, client: Client | None = None) -> None:
        self.client = client or Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> HttpResponse:
        answer = self.client.get(ROOT + path, query, headers=self.headers | (headers or {}))
        conform("get", ROOT + path, answer)
        return answer

    def post(self, path: str, told: Any = None, *, headers: dict[str, str] | None = None) -> HttpResponse:
        return self.raw(path, json.dumps({} if told is None else told), headers=headers)

    def raw(
        self, path: str, body: str | bytes, *, kind: str = "application/json", headers: dict[str, str] | None = None
    ) -> HttpResponse:
        answer = self.client.post(ROOT + path, body, content_type=kind, headers=self.headers | (headers or {}))
        conform("post", ROOT + path, answer)
        return answer

    def do(self, path: str, told: Any = None, *, headers: dict[str, str] | None = None) -> dict[str, Any]:
        """Post and return what came back; anything but 200 or 201 fails the test with the body."""
        answer = self.post(path, told, headers=headers)
        assert answer.status_code in (200, 201), (path, answer.status_code, answer.content.decode())
        return answer.json()

    def see(self, path: str, **query: Any) -> Any:
        """Get and return what came back."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, (path, answer.status_code, answer.content.decode())
        return answer.json()


def signed_in(person: Any) -> Caller:
    """A caller with the session of a member of staff."""
    caller = Caller()
    caller.client.force_login(person)
    return caller
