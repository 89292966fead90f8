"""What we ask the customer when something has happened to a ticket."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from surveys import actions
from surveys.scores import last_score
from tickets.card import LAST_SCORE
from tickets.models import Ticket, Visit
from tickets.signals import (
    ticket_closed,
    ticket_reopened,
    ticket_resolved,
    ticket_withdrawn,
    tickets_resolved,
    visit_rated,
)

LAST_SCORE[:] = [last_score]


@receiver(ticket_resolved)
def open_callback(sender: type, ticket: Ticket, at: datetime, **kwargs: Any) -> None:
    actions.open_callback(ticket, at=at)
    actions.open_survey(ticket, at=at)


@receiver(tickets_resolved)
def open_callbacks(sender: type, tickets: Sequence[Ticket], at: datetime, **kwargs: Any) -> None:
    actions.open_callbacks(tickets, at=at)
    actions.open_surveys(tickets, at=at)


@receiver(ticket_closed)
def settle_callback(sender: type, ticket: Ticket, at: datetime, outcome: str, **kwargs: Any) -> None:
    actions.settle_callback(ticket, outcome=outcome, at=at)


@receiver(ticket_closed)
def ask_the_customer(sender: type, ticket: Ticket, at: datetime, outcome: str, **kwargs: Any) -> None:
    if outcome == "no_callback" and actions.call_after_close(ticket, at=at):
        return  # whoever is called is not written to as well
    actions.ask_the_customer(ticket, at=at, outcome=outcome)


@receiver(ticket_reopened)
@receiver(ticket_withdrawn)
def drop_callback(sender: type, ticket: Ticket, at: datetime, **kwargs: Any) -> None:
    actions.drop_callback(ticket, at=at)


@receiver(ticket_reopened)
def shut_survey(sender: type, ticket: Ticket, at: datetime, **kwargs: Any) -> None:
    actions.shut(ticket, at=at)


@receiver(visit_rated)
def hear_of_visit(sender: type, visit: Visit, at: datetime, **kwargs: Any) -> None:
    actions.hear_of_visit(visit, at=at)
