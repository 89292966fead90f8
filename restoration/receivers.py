"""What happens to the cases of outages when something happens to a ticket."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from accounts.models import User
from restoration.actions import field, joining, releasing, restoring
from tickets.models import Ticket
from tickets.signals import field_estimated, ticket_registered, ticket_reopened, ticket_resolved, tickets_registered


@receiver(ticket_registered)
def join_outage(sender: type, ticket: Ticket, at: datetime, parent: Ticket | None = None, **kwargs: Any) -> None:
    if parent is None and joining.join_by_itself(ticket, at=at):
        ticket.refresh_from_db()


@receiver(tickets_registered)
def join_outages(sender: type, tickets: Sequence[Ticket], at: datetime, **kwargs: Any) -> None:
    for ticket in joining.might_join(tickets, at=at):
        if joining.join_by_itself(ticket, at=at):
            ticket.refresh_from_db()


@receiver(field_estimated)
def read_out(
    sender: type, ticket: Ticket, expected_at: datetime, text: str, by: User, at: datetime, **kwargs: Any
) -> None:
    field.read_out(ticket, expected_at=expected_at, text=text, by=by, at=at)


@receiver(ticket_reopened)
def go_alone(sender: type, ticket: Ticket, at: datetime, **kwargs: Any) -> None:
    releasing.came_again(ticket, at=at)


@receiver(ticket_resolved)
def end_outage(sender: type, ticket: Ticket, at: datetime, **kwargs: Any) -> None:
    restoring.end_by_report(ticket, at=at)
