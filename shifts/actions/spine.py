"""`step()`: the only way a handover moves — lock, check, change, record; and how one is opened."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import Unit, User
from servicedesk.lib.refusals import NotAllowed
from shifts.lifecycle import MOVES
from shifts.models import Handover, HandoverEvent, HandoverRule
from shifts.refusals import CannotNow, SheetChanged


def current(unit: Unit, *, at: datetime) -> Handover:
    """The handover that comes next at a place, or is late: its row is written when somebody first asks for it.

    A turn that is over stays the current one until it is handed over, for four times as long as may pass until
    somebody is told; after that it is found among the past ones.
    """
    rule = HandoverRule.of(unit.pk)
    grace = timedelta(minutes=4 * rule.late_after)
    turns = sorted((one for one in rule.stretches_around(at) if one[2] > at - grace), key=lambda one: one[2])
    done = set(
        Handover.objects.filter(unit=unit, until_at__in=[one[2] for one in turns], state="done").values_list(
            "until_at", flat=True
        )
    )
    name, begin, end = next((one for one in turns if one[2] not in done), turns[-1])
    return ensure(unit, rule, name=name, from_at=begin, until_at=end)


def ensure(unit: Unit, rule: HandoverRule, *, name: str, from_at: datetime, until_at: datetime) -> Handover:
    """The row of one turn's end; asked again it is the same row."""
    assert unit.org is not None  # halls and desks belong to a company
    facts = {
        "org": unit.org,
        "rule": rule if rule.version else None,
        "turn": name[:40],
        "from_at": from_at,
        "late_at": until_at + timedelta(minutes=rule.late_after),
    }
    found, _is_new = Handover.objects.select_related(
        "unit__org", "rule", "out_by", "in_by", "overruled_by"
    ).get_or_create(unit=unit, until_at=until_at, defaults=facts)
    return found


@transaction.atomic
def open_due(unit: Unit, rule: HandoverRule, *, at: datetime) -> Handover | None:
    """Open the handover whose time to tidy up has begun; the tick asks again and again."""
    if not rule.is_on:
        return None
    ahead = timedelta(minutes=rule.tidy_before)
    for name, begin, end in rule.stretches_around(at):
        if end - ahead <= at < end + timedelta(minutes=rule.late_after) and rule.at < end:
            return ensure(unit, rule, name=name, from_at=begin, until_at=end)
    return None


def step(
    handover: Handover,
    verb: str,
    *,
    by: User,
    at: datetime,
    version: int | None = None,
    reason: str = "",
    facts: dict[str, Any] | None = None,
    is_told: bool = True,
    **changes: Any,
) -> Handover:
    """Move a handover by one verb and write it down; call it inside a transaction.

    Raises NotAllowed, SheetChanged, CannotNow.
    """
    right = MOVES[verb].right
    held = held_of(handover)
    if not by.may_at(right, held.unit_id):
        raise NotAllowed(right)
    if version is not None and version != held.version:
        raise SheetChanged
    if held.state not in MOVES[verb].start:
        raise CannotNow(held)
    for name, value in changes.items():
        setattr(held, name, value)
    held.state, held.version = MOVES[verb].to or held.state, held.version + 1
    held.save(update_fields=["state", "version", *changes])
    if is_told:
        record(held, verb, by=by, at=at, reason=reason, facts=facts)
    return held


def held_of(handover: Handover) -> Handover:
    """The handover under its lock."""
    rows = Handover.objects.select_related("unit__org", "rule", "out_by", "in_by")
    return rows.select_for_update(of=("self",)).get(pk=handover.pk)


def record(
    handover: Handover,
    what: str,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    """Write down one fact in the life of a handover."""
    told = {"reason": reason[:500], "facts": facts or {}}
    HandoverEvent.objects.create(org_id=handover.org_id, handover=handover, what=what, by=by, at=at, **told)
