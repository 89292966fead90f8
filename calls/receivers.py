"""What the telephone hears of the apps below, and what it knows for them."""

from datetime import datetime

from django.dispatch import receiver

from accounts.models import User
from accounts.signals import signed_out
from calls.actions.noting import put_to_ticket
from calls.actions.seating import get_up
from calls.reading import call_of, on_the_line
from tickets.calling import ON_THE_LINE
from tickets.models import Ticket
from tickets.signals import ticket_phoned


@receiver(ticket_phoned)
def put_to_call(sender: object, ticket: Ticket, call: str, by: User, at: datetime, **kwargs: object) -> None:
    found = call_of(by, call)
    if found is not None and by.may("calls"):
        put_to_ticket(found, ticket, by=by, at=at)


@receiver(signed_out)
def leave_seat(sender: object, user: User, at: datetime, **kwargs: object) -> None:
    get_up(user, at=at)


ON_THE_LINE.append(on_the_line)
