"""What the key-account file hears of the apps below, and what it knows for them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import models
from django.dispatch import receiver

from accounts.models import Unit
from customers import resting
from keyaccounts.models import CareVisit
from tickets.models import Ticket
from tickets.signals import ticket_registered, tickets_registered


@receiver(ticket_registered)
def wake_whoever_comes_again(sender: object, ticket: Ticket, at: datetime, **kwargs: object) -> None:
    if ticket.customer is not None:
        resting.wake(ticket.customer, at=at)


@receiver(tickets_registered)
def wake_all(sender: object, tickets: Sequence[Ticket], at: datetime, **kwargs: object) -> None:
    for ticket in tickets:
        wake_whoever_comes_again(sender, ticket, at)


def tickets_since(org: Unit, since: datetime) -> models.QuerySet[Ticket, object]:
    """Who has brought anything since."""
    return Ticket.objects.filter(org=org, registered_at__gte=since, customer__isnull=False).values("customer")


def visits_since(org: Unit, since: datetime) -> models.QuerySet[CareVisit, object]:
    """Who has been visited since."""
    return CareVisit.objects.filter(org=org, paid_on__gte=since.date()).values("customer")


resting.SIGNS.extend([tickets_since, visits_since])
