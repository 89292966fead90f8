"""What a PBX tells: each event kept once, the call counted anew from all of them, and what follows from how it stands now."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import Unit
from calls.actions.owing import reckon
from calls.actions.turning import give_turns
from calls.lifecycle import Fact, What, fold
from calls.model_returns import CallRule
from calls.models import Call, CallEvent, Recording
from calls.refusals import OtherEvent
from customers.models import Customer
from servicedesk.lib.phones import digits, normalise
from servicedesk.lib.refusals import Invalid

MOST_DIGITS = 20
FEWEST_DIGITS = 3
PBX_NUMBER = re.compile(r"[+\d\s()\-/.]*")


@dataclass(frozen=True)
class Heard:
    """One event as the PBX told it."""

    call: str
    event: str
    what: str
    at: datetime
    direction: str = ""
    number: str = ""
    line: str = ""
    extension: str = ""
    to: str = ""
    way: str = ""
    recording: Mapping[str, Any] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, Any]:
        """What is kept beside the event's own columns; the number stands with the call alone."""
        return {"way": self.way} if self.way else {}


@transaction.atomic
def hear(told: Heard, *, org: Unit, source: str, at: datetime) -> tuple[Call, bool]:
    """Keep one event and count its call anew; also whether it was news. The same again changes nothing.

    A number that cannot be read is kept as its digits: no call is lost for it. Raises OtherEvent.
    """
    call = _held(told, org=org, source=source)
    known = CallEvent.objects.filter(source=source, event_id=told.event).first()
    if known is not None:
        if (known.call_id, known.what, known.at) != (call.pk, told.what, told.at):
            raise OtherEvent
        return call, False
    _keep(told, call, source=source)
    if told.what == What.RECORDING:
        _keep_recording(told, call)
    _learn(told, call)
    recount(call, at=at)
    return call, True


def _held(told: Heard, *, org: Unit, source: str) -> Call:
    """The call under its lock; the first that is heard of it makes it."""
    first = {"org": org, "state": "ringing", "began_at": told.at}
    made, _is_new = Call.objects.get_or_create(source=source, external_id=told.call, defaults=first)
    return Call.objects.select_for_update(of=("self",)).select_related("org", "owed").get(pk=made.pk)


def _keep(told: Heard, call: Call, *, source: str) -> None:
    row = {"what": told.what, "at": told.at, "extension": told.extension, "to": told.to, "facts": told.facts}
    try:
        with transaction.atomic():
            CallEvent.objects.create(org_id=call.org_id, call=call, source=source, event_id=told.event, **row)
    except IntegrityError:
        raise OtherEvent from None  # the same id at the same moment, of another call


def _keep_recording(told: Heard, call: Call) -> None:
    days = timedelta(days=CallRule.of(call.org_id).recording_days)
    facts = dict(told.recording)
    facts["keep_until"] = facts.get("keep_until") or told.at + days
    where = {"address": facts.pop("address", ""), "ref": facts.pop("ref", "")}
    Recording.objects.update_or_create(call=call, **where, defaults=facts, create_defaults=facts | _of(call, told))


def _of(call: Call, told: Heard) -> dict[str, Any]:
    return {"org_id": call.org_id, "at": told.at}


def _learn(told: Heard, call: Call) -> None:
    """Take what this event knows of the call and no earlier one did."""
    call.direction = told.direction or call.direction
    call.line = call.line or told.line
    call.number = call.number or plain_number(told.number)


def plain_number(told: str) -> str:
    """The number as it is looked for: normalised, else its digits; nothing for a withheld one or a name."""
    try:
        return normalise(told) if told else ""
    except Invalid:
        figures = digits(told) if PBX_NUMBER.fullmatch(told) else ""
        return figures[:MOST_DIGITS] if len(figures) >= FEWEST_DIGITS else ""


def recount(call: Call, *, at: datetime) -> None:
    """Count a held call anew from all its events, and let follow what follows."""
    rows = CallEvent.objects.filter(call=call).values_list("what", "at", "extension", "to")
    standing = fold(Fact(*row) for row in rows)
    if standing is not None:
        call.state, call.began_at = standing.state, standing.began_at
        call.answered_at, call.ended_at = standing.answered_at, standing.ended_at
        call.waited, call.extension = standing.waited, standing.extension
    if call.customer_id is None and call.number:
        call.customer = sole_customer(call)
    call.seq += 1
    if standing is not None:
        give_turns(call, standing, at=at)
    reckon(call, at=at)
    call.save()


def sole_customer(call: Call) -> Customer | None:
    """Whose number it is, if it is one customer's alone."""
    found = Customer.objects.listed().filter(org_id=call.org_id, phones__number=call.number).distinct()[:2]
    return found[0] if len(found) == 1 else None
