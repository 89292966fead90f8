"""Calls that we owe: made by a call that nobody answered, merged by number, settled by whatever reaches that number."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.actions import tell
from accounts.models import User
from calls.lifecycle import State
from calls.model_returns import Owner
from calls.models import Call, CallRule, ReturnCall, Turn
from calls.refusals import ReturnSettled
from deadlines.calendar import due
from deadlines.limits import parse_limit
from deadlines.models.calendars import calendar_for
from servicedesk.lib.refusals import Invalid, NotAllowed
from tickets.models import Ticket

OFFICE = "cn-office"
PATH = "/calls/back/"
How = ReturnCall.How


def reckon(call: Call, *, at: datetime) -> None:
    """Let follow from a held call what it means for calls owed: one more, or one that is settled."""
    if not call.number:
        return
    if call.answered_at is not None:
        _was_reached(call, at=at)
    elif call.state == State.MISSED and call.direction == Call.Direction.IN and call.owed_id is None:
        rule = CallRule.of(call.org_id)
        if (call.waited or 0) >= rule.least_wait and not _reached_since(call):
            call.owed = _owe(call, rule)


def _was_reached(call: Call, *, at: datetime) -> None:
    """Somebody talked with this number: what it was owed before is settled, and what this call itself had made."""
    how = How.CALLED if call.direction == Call.Direction.OUT else How.CAME
    told = {"settled_at": at, "settled_by_id": call.holder_id}
    open_ones = ReturnCall.objects.open().filter(org_id=call.org_id, number=call.number)
    if call.owed_id is not None:
        row, call.owed = call.owed_id, None
        if not Call.objects.filter(owed=row).exclude(pk=call.pk).exists():
            open_ones.filter(pk=row).update(how=How.ANSWERED, **told)
    open_ones.filter(last_at__lte=call.answered_at).update(how=how, **told)


def _reached_since(call: Call) -> bool:
    """Whether this number talked with somebody after it had rung in vain; news of that may come first."""
    later = Call.objects.filter(org_id=call.org_id, number=call.number, answered_at__gte=call.began_at)
    return later.exclude(pk=call.pk).exists()


def _owe(call: Call, rule: CallRule) -> ReturnCall:
    """One row for each number: the first missed call sets the time, each further one is counted."""
    since = call.ended_at or call.began_at
    due_at = due(since, parse_limit(rule.within), calendar_for(OFFICE, org=call.org_id))
    facts: dict[str, Any] = {"customer_id": call.customer_id, "owner": _owner(call, rule)}
    facts |= {"first_at": since, "last_at": since, "due_at": due_at}
    row, is_new = ReturnCall.objects.get_or_create(
        org_id=call.org_id, number=call.number, settled_at=None, defaults=facts
    )
    if not is_new:
        held = ReturnCall.objects.select_for_update(of=("self",)).get(pk=row.pk)
        held.calls += 1
        held.first_at, held.last_at = min(held.first_at, since), max(held.last_at, since)
        held.due_at = min(held.due_at, due_at)
        held.save(update_fields=["calls", "first_at", "last_at", "due_at"])
        return held
    if row.owner:
        told = {"number": row.masked_number, "due_at": row.due_at.isoformat()}
        tell([row.owner], key=f"return:{row.pk}", what="call_owed", at=since, path=PATH, facts=told)
    return row


def _owner(call: Call, rule: CallRule) -> User | None:
    """Whose it is by the company's order; nobody's where no rung of it has somebody who may."""
    for way in rule.owners:
        user = _by(way, call)
        if user and user.is_active and not user.is_service and user.may("calls"):
            return user
    return None


def _by(way: str, call: Call) -> User | None:
    if way == Owner.CARETAKER:
        return call.customer.caretaker if call.customer else None
    if way == Owner.CASE and call.customer_id:
        cases = Ticket.objects.open().filter(customer=call.customer_id).select_related("handler", "first_contact")
        case = cases.order_by("-registered_at").first()
        return (case.handler or case.first_contact) if case else None
    if way == Owner.SEAT:
        turn = Turn.objects.filter(call=call).select_related("user").order_by("-from_at").first()
        return turn.user if turn else None
    return None


@transaction.atomic
def take_return(row: ReturnCall, *, by: User) -> ReturnCall:
    """Say that one will make this call. Raises ReturnSettled."""
    held = _open(row.pk, by)
    held.owner = by
    held.save(update_fields=["owner"])
    return held


@transaction.atomic
def settle_return(row: ReturnCall, *, how: str, reason: str, by: User, at: datetime) -> ReturnCall:
    """Settle by hand what no telephone tells: reached in another way, or needing no call, and why."""
    if how not in (How.CALLED, How.OTHERWISE, How.NEEDLESS):
        raise Invalid(fields={"how": how})
    if how != How.CALLED and not reason.strip():
        raise Invalid(fields={"reason": "missing"})
    held = _open(row.pk, by)
    held.how, held.reason, held.settled_by, held.settled_at = how, reason.strip()[:200], by, at
    held.save(update_fields=["how", "reason", "settled_by", "settled_at"])
    return held


def _open(pk: UUID, by: User) -> ReturnCall:
    if not by.may("calls"):
        raise NotAllowed("calls")
    held = ReturnCall.objects.select_for_update(of=("self",)).get(pk=pk)
    if held.settled_at is not None:
        raise ReturnSettled
    return held


@transaction.atomic
def raise_return(row: ReturnCall, *, at: datetime) -> bool:
    """Tell those who lead the shift, once, that a call is owed past its time; whether this call did it."""
    if not ReturnCall.objects.overdue(at).filter(pk=row.pk).update(escalated_at=at):
        return False
    heads = User.objects.holding("call_watch", [row.org])
    told = {"number": row.masked_number, "count": row.calls, "who": row.owner.name if row.owner else ""}
    tell(heads, key=f"return:{row.pk}:late", what="call_late", at=at, path=PATH, facts=told)
    return True
