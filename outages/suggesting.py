"""A suggested outage: seen in the calls, no outage until somebody says so."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import Unit, User
from outages import duties, important
from outages.actions import hold, next_number, record, rewritten, save_changed
from outages.kinds import Kind
from outages.models import Outage, OutageArea
from outages.reach import households
from outages.refusals import IsOver


def propose(
    org: Unit, *, title: str, areas: Iterable[OutageArea], starts_at: datetime, calls: int, at: datetime
) -> Outage:
    """Put a suggestion on the dispatchers' list; the desk does not answer with it yet."""
    areas = list(areas)
    outage = Outage(org=org, number=next_number(org, at), kind=Kind.FAULT, title=title[:80], cause_code="unknown")
    outage.starts_at, outage.announced_at, outage.proposed_at = starts_at, at, at
    outage.script = rewritten(outage)
    for area in areas:
        area.org_id, area.outage = org.pk, outage
    outage.households = households(areas)
    outage.save(force_insert=True)
    OutageArea.objects.bulk_create(areas)
    record(outage, "propose", by=None, at=at, facts={"calls": calls, "households": outage.households})
    return outage


@transaction.atomic
def accept(outage: Outage, *, by: User, at: datetime) -> Outage:
    """It is an outage: from now on the desk answers with it."""
    held = hold(outage, by=by)
    if not held.is_suggested:
        raise IsOver
    held.accepted_at, held.by = at, by
    important.list_them(held)
    duties.begin(held, at=at)
    return save_changed(held, "accept", by=by, at=at, facts={"households": held.households})


@transaction.atomic
def reject(outage: Outage, *, by: User, at: datetime) -> Outage:
    """It is none: those faults have nothing to do with each other."""
    held = hold(outage, by=by)
    if not held.is_suggested:
        raise IsOver
    held.withdrawn_at = at
    return save_changed(held, "reject", by=by, at=at, facts={})


def absorb(outage: Outage, others: Iterable[Outage], *, at: datetime) -> None:
    """Suggestions for parts of it are part of it: several transformers of one feeder are the feeder."""
    for other in others:
        other.withdrawn_at, other.merged_into = at, outage
        save_changed(other, "absorbed", by=None, at=at, facts={"into": outage.number})
