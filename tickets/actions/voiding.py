"""作废: a breach that was false is voided with a reason; for the law's limits a second person has to agree (I21)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.actions import tell
from accounts.models import User
from accounts.roles import Role
from tickets.actions.desk import required
from tickets.actions.plans import go_on, renewed, write_down
from tickets.actions.spine import database_time, step
from tickets.actions.taking_back import VOIDED, count_out, facts_of
from tickets.actions.telling import not_barred, path_of, with_role
from tickets.models import Clock, Deadline, Ticket
from tickets.refusals import SecondPerson
from tickets.voids import ASKED, REFUSED, NothingToVoid, StillLate, last_word, takes_two


@transaction.atomic
def void(ticket: Ticket, *, deadline: UUID, reason: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Say that a stage which has fired is false: a clock had jumped, the calendar was wrong, the step was done in time.

    Where the law sets the limit this only asks; the same verb by somebody else agrees. The row and its event stay, and a
    clock that still runs goes on as a new generation. Raises NothingToVoid, SecondPerson, StillLate.
    """
    return void_all(ticket, deadlines=[deadline], reason=reason, by=by, at=at, **more)


@transaction.atomic
def void_all(
    ticket: Ticket, *, deadlines: Iterable[UUID], reason: str, by: User, at: datetime | None = None, **more: Any
) -> Ticket:
    """Void several stages of one case in one step, such as all that a jump of the clock has fired."""
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    at = at or database_time()
    rows = _open_to_doubt(ticket, deadlines)
    words = last_word(ticket, rows)
    reason = required(reason, "reason")
    legal = [row for row in rows if takes_two(ticket, row.clock)]
    fresh = [row for row in legal if str(row.pk) not in words or words[str(row.pk)].what == REFUSED]
    if any(words[str(row.pk)].by_id == by.pk for row in legal if row not in fresh):
        raise SecondPerson
    _refuse_what_is_late(ticket, rows, at=at)
    first, *others = sorted(rows, key=lambda row: row not in fresh)
    kinds = {row.pk: ASKED if row in fresh else VOIDED for row in rows}
    told: dict[str, Any] = {"by": by, "at": at, "reason": reason}
    ticket = step(ticket, "void", what=kinds[first.pk], facts=facts_of(first), **told, **more)
    for row in others:
        write_down(ticket, kinds[row.pk], facts=facts_of(row), **told)
    _take_effect(ticket, [row for row in rows if row not in fresh], by=by, at=at)
    if fresh:
        _ask(ticket, fresh[0], by=by, at=at)
    return ticket


@transaction.atomic
def uphold(ticket: Ticket, *, deadline: UUID, reason: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Let a breach stand that somebody has asked to void; the asker may take it back as well. Raises NothingToVoid."""
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    (row,) = _open_to_doubt(ticket, [deadline])
    word = last_word(ticket, [row]).get(str(row.pk))
    if word is None or word.what != ASKED:
        raise NothingToVoid(ticket)
    reason = required(reason, "reason")
    return step(ticket, "uphold", what=REFUSED, by=by, at=at, reason=reason, facts=facts_of(row), **more)


def _open_to_doubt(ticket: Ticket, deadlines: Iterable[UUID]) -> list[Deadline]:
    """These stages, if all have fired and none has been voided yet."""
    wanted = set(deadlines)
    fired = Deadline.objects.filter(ticket=ticket, pk__in=wanted, state="fired")
    rows = list(fired.select_related("clock__promise").order_by("due_at", "pk"))
    words = last_word(ticket, rows)
    if not rows or len(rows) < len(wanted) or any(word.what == VOIDED for word in words.values()):
        raise NothingToVoid(ticket)
    return rows


def _running(rows: Iterable[Deadline]) -> dict[UUID, Clock]:
    """The clocks that have to go on: those that run, and of which more is doubted than an escalation after the limit."""
    clocks = {row.clock_id: row.clock for row in rows if row.due_at <= row.clock.due_at}
    return {pk: clock for pk, clock in clocks.items() if clock.stopped_at is None and clock.dropped_at is None}


def _refuse_what_is_late(ticket: Ticket, rows: Iterable[Deadline], *, at: datetime) -> None:
    """A clock that runs and is late by today's calendar too is late; what ended it has to be written down first."""
    for clock in _running(rows).values():
        if renewed(clock, at=at, cause=Clock.Cause.VOID).due_at <= at:
            raise StillLate(ticket)


def _take_effect(ticket: Ticket, rows: list[Deadline], *, by: User, at: datetime) -> None:
    if rows:
        count_out(ticket, rows, by=by, at=at)
    for clock in _running(rows).values():
        go_on(ticket, clock, renewed(clock, at=at, cause=Clock.Cause.VOID), at=at)


def _ask(ticket: Ticket, row: Deadline, *, by: User, at: datetime) -> None:
    people = [user for user in with_role(Role.SUPERVISOR, ticket.unit) if user.pk != by.pk]
    facts = {"number": ticket.number, "short": ticket.short_number, "clock": row.name, "by": by.name}
    key, path = f"{ASKED}:{ticket.pk}:{ticket.seq}", f"{path_of(ticket)}why/"
    tell(not_barred(ticket, people), key=key, what=ASKED, at=at, path=path, facts=facts)
