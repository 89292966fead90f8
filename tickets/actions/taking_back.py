"""A breach that turns out to have been false: told in the history, counted out, never deleted (R7)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from accounts.actions import tell
from accounts.models import User
from accounts.roles import Role
from tickets.actions.plans import write_down
from tickets.actions.telling import holders_of, path_of, told_of, with_role
from tickets.models import Clock, Deadline, Outbox, Ticket
from tickets.moment import database_time

VOIDED = "deadline_voided"


def kept_after_all(ticket: Ticket, clocks: Iterable[Clock], *, at: datetime) -> None:
    """Void what has fired although these clocks were met in time at `at`: a phone was without signal, or a clock jumped.

    The case is locked, the clocks have just been ended.
    """
    fired = Deadline.objects.filter(clock__in=list(clocks), state="fired", stage__in=Deadline.FINAL, due_at__gte=at)
    for row in fired.filter(clock__voided_at__isnull=True):
        now = database_time()
        facts = facts_of(row) | {"answered_at": at.isoformat()}
        write_down(ticket, VOIDED, by=None, at=now, facts=facts)
        count_out(ticket, [row], by=None, at=now)


def facts_of(row: Deadline) -> dict[str, object]:
    """What an event says of the deadline that it is about."""
    return {"deadline": str(row.pk), "clock": row.name, "stage": row.stage, "generation": row.generation}


def count_out(ticket: Ticket, rows: list[Deadline], *, by: User | None, at: datetime) -> None:
    """Let these deadlines count for nothing: in no figure, and no news of them goes out any more."""
    final = [row for row in rows if row.stage in Deadline.FINAL]
    clocks = [row.clock_id for row in final]
    Clock.objects.filter(pk__in=clocks).update(voided_at=at)
    news = Outbox.objects.filter(Q(deadline__in=rows) | Q(deadline__clock__in=clocks), delivered_at__isnull=True)
    news.update(dead_at=at, dropped_at=at)
    for row in final:
        _tell(ticket, row, by=by, at=at)


def _tell(ticket: Ticket, row: Deadline, *, by: User | None, at: datetime) -> None:
    """Whoever was told of the breach is told that there was none; further up only if it had climbed that far."""
    climbed = Deadline.objects.filter(clock=row.clock_id, state="fired", stage__startswith="after").exists()
    roles = (Role.SUPERVISOR, Role.DIRECTOR, Role.EXECUTIVE) if climbed else (Role.SUPERVISOR,)
    chiefs = [user for role in roles for user in with_role(role, ticket.unit)]
    told = [ticket.first_contact, *holders_of(ticket), *chiefs]
    people = {user.pk: user for user in told if user != by}
    facts = {"number": ticket.number, "short": ticket.short_number, "clock": row.name}
    key = f"voided:{row.pk}"
    tell(told_of(ticket, people.values(), but=by), key=key, what=VOIDED, at=at, path=path_of(ticket), facts=facts)
