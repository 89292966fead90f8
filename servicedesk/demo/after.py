"""What is left to do when the stories are told: quiet bells, and, another day, an end to what is still open."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from accounts.models import Notice, User
from complaints import actions as complaints
from complaints.actions.replying import waiting_draft
from customers.models import Message
from servicedesk.demo.people import SERIES
from servicedesk.demo.work import SOURCE, Desk
from surveys import actions as surveys
from surveys.models import Callback
from tickets.actions import closing, desk, field
from tickets.actions.announce import fan_out
from tickets.actions.spine import database_time
from tickets.lifecycle import ENDED, Status
from tickets.models import Ticket
from tickets.secrecy import is_secret, named_people
from tickets.sweep import sweep_all
from worksheets.actions import reviewing, sheets
from worksheets.models import WorkSheet

FRESH = timedelta(minutes=30)


def quiet(*, at: datetime) -> None:
    """Leave the bells as after a working morning: what is old has been read, what is overdue now is one digest.

    Texts to the made-up numbers count as sent: none of them is handed to a gateway.
    """
    for callback in Callback.objects.to_remind(at).filter(ticket__source=SOURCE):
        surveys.remind(callback, at=callback.remind_at)
    unsent = Message.objects.filter(address__startswith=SERIES, sent_at__isnull=True, dead_at__isnull=True)
    unsent.update(sent_at=F("created_at") + timedelta(seconds=2), attempts=1)
    read_before = at - FRESH
    old = Notice.objects.unread().filter(at__lt=read_before)
    old.update(read_at=F("at") + timedelta(minutes=10))
    sweep_all(at=at)
    fan_out(at=database_time())


def settle_old(cast: Desk) -> int:
    """End what is still open of the demo, by the verbs of its kind; returns how many there were."""
    bosses = {cast.units["C1"].pk: cast.people["supervisor"], cast.units["C2"].pk: cast.people["f2001"]}
    left = Ticket.objects.filter(source=SOURCE).open().order_by("pk")
    for ticket in list(left):
        with transaction.atomic():
            # Of a report only a named handler may know.
            handler = next(iter(named_people(ticket)), None) if is_secret(ticket) else None
            _end(ticket, by=handler or bosses[ticket.org_id], at=database_time())
    return len(left)


def _answer(ticket: Ticket, *, text: str, by: User, at: datetime) -> Ticket:
    """Draft, review and send by two people, wherever the complaint stands between them."""
    handler = ticket.handler or by
    row = waiting_draft(ticket)
    if row is None:
        ticket = complaints.draft(ticket, text=text, by=handler, at=at)
    if row is None or row.approved is None:
        ticket = complaints.review(ticket, approved=True, by=by, at=at)
    return complaints.reply(ticket, by=handler, at=at)


def _end(ticket: Ticket, *, by: User, at: datetime) -> None:
    said = "演示数据更新，旧单结束"
    if is_secret(ticket) and ticket.status == Status.RESOLVED:
        closing.close(ticket, outcome="satisfied", by=by, at=at)
        return
    for sheet in WorkSheet.objects.filter(ticket=ticket, state__in=("issued", "done")):
        sheets.void(sheet, reason="随旧单作废", seen=sheet.seen, by=by, at=at)
    steps: tuple[tuple[Status, Callable[..., Ticket], dict[str, str]], ...] = (
        (Status.ON_SITE, field.restore, {}),
        (Status.RESTORED, field.report, {"cause": said}),
        (Status.TO_REVIEW, reviewing.approve_return, {}),
        (Status.VERIFIED, _answer, {"text": said}),
        (Status.RESOLVED, closing.close, {"outcome": "exempt", "reason": said}),
    )
    for status, verb, words in steps:
        if ticket.status == status:
            ticket = verb(ticket, by=by, at=at, **words)
    if ticket.status not in ENDED:
        desk.withdraw(ticket, reason=said, by=by, at=at)
