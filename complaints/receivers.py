"""What a complaint's file does when something happens to its ticket."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from complaints import actions
from tickets.models import Ticket
from tickets.signals import ticket_registered, ticket_reopened, ticket_resolved


@receiver(ticket_registered)
def open_file(sender: type, ticket: Ticket, at: datetime, more: object = None, **kwargs: Any) -> None:
    actions.open_file(ticket, facts=more, at=at)


@receiver(ticket_resolved)
def note_answer(sender: type, ticket: Ticket, at: datetime, **kwargs: Any) -> None:
    actions.note_answer(ticket, at=at)


@receiver(ticket_reopened)
def begin_again(sender: type, ticket: Ticket, at: datetime, **kwargs: Any) -> None:
    actions.begin_again(ticket, at=at)
