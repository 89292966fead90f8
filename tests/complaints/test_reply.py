"""The written answer comes after the verdict, stops the reply clock and opens the callback."""

import pytest
from django.db import IntegrityError, transaction

from complaints import actions
from complaints.models import Complaint
from customers.models import Message
from surveys.models import Callback
from tests.people import MONDAY_NINE, minutes
from tickets.actions import desk
from tickets.lifecycle import Status
from tickets.models import Clock
from tickets.refusals import Needed, WrongMoment


def test_the_answer_stops_the_reply_clock(answered, qian):
    file = answered.complaint
    file.refresh_from_db()

    assert answered.status == Status.RESOLVED
    assert (file.answered_at, file.answered_by) == (MONDAY_NINE + minutes(180), qian)
    assert Clock.objects.get(ticket=answered, name="reply").was_kept is True


def test_the_customer_is_told_and_will_be_called_back(answered):
    assert Message.objects.filter(template="replied").count() == 1
    assert Callback.objects.open().get(ticket=answered).round == 1


def test_an_answer_sent_from_the_plain_ticket_page_is_in_the_file_too(verified, guo):
    desk.reply(verified, text="经核实属实，向您致歉。", by=guo, at=MONDAY_NINE + minutes(180))

    assert Complaint.objects.get(ticket=verified).answered_by == guo


@pytest.mark.parametrize("stage", ["complaint", "taken", "contacted", "answered"])
def test_only_after_the_verdict_and_only_once(stage, request, qian):
    ticket = request.getfixturevalue(stage)

    with pytest.raises(WrongMoment), transaction.atomic():
        actions.reply(ticket, text="答复", by=qian)


def test_an_empty_answer_is_refused(verified, qian):
    with pytest.raises(Needed):
        actions.reply(verified, text=" ", by=qian)


def test_the_database_wants_a_verdict_before_an_answer(contacted):
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(ticket=contacted).update(answered_at=MONDAY_NINE)
