"""Many calls, few outages: faults of one part of the grid within minutes suggest one outage there."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from accounts.actions import tell
from accounts.models import Unit, User
from outages import suggesting
from outages.models import Outage, OutageArea
from restoration.actions.joining import join
from restoration.grouping import Fault, Group, group, street_of
from restoration.models import OutageCase, StormRule
from tickets.lifecycle import Kind, Status
from tickets.models import Ticket, TicketLink

By = OutageArea.By
LONGEST = timedelta(minutes=240)
# What holds where the company has no row of its own. The wider part of the grid needs more calls.
USUAL = (
    StormRule(by=StormRule.By.FEEDER, calls=10, minutes=15),
    StormRule(by=StormRule.By.TRANSFORMER, calls=4, minutes=15),
    StormRule(by=StormRule.By.STREET, calls=4, minutes=15),
)


def rules_of(org: Unit) -> list[StormRule]:
    """The rules in force, the widest part of the grid first."""
    own = {rule.by: rule for rule in StormRule.objects.filter(org=org)}
    found = [own.get(rule.by, rule) for rule in USUAL]
    return [rule for rule in found if rule.is_active]


def companies_with_faults(at: datetime) -> list[UUID]:
    """Where anything was taken in lately that is on its own and nobody works on."""
    since = at - LONGEST
    open_ones = Ticket.objects.filter(status=Status.REGISTERED, registered_at__gte=since, kind=Kind.FAULT)
    return list(open_ones.order_by().values_list("org_id", flat=True).distinct())


@transaction.atomic
def look(org: Unit, *, at: datetime) -> list[Outage]:
    """Suggest what the calls of the last minutes suggest; looked at twice, nothing is suggested twice.

    Returns the new suggestions.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"storm/{org.pk}"])
    faults = _faults(org, at=at)
    standing = _standing(org, at=at)
    made = []
    for found in group(
        faults, [(rule.by, rule.calls, timedelta(minutes=rule.minutes)) for rule in rules_of(org)], at=at
    ):
        if not any(_covers(outage, found) for outage in standing):
            made.append(_suggest(org, found, standing, at=at))
            standing.append(made[-1])
    return made


def _faults(org: Unit, *, at: datetime) -> list[Fault]:
    """What was taken in lately and is on its own: no part of an outage, refused by none, of an address that is known."""
    rows = Ticket.objects.filter(
        org=org, kind=Kind.FAULT, status__in=[Status.REGISTERED, Status.DISPATCHED], registered_at__gte=at - LONGEST
    )
    along = TicketLink.objects.standing().filter(follows=True).values("source")
    decided = OutageCase.objects.exclude(state=OutageCase.State.RELEASED).values("ticket")
    columns = ("supply_point__feeder", "supply_point__transformer", "supply_point__address", "address", "registered_at")
    told = rows.exclude(pk__in=along).exclude(pk__in=decided).exclude(channel="outage").values_list("pk", *columns)
    return [
        Fault(pk, moment, feeder or "", transformer or "", street_of(known or typed))
        for pk, feeder, transformer, known, typed, moment in told
    ]


def _standing(org: Unit, *, at: datetime) -> list[Outage]:
    found = Outage.objects.unended().filter(org=org, starts_at__lte=at).select_for_update()
    return list(found.order_by("pk").prefetch_related("areas"))


def _covers(outage: Outage, found: Group) -> bool:
    """Whether this part of the grid is known to be off, or suspected, as a whole."""
    named = {(area.by, area.value) for area in outage.areas.all() if area.low is None}
    mine = {(found.by, found.value)} | ({(By.FEEDER.value, found.feeder)} if found.feeder else set())
    return bool(mine & named)


def _suggest(org: Unit, found: Group, standing: Iterable[Outage], *, at: datetime) -> Outage:
    areas = [OutageArea(org=org, by=found.by, value=found.value)]
    outage = suggesting.propose(
        org, title=found.value, areas=areas, starts_at=found.first, calls=len(found.faults), at=at
    )
    parts = [one for one in standing if one.is_suggested and one.pk != outage.pk and _lies_in(one, found)]
    suggesting.absorb(outage, parts, at=at)
    people = User.objects.holding("outage", [org])
    facts = {"count": len(found.faults), "title": outage.title}
    path = f"/outages/{outage.pk}/"
    tell(people, key=f"storm:{outage.pk}", what="outage_suggested", at=at, path=path, facts=facts)
    return outage


def _lies_in(other: Outage, found: Group) -> bool:
    """Whether a suggestion is for parts of what is suggested now."""
    named = {(area.by, area.value) for area in other.areas.all()}
    return bool(named) and named <= found.parts


@transaction.atomic
def accept(outage: Outage, *, by: User, at: datetime) -> list[Ticket]:
    """It is an outage: what was called in about it goes along with it at once."""
    accepted = suggesting.accept(outage, by=by, at=at)
    return join(accepted, by=by, at=at)


@transaction.atomic
def reject(outage: Outage, *, by: User, at: datetime) -> Outage:
    """It is none. Those faults are not counted together again; new calls may suggest it anew."""
    held = suggesting.reject(outage, by=by, at=at)
    from_here = [one.key for one in _inside(held)]
    rows = [
        OutageCase(org_id=held.org_id, outage=held, ticket_id=key, state=OutageCase.State.REFUSED, at=at, by=by)
        for key in from_here
    ]
    OutageCase.objects.bulk_create(rows, ignore_conflicts=True)
    return held


def _inside(outage: Outage) -> list[Fault]:
    named = defaultdict(set)
    for area in outage.areas.all():
        named[area.by].add(area.value)
    faults = _faults(outage.org, at=outage.withdrawn_at or outage.announced_at)
    return [
        one
        for one in faults
        if one.feeder in named[By.FEEDER] or one.transformer in named[By.TRANSFORMER] or one.street in named[By.STREET]
    ]
