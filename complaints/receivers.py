"""What a complaint's file does when something happens to its ticket."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from complaints import actions
from complaints.actions import archiving, recoveries
from complaints.actions.guarding import sealed_words
from complaints.facts import missed
from tickets.models import Deadline, Ticket
from tickets.signals import (
    deadline_fired,
    ticket_closed,
    ticket_registered,
    ticket_reopened,
    ticket_resolved,
    ticket_withdrawn,
    tickets_registered,
)
from tickets.wording import SEALED

SEALED[:] = [sealed_words]


@receiver(ticket_registered)
def open_file(sender: type, ticket: Ticket, at: datetime, more: object = None, **kwargs: Any) -> None:
    actions.open_file(ticket, facts=more, at=at)


@receiver(tickets_registered)
def open_files(
    sender: type, tickets: Sequence[Ticket], at: datetime, more: Mapping[UUID, object], **kwargs: Any
) -> None:
    for ticket in tickets:
        actions.open_file(ticket, facts=more.get(ticket.pk), at=at)


@receiver(ticket_resolved)
def note_answer(sender: type, ticket: Ticket, at: datetime, **kwargs: Any) -> None:
    actions.note_answer(ticket, at=at)


@receiver(ticket_closed)
def see_it_closed(sender: type, ticket: Ticket, at: datetime, outcome: str, **kwargs: Any) -> None:
    archiving.closed(ticket, outcome=outcome, at=at)


@receiver(ticket_withdrawn)
def drop_dues(sender: type, ticket: Ticket, at: datetime, **kwargs: Any) -> None:
    archiving.withdrawn(ticket, at=at)


@receiver(deadline_fired)
def see_it_broken(sender: type, deadlines: Sequence[Deadline], at: datetime, **kwargs: Any) -> None:
    recoveries.broken(missed(deadlines), at=at)


@receiver(ticket_reopened)
def begin_again(sender: type, ticket: Ticket, at: datetime, **kwargs: Any) -> None:
    actions.begin_again(ticket, at=at)
