"""From a fired deadline to the people who must know: each once, and after a standstill one summary instead of a flood."""

import logging
from collections import Counter
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F

from accounts.actions import tell, tell_digest
from accounts.models import User
from accounts.roles import Role
from tickets.actions.orders import bound_by
from tickets.actions.telling import not_barred, path_of, with_role
from tickets.models import Deadline, Outbox
from tickets.signals import deadline_fired

log = logging.getLogger(__name__)
BATCH = 200
LATE = timedelta(minutes=15)
MOST_ATTEMPTS = 8


def fan_out(*, at: datetime) -> int:
    """Turn owed rows into notices, oldest first; returns how many were dealt with. Rows another worker holds are skipped."""
    done = 0
    while batch := _one_batch(at=at):
        done += batch
    return done


@transaction.atomic
def _one_batch(*, at: datetime) -> int:
    due = Outbox.objects.filter(delivered_at__isnull=True, dead_at__isnull=True, available_at__lte=at)
    rows = list(
        due.order_by("available_at", "id")
        .select_related(
            "deadline__clock",
            "ticket__unit",
            "ticket__queue",
            "ticket__handler",
            "ticket__first_contact",
        )
        .select_for_update(skip_locked=True, of=("self",))[:BATCH]
    )
    late: Counter[User] = Counter()
    for row in rows:
        try:
            with transaction.atomic():
                _deliver(row, late, at=at)
        except (DatabaseError, LookupError, ValueError) as error:
            _later(row, str(error), at=at)
    for user, count in late.items():
        tell_digest(
            user,
            key=f"digest:{at:%Y-%m-%dT%H}",
            at=at,
            path="/board/" if user.may("board") else "/my/",
            count=count,
        )
    return len(rows)


def _deliver(row: Outbox, late: Counter[User], *, at: datetime) -> None:
    deadline = row.deadline
    if deadline is not None and not _is_overtaken(deadline):
        people = recipients(deadline)
        if deadline.settled_at and deadline.settled_at - deadline.due_at > LATE:
            late.update(people)
        else:
            what = {"breach": "deadline_missed", "target": "target_passed"}.get(deadline.stage, "deadline_warned")
            facts = {
                "number": row.ticket.number,
                "short": row.ticket.short_number,
                "clock": deadline.name,
            }
            facts["due_at"] = deadline.clock.due_at.isoformat()
            tell(
                people,
                key=row.key,
                what=what,
                at=at,
                path=path_of(row.ticket),
                facts=facts,
            )
        deadline_fired.send(Deadline, deadline=deadline, at=at)
    Outbox.objects.filter(pk=row.pk).update(delivered_at=at, attempts=F("attempts") + 1)


def _is_overtaken(deadline: Deadline) -> bool:
    """A warning whose breach has fired too is recorded but not told: one message says it all."""
    if not deadline.stage.startswith("warn"):
        return False
    later = Deadline.objects.filter(clock_id=deadline.clock_id, state="fired", due_at__gt=deadline.due_at)
    return later.exists()


def recipients(deadline: Deadline) -> list[User]:
    """Who is told: the holder (of an order both its sides) and the first contact; when the promise is missed, the supervisors of the hall as well."""
    ticket = deadline.ticket
    people = {user.pk: user for user in bound_by(ticket, deadline.name)}
    people[ticket.first_contact_id] = ticket.first_contact
    if deadline.stage == Deadline.Stage.BREACH:
        people |= {user.pk: user for user in with_role(Role.SUPERVISOR, ticket.unit)}
    return [user for user in not_barred(ticket, people.values()) if not user.is_service]


def _later(row: Outbox, error: str, *, at: datetime) -> None:
    attempts = row.attempts + 1
    log.error(
        "outbox %s failed %d times: %s",
        row.pk,
        attempts,
        error.splitlines()[0] if error else "",
    )
    Outbox.objects.filter(pk=row.pk).update(
        attempts=attempts,
        last_error=error[:300],
        available_at=at + timedelta(seconds=5 * 2**attempts),
        dead_at=at if attempts >= MOST_ATTEMPTS else None,
    )
