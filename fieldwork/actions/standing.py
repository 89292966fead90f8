"""Where a crew stood at a step: what to think of it, and the row that the dispatchers read."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from accounts.models import User
from fieldwork import places
from fieldwork.models import CrewPosition, PhoneTerms
from fieldwork.places import Finding, read_fix
from tickets.models import Ticket

LOOK_BACK = timedelta(hours=12)


def terms_of(org_id: UUID | None) -> PhoneTerms:
    """The bounds of a company; without a row of its own those that everybody has."""
    return PhoneTerms.objects.filter(org=org_id).first() or PhoneTerms()


def slot_of(label: str) -> str:
    """The slot of a photo that the company asks for at every job, by what it calls it."""
    return f"every-{sha256(label.encode()).hexdigest()[:10]}"


def find_place(ticket: Ticket, told: Mapping[str, Any], *, by: User, at: datetime, terms: PhoneTerms) -> Finding:
    """Judge the place that a phone told with a step of this case."""
    fix, is_told = read_fix(told)
    target = ticket.supply_point.place if ticket.supply_point else None
    bounds = {"far": terms.far_metres, "poor": terms.poor_metres}
    return places.judged(fix, told=is_told, target=target, last=_last(by, at), **bounds)


def _last(by: User, at: datetime) -> tuple[places.Point, timedelta] | None:
    row = CrewPosition.objects.filter(person=by, at__gt=at - LOOK_BACK, at__lte=at).order_by("-at", "-pk").first()
    return ((row.latitude, row.longitude), at - row.at) if row else None


def keep_place(ticket: Ticket, finding: Finding, *, step: str, by: User, at: datetime) -> None:
    """Write down where the crew was at this step; what cannot be true is no place."""
    if ticket.crew_id is None or finding.fix is None or finding.word in places.DOUBTED:
        return
    fix = finding.fix
    CrewPosition.objects.create(
        org_id=ticket.org_id,
        crew_id=ticket.crew_id,
        person=by,
        ticket=ticket,
        step=step,
        latitude=fix.latitude,
        longitude=fix.longitude,
        accuracy=fix.accuracy,
        at=at,
    )


def forget_places(*, now: datetime, batch: int = 5000) -> int:
    """Let go of positions whose days are over, each company's by its own term; returns how many went."""
    gone = 0
    terms = {row.org_id: row.keep_days for row in PhoneTerms.objects.all()}
    others = CrewPosition.objects.exclude(org__in=terms) if terms else CrewPosition.objects.all()
    sets = [(others, PhoneTerms().keep_days)]
    sets += [(CrewPosition.objects.filter(org=org), days) for org, days in terms.items()]
    for rows, days in sets:
        old = rows.older_than(now - timedelta(days=days)).values("pk")[:batch]
        gone += CrewPosition.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]
    return gone
