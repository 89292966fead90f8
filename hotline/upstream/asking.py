"""Reading what a hotline above us has: its list of a day, page by page, and one order. Whatever comes is suspected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from time import time
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils.dateparse import parse_datetime

from hotline.hooks.signing import headers
from hotline.model_upstream import Upstream
from hotline.refusals import NotReadable
from hotline.upstream.judging import object_in, signing_key
from servicedesk.lib.ids import uuid7
from servicedesk.lib.outward import Forbidden, NoAnswer, get, look_up

WITHIN = 10.0  # seconds for one answer
MOST_READ = 1_000_000  # bytes
MOST_ROWS = 1000
LONGEST = 60


@dataclass(frozen=True)
class Listed:
    """One order as their list tells it; `seq` is the newest of our letters that they have."""

    number: str
    version: int
    status: str
    seq: int
    answer_by: datetime | None


@dataclass(frozen=True)
class Page:
    """One page of their list, and whether there is another."""

    rows: list[Listed]
    has_next: bool


def page_of(upstream: Upstream, *, day: date | None, number: int) -> Page:
    """One page of what they sent down on a day. Raises NotReadable."""
    asked: dict[str, object] = {"page": number} | ({"day": day.isoformat()} if day else {})
    told = _read(upstream, f"orders/?{urlencode(asked)}")
    rows = told.get("results")
    if not isinstance(rows, list) or len(rows) > MOST_ROWS or not isinstance(told.get("next"), bool):
        raise NotReadable("garbage")
    return Page([_listed(row) for row in rows], bool(told["next"] and rows))


def order_of(upstream: Upstream, number: str) -> dict[str, Any]:
    """One order whole, as a message of theirs tells it. Raises NotReadable."""
    told = _read(upstream, f"orders/{quote(number, safe='')}/")
    if told.get("number") != number:
        raise NotReadable("garbage")
    return told


def _read(upstream: Upstream, path: str) -> dict[str, Any]:
    """A JSON object from an address below theirs, signed as our letters are (over an empty body)."""
    secret = upstream.secret
    signed: Mapping[str, str] = {
        **headers([signing_key(secret)], message=str(uuid7()), stamp=int(time()), body=""),
        **({"Authorization": f"Bearer {secret}"} if secret else {}),
    }
    try:
        answer = get(
            look_up(upstream.address + path, allowed=settings.WEBHOOK_NETWORKS), signed, within=WITHIN, most=MOST_READ
        )
    except (Forbidden, NoAnswer) as why:
        raise NotReadable(why.code) from None
    if answer.status != 200:
        raise NotReadable("unknown_nr" if answer.status == 404 else f"HTTP {answer.status}")
    told = object_in(answer.text)
    if told is None:
        raise NotReadable("garbage")
    return told


def _listed(row: object) -> Listed:
    if not isinstance(row, dict):
        raise NotReadable("garbage")
    number, version, status, seq = (row.get(name) for name in ("number", "version", "status", "seq"))
    if not (isinstance(number, str) and 0 < len(number) <= LONGEST and isinstance(status, str)):
        raise NotReadable("garbage")
    if not (_counts(version) and _counts(seq)):
        raise NotReadable("garbage")
    return Listed(number, version, status[:LONGEST], seq, _moment(row.get("answer_by")))  # type: ignore[arg-type]


def _counts(told: object) -> bool:
    return isinstance(told, int) and not isinstance(told, bool) and 0 <= told < 2**31


def _moment(told: object) -> datetime | None:
    """A moment with its zone, or none; anything else is an answer that is none."""
    if told is None or told == "":
        return None
    try:
        moment = parse_datetime(told) if isinstance(told, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise NotReadable("garbage")
    return moment
