"""What the counter's top bar says of the queue: whom I serve, who waits, for how long."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from accounts.models import Unit, User
from tickets.actions.visiting import current_visit
from tickets.models import CounterRule, Visit, VisitState, Window


@dataclass(frozen=True)
class Line:
    """The queue of a hall as one clerk sees it. `has_queue`: numbers are drawn here today."""

    at: datetime
    limit: timedelta
    current: Visit | None = None
    window: Window | None = None
    windows: list[Window] = field(default_factory=list)
    waiting: int = 0
    first_at: datetime | None = None
    has_queue: bool = False

    @property
    def is_called(self) -> bool:
        return self.current is not None and self.current.state == VisitState.CALLED

    @property
    def longest(self) -> timedelta:
        return self.at - self.first_at if self.first_at else timedelta(0)

    @property
    def longest_minutes(self) -> int:
        return minutes(self.longest)

    @property
    def waited_minutes(self) -> int:
        """How long the one at my window had waited."""
        return minutes(self.current.wait or timedelta(0)) if self.current else 0

    @property
    def is_too_long(self) -> bool:
        return self.longest > self.limit


def minutes(span: timedelta) -> int:
    """Whole minutes, never below zero: clocks of machines differ by a second."""
    return max(0, int(span.total_seconds() // 60))


def line_of(user: User, hall: Unit | None, *, at: datetime) -> Line | None:
    """The queue of this hall for somebody who serves at it; None for everybody else."""
    if hall is None or not user.may_at("visit", hall.pk):
        return None
    today = Visit.objects.filter(org_id=hall.org_id, hall=hall, day=timezone.localtime(at).date()).exclude(number="")
    waits = Q(state=VisitState.WAITING)
    queue = today.aggregate(n=Count("pk", filter=waits), first=Min("taken_at", filter=waits), drawn=Count("pk"))
    windows = list(Window.objects.filter(org_id=hall.org_id, hall=hall, is_active=True).select_related("clerk"))
    current = current_visit(user)
    return Line(
        at=at,
        limit=CounterRule.of(hall.org_id or hall.pk).wait_most,
        current=current,
        window=next((one for one in windows if one.clerk_id == user.pk), None),
        windows=windows,
        waiting=queue["n"],
        first_at=queue["first"],
        has_queue=bool(queue["drawn"]) or bool(current and current.number),
    )
