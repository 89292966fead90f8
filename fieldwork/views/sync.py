"""Where a phone's queue arrives: one action at a time, answered in a form that the page understands."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from fieldwork.actions.doing import DO
from fieldwork.actions.receiving import SEEN, Sent, receive
from fieldwork.models import PhoneAction
from fieldwork.phone_refusals import NotThisPerson
from fieldwork.phonekeys import keys_of
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Invalid, Refusal

MOST_SEQ = 2_000_000_000
LONGEST_OFF = 100 * 365 * 24 * 3600 * 1000


@require_GET
@may("arrive")
def hello(request: SignedInRequest) -> HttpResponse:
    """Who is signed in, what time it is here, and the token that the next actions need: asked before a queue goes out."""
    told = {"person": keys_of(request.user).person, "now": timezone.now().isoformat(), "csrf": get_token(request)}
    return JsonResponse(told)


@require_POST
@may("arrive")
def sync(request: SignedInRequest) -> HttpResponse:
    """Take in one action of a phone. 200 is final, done or refused; anything else means that it has to come again."""
    try:
        if request.POST.get("person") != keys_of(request.user).person:
            raise NotThisPerson
        row = receive(_sent(request), by=request.user)
    except Refusal as refusal:
        return JsonResponse({"code": refusal.code, "sentence": refusal.sentence()}, status=refusal.status)
    return JsonResponse(_answer(row))


def _answer(row: PhoneAction) -> dict[str, Any]:
    said = {name: row.answer[name] for name in ("code", "sentence", "words") if name in row.answer}
    return {"id": str(row.pk), "outcome": row.outcome, "at": row.at.isoformat(), **said}


def _sent(request: SignedInRequest) -> Sent:
    told = request.POST
    key, verb = _uuid(told.get("id")), told.get("verb", "")
    if key is None or verb not in DO.keys() | {SEEN}:
        raise Invalid(_("The phone sent something that this house does not know. Load the page anew."))
    return Sent(
        id=key,
        verb=verb,
        number=told.get("number", "")[:24],
        told=told,
        seq=_whole(told.get("seq"), most=MOST_SEQ) or 0,
        device=_uuid(told.get("device")),
        device_at=_moment(told.get("device_at")),
        off=_off(told.get("off")),
        after=_uuid(told.get("after")),
        file=request.FILES.get("file"),
    )


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _whole(text: str | None, *, most: int) -> int | None:
    digits = (text or "").lstrip("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 16):
        return None
    return max(-most, min(most, int(text or 0)))


def _off(text: str | None) -> timedelta | None:
    told = _whole(text, most=LONGEST_OFF)
    return None if told is None else timedelta(milliseconds=told)


def _moment(text: str | None) -> datetime | None:
    try:
        moment = parse_datetime(text or "")
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None and 2000 < moment.year < 2200 else None
