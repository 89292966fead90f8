"""A hall's day in figures, each from rows: who waits, who was served, how long it took, what was settled on the spot."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from accounts.models import Grant, Unit, User
from tickets.actions.visiting import RATABLE
from tickets.models import CounterRule, Matter, Ticket, TicketEvent, Visit, VisitState
from tickets.queueing import minutes

LEVELS = (5, 4, 3, 2, 1)
SATISFIED = 4
THANKS_FOR = timedelta(seconds=8)


@dataclass
class Sum:
    """What one clerk, or the hall, has done."""

    name: str = ""
    served: int = 0
    abandoned: int = 0
    waits: list[timedelta] = field(default_factory=list)
    services: list[timedelta] = field(default_factory=list)
    requests: int = 0
    settled: int = 0
    scores: Counter[int] = field(default_factory=Counter)

    @property
    def wait(self) -> int | None:
        return _average(self.waits)

    @property
    def longest(self) -> int | None:
        return minutes(max(self.waits)) if self.waits else None

    @property
    def service(self) -> int | None:
        return _average(self.services)

    @property
    def first_contact(self) -> int | None:
        """First-contact resolution in percent; None while there are no requests."""
        return round(100 * self.settled / self.requests) if self.requests else None

    @property
    def rated(self) -> int:
        return sum(self.scores.values())

    @property
    def satisfied(self) -> int | None:
        """Very satisfied and satisfied among those who rated, in percent; who did not rate is left out."""
        good = sum(n for score, n in self.scores.items() if score >= SATISFIED)
        return round(100 * good / self.rated) if self.rated else None

    @property
    def levels(self) -> list[tuple[int, int]]:
        return [(score, self.scores[score]) for score in LEVELS]


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits, and whether for too long."""

    visit: Visit
    minutes: int
    is_too_long: bool


@dataclass(frozen=True)
class Day:
    """A hall's day so far."""

    limit: int
    waiting: list[Waiting]
    at_windows: list[Visit]
    total: Sum
    clerks: list[Sum]

    @property
    def too_long(self) -> int:
        """How many wait too long."""
        return sum(1 for one in self.waiting if one.is_too_long)

    @property
    def is_empty(self) -> bool:
        return not (self.waiting or self.at_windows or self.total.served or self.total.abandoned)


def halls_to_watch(user: User, *, verb: str = "visits") -> list[Unit]:
    """The halls whose day this person may see."""
    return list(Unit.objects.filter(pk__in=user.units(verb), kind=Unit.Kind.HALL, is_active=True).order_by("code"))


def usual_hall(halls: list[Unit], user: User) -> Unit | None:
    """The hall with which a page begins: where one belongs, else where a grant of one's own stands, else the first."""
    home = {user.home_id, user.home.parent_id if user.home else None}
    granted = set(Grant.objects.live().filter(person=user).values_list("unit_id", flat=True))
    mine = [one for one in halls if one.pk in home] or [one for one in halls if one.pk in granted]
    return next(iter([*mine, *halls]), None)


def day_of(hall: Unit, *, at: datetime) -> Day:
    """Read the day from its rows."""
    today = timezone.localtime(at).date()
    limit = CounterRule.of(hall.org_id or hall.pk).wait_most
    visits = list(
        Visit.objects.filter(org_id=hall.org_id, hall=hall, day=today)
        .select_related("clerk", "window")
        .order_by("taken_at", "id")
    )
    total = Sum()
    clerks: dict[UUID, Sum] = {}
    requests = _requests(visits)
    for visit in visits:
        for one in _sums(visit, total, clerks):
            _count(one, visit, requests.get(visit.pk, (0, 0)))
    waiting = [
        Waiting(visit, minutes(visit.waited(at)), visit.waited(at) > limit)
        for visit in visits
        if visit.state == VisitState.WAITING
    ]
    here = [visit for visit in visits if visit.state in (VisitState.CALLED, VisitState.SERVING)]
    people = sorted(clerks.values(), key=lambda one: (-one.served, one.name))
    return Day(minutes(limit), waiting, here, total, people)


def _sums(visit: Visit, total: Sum, clerks: dict[UUID, Sum]) -> list[Sum]:
    if visit.clerk is None:
        return [total]
    return [total, clerks.setdefault(visit.clerk.pk, Sum(visit.clerk.name))]


def _count(one: Sum, visit: Visit, requests: tuple[int, int]) -> None:
    one.served += visit.state == VisitState.SERVED
    one.abandoned += visit.state == VisitState.ABANDONED
    one.requests += requests[0]
    one.settled += requests[1]
    if visit.wait is not None:
        one.waits.append(visit.wait)
    if visit.state == VisitState.SERVED and visit.began_at and visit.ended_at:
        one.services.append(visit.ended_at - visit.began_at)
    if visit.score:
        one.scores[visit.score] += 1


def _requests(visits: Iterable[Visit]) -> dict[UUID, tuple[int, int]]:
    """For each visit how many requests there were, and how many of them were settled on the spot."""
    keys = [visit.pk for visit in visits]
    told: dict[UUID, tuple[int, int]] = {}
    answered = TicketEvent.objects.filter(ticket=OuterRef("pk"), what="reply", at=OuterRef("registered_at"))
    tickets = Ticket.objects.counted().filter(visit__in=keys).annotate(is_settled=Exists(answered))
    rows = [(key, bool(is_settled) and rounds == 1) for key, is_settled, rounds in
            tickets.values_list("visit", "is_settled", "round")]  # fmt: skip
    rows += [(key, True) for key in Matter.objects.filter(visit__in=keys).values_list("visit", flat=True)]
    for key, is_settled in rows:
        all_of_them, settled = told.get(key, (0, 0))
        told[key] = all_of_them + 1, settled + is_settled
    return told


def _average(spans: list[timedelta]) -> int | None:
    return minutes(sum(spans, timedelta(0)) / len(spans)) if spans else None


def to_rate(window: UUID, *, at: datetime) -> Visit | None:
    """Whom the pad of a window asks now: whoever was served last, until somebody else is being served."""
    latest = Visit.objects.filter(window=window).exclude(began_at__isnull=True).order_by(F("began_at").desc()).first()
    if latest is None or latest.state != VisitState.SERVED or latest.ended_at is None:
        return None
    return latest if latest.ended_at > at - RATABLE else None
