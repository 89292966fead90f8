"""What the telephone hears of the apps below, and what it knows for them."""

from datetime import datetime

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from accounts.signals import signed_out
from calls.actions.noting import put_to_ticket
from calls.actions.seating import get_up
from calls.models import Seat
from calls.reading import SEATED, call_of, on_the_line
from tickets.calling import ON_THE_LINE
from tickets.models import Ticket
from tickets.signals import ticket_phoned


@receiver(ticket_phoned)
def put_to_call(sender: object, ticket: Ticket, call: str, by: User, at: datetime, **kwargs: object) -> None:
    found = call_of(by, call)
    if found is not None and by.may("calls"):
        put_to_ticket(found, ticket, by=by, at=at)


@receiver(user_logged_in)
def remember_seat(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
    """The browser of whoever sits at a telephone already listens from the first page on."""
    if isinstance(user, User) and Seat.objects.filter(user=user, until_at__isnull=True).exists():
        request.session[SEATED] = True


@receiver(signed_out)
def leave_seat(sender: object, user: User, at: datetime, **kwargs: object) -> None:
    get_up(user, at=at)


ON_THE_LINE.append(on_the_line)
