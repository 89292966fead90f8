"""当日告知: settled today, or the customer hears today who is on it and by when."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from complaints.actions.dues import drop, finish
from complaints.actions.files import file_of, require_desk
from complaints.actions.writing import moment, write
from complaints.models import Complaint
from complaints.steps import Step
from tickets.actions.desk import required
from tickets.actions.telling import write_to_customer
from tickets.models import Clock, Ticket


def tell_today(ticket: Ticket, *, by: User, at: datetime) -> Ticket:
    """Owe the customer the text that says who is on it and by when; without a number there is nobody to tell."""
    file = file_of(ticket)
    if file.told_at:
        return ticket
    if not ticket.contact_phone:
        drop(ticket, Step.TELL, at=at)
        return ticket
    promised = Clock.objects.running().filter(ticket=ticket, name="reply").first()
    write_to_customer(ticket, "complaint_today", at=at, who=by, promised=promised)
    _told(ticket, Complaint.Told.SMS, at=at)
    return ticket


@transaction.atomic
def told_by_word(ticket: Ticket, *, text: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Write down that the customer was told by word today who is on it and by when."""
    require_desk(ticket, by)
    text = required(text, "text")
    ticket = write(ticket, "told_today", by=by, at=at, facts={"text": text}, **more)
    _told(ticket, Complaint.Told.SPOKEN, at=moment(ticket))
    return ticket


def settled(ticket: Ticket, *, at: datetime) -> None:
    """An answered complaint needs no word of who is on it."""
    if not file_of(ticket).told_at:
        _told(ticket, Complaint.Told.SETTLED, at=at)


def _told(ticket: Ticket, how: str, *, at: datetime) -> None:
    Complaint.objects.filter(ticket=ticket, told_at__isnull=True).update(told_at=at, told_how=how)
    finish(ticket, Step.TELL, at=at)
