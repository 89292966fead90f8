"""What an order of a hotline above us does when something happens to its case; who agrees to a large table."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from accounts.taking import ASK_ANOTHER
from hotline.bulk.sending_out import ask_another
from hotline.upstream import limits
from tickets.models import Ticket
from tickets.signals import ticket_resolved, ticket_withdrawn, tickets_resolved

ASK_ANOTHER.append(ask_another)


@receiver(ticket_resolved)
def answered_above(sender: type, ticket: Ticket, at: datetime, **kwargs: Any) -> None:
    limits.answered([ticket], at=at)


@receiver(tickets_resolved)
def all_answered_above(sender: type, tickets: Sequence[Ticket], at: datetime, **kwargs: Any) -> None:
    limits.answered(tickets, at=at)


@receiver(ticket_withdrawn)
def ended_above(sender: type, ticket: Ticket, at: datetime, **kwargs: Any) -> None:
    limits.ended(ticket, at=at)
