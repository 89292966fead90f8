"""What an application's file does when something happens to its ticket."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from accounts.models import User
from applications.actions import filing, opening, steps
from tickets.models import Ticket
from tickets.signals import field_reported, ticket_registered, ticket_reopened, tickets_registered


@receiver(ticket_registered)
def open_file(sender: type, ticket: Ticket, at: datetime, more: object = None, **kwargs: Any) -> None:
    opening.open_file(ticket, facts=more, at=at)
    filing.open_file(ticket, facts=more, at=at)


@receiver(tickets_registered)
def open_files(
    sender: type, tickets: Sequence[Ticket], at: datetime, more: Mapping[UUID, object], **kwargs: Any
) -> None:
    for ticket in tickets:
        open_file(sender, ticket, at, more.get(ticket.pk))


@receiver(field_reported)
def end_of_field_step(sender: type, ticket: Ticket, at: datetime, by: User, **kwargs: Any) -> None:
    steps.end_of_field_step(ticket, by=by, at=at)


@receiver(ticket_reopened)
def begin_again(sender: type, ticket: Ticket, at: datetime, **kwargs: Any) -> None:
    opening.begin_again(ticket, at=at)
