"""What becomes of open cases when standards change or people leave, and of a new one that is not the first of its matter."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from accounts.hanging import HANGING, MOST, Hanging
from accounts.models import Unit, User
from accounts.signals import person_gone, unit_gone
from deadlines.models import WorkCalendar
from deadlines.signals import calendar_published
from tickets.actions.falling_back import take_back
from tickets.actions.repeating import link_repeat
from tickets.duplicates import not_the_first
from tickets.models import Ticket
from tickets.signals import ticket_registered, tickets_registered
from tickets.tasks import rearm_calendar


def _open_cases(unit: Unit) -> int:
    """The open cases that it took in, or that lie with it; beyond a thousand nobody counts on."""
    theirs = Q(unit=unit) | Q(crew=unit) | Q(queue=unit)
    return Ticket.objects.open().filter(theirs, org=unit.org_id)[:MOST].count()


HANGING.append(Hanging(_("open cases"), _open_cases))


@receiver(calendar_published)
def count_anew(sender: type, calendar: WorkCalendar, source: str, **kwargs: Any) -> None:
    """Ask for the open clocks of the company to be counted by the new version, in the background.

    A broker that is away does not undo the publishing; the error is logged, and the task can be asked for again.
    """
    hall = str(calendar.hall_id or "")
    ask = partial(rearm_calendar.delay, str(calendar.org_id), calendar.code, source, hall)
    transaction.on_commit(ask, robust=True)


@receiver(ticket_registered)
def count_repeat(sender: type, ticket: Ticket, at: datetime, **kwargs: Any) -> None:
    """Whoever takes it in, wherever: a matter that comes again is tied to the first time."""
    link_repeat(ticket, at=at)


@receiver(tickets_registered)
def count_repeats(sender: type, tickets: Sequence[Ticket], at: datetime, **kwargs: Any) -> None:
    for ticket in not_the_first(tickets, at=at):
        link_repeat(ticket, at=at)


@receiver(person_gone)
def take_back_from_person(sender: type, person: User, at: datetime, **kwargs: Any) -> None:
    """Nobody's hands are the wrong hands: what the person had goes back to its desk in the same transaction."""
    take_back(gone=person, at=at)


@receiver(unit_gone)
def take_back_from_unit(sender: type, unit: Unit, at: datetime, **kwargs: Any) -> None:
    """A crew is switched off in the middle: its jobs wait for another one."""
    take_back(gone=unit, at=at)
