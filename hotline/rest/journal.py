"""The log of requests: lines are kept for a moment and written together, after the answers have gone."""

import logging
import re
import time
from collections import deque
from datetime import UTC, datetime
from threading import Lock, Timer

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from hotline.models import ApiRequest
from hotline.rest.caller import Came

log = logging.getLogger(__name__)
MOST_WAITING = 20_000
AT_ONCE = 500
# What may stand in an address of ours: opaque ids, ticket numbers, words. Anything else might be somebody's number.
HARMLESS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z][A-Za-z0-9_-]{0,39}")


class Journal:
    """The lines of one process that are not written yet; at its end the last of them are."""

    def __init__(self) -> None:
        self._waiting: deque[ApiRequest] = deque(maxlen=MOST_WAITING)
        self._lock = Lock()
        self._timer: Timer | None = None

    def put(self, line: ApiRequest) -> None:
        """Keep one line, and see to it that it is written soon."""
        self._waiting.append(line)
        if settings.API_LOG_AFTER is None:
            return
        with self._lock:
            if self._timer is None:
                # Not a daemon: a normal end of the process waits for it.
                self._timer = Timer(settings.API_LOG_AFTER, self._soon)
                self._timer.start()

    def _soon(self) -> None:
        with self._lock:
            self._timer = None
        self.write()
        connection.close()

    def write(self) -> int:
        """Write what waits; while the database is away it goes on waiting, the oldest being dropped at last."""
        written = 0
        while self._waiting:
            lines = [self._waiting.popleft() for _line in range(min(AT_ONCE, len(self._waiting)))]
            try:
                ApiRequest.objects.bulk_create(lines)
            except (DatabaseError, InterfaceError) as why:
                self._waiting.extendleft(reversed(lines))
                log.warning("the log of requests waits for the database (%s)", type(why).__name__)
                break
            written += len(lines)
        return written

    def forget(self) -> None:
        """Drop what waits."""
        self._waiting.clear()


JOURNAL = Journal()


def line_of(
    request: HttpRequest, answer: HttpResponseBase, came: Came, *, request_id: str, began: float, code: str
) -> ApiRequest:
    """Return the line of one request: its address with harmless parts only, no query string, no body."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    return ApiRequest(
        org_id=came.key.org_id,
        client_id=came.key.client_id,
        prefix=came.key.prefix,
        way=came.way,
        request_id=request_id,
        at=datetime.fromtimestamp(began, UTC),
        method=(request.method or "")[:7],
        path=harmless_path(request),
        status=answer.status_code,
        code=code[:40],
        took_ms=max(0, round((time.time() - began) * 1000)),
        size_in=min(int(told), 2**31 - 1) if told.isdigit() else 0,
        size_out=0 if answer.streaming else len(answer.content),  # type: ignore[attr-defined]
        address=request.META.get("REMOTE_ADDR", "")[:45],
        is_repeat=answer.get("Idempotent-Replay") == "true",
    )


def harmless_path(request: HttpRequest) -> str:
    """Return the address that was asked for; where it is none of ours, or a part could be somebody's number, a … stands."""
    found = request.resolver_match
    if found is None or found.url_name == "nowhere":
        return "…"
    hidden = [str(told) for told in found.kwargs.values() if told and not HARMLESS.fullmatch(str(told))]
    parts = [("…" if part in hidden else part) for part in request.path.split("/")]
    return "/".join(parts)[:200]
