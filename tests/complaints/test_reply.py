"""The written answer comes after the verdict, stops the reply clock and opens the callback."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Notice
from complaints import actions
from complaints.models import Complaint, Corrective, ReplyDraft
from complaints.refusals import CorrectFirst, DraftStands, ReviewFirst
from customers.models import Message
from servicedesk.lib.refusals import NotAllowed
from surveys.models import Callback
from tests.people import MONDAY_NINE, minutes
from tickets.actions import desk
from tickets.lifecycle import Status
from tickets.models import Clock
from tickets.refusals import Needed, SecondPerson, WrongMoment


def test_the_answer_stops_the_reply_clock(answered, qian):
    file = answered.complaint
    file.refresh_from_db()

    assert answered.status == Status.RESOLVED
    assert (file.answered_at, file.answered_by) == (MONDAY_NINE + minutes(180), qian)
    assert Clock.objects.get(ticket=answered, name="reply").was_kept is True


def test_the_customer_is_told_and_will_be_called_back(answered):
    assert Message.objects.filter(template="replied").count() == 1
    assert Callback.objects.open().get(ticket=answered).round == 1


def test_an_answer_sent_from_the_plain_ticket_page_is_in_the_file_too(approved, guo):
    desk.reply(approved, text="经核实属实，向您致歉。", by=guo, at=MONDAY_NINE + minutes(180))

    assert Complaint.objects.get(ticket=approved).answered_by == guo


@pytest.mark.parametrize("stage", ["complaint", "taken", "contacted", "answered"])
def test_only_after_the_verdict_and_only_once(stage, request, qian):
    ticket = request.getfixturevalue(stage)

    with pytest.raises(WrongMoment), transaction.atomic():
        actions.reply(ticket, text="答复", by=qian)


def test_an_empty_answer_is_refused(verified, qian):
    with pytest.raises(Needed):
        actions.draft(verified, text=" ", by=qian)


@pytest.mark.parametrize("door", ["file", "plain", "other words"])
def test_nothing_leaves_that_nobody_else_approved(verified, qian, guo, door):
    actions.draft(verified, text="经核实属实。", by=qian)
    if door == "other words":
        actions.review(verified, approved=True, by=guo)

    with pytest.raises(ReviewFirst), transaction.atomic():
        if door == "file":
            actions.reply(verified, by=qian)
        else:
            desk.reply(verified, text="另一番话", by=guo)

    verified.refresh_from_db()
    assert verified.status == Status.VERIFIED


def test_a_draft_goes_back_with_a_reason_is_counted_and_nobody_reviews_their_own(verified, qian, guo, min):
    actions.draft(verified, text="初稿", by=qian)
    for who, refusal in ((qian, SecondPerson), (min, NotAllowed)):
        with pytest.raises(refusal), transaction.atomic():
            actions.review(verified, approved=True, by=who)
    with pytest.raises(Needed), transaction.atomic():
        actions.review(verified, approved=False, by=guo)
    with pytest.raises(DraftStands), transaction.atomic():
        actions.draft(verified, text="再来一稿", by=qian)

    actions.review(verified, approved=False, reason="事实不清", by=guo)
    actions.draft(verified, text="第二稿", by=qian)

    rows = ReplyDraft.objects.filter(ticket=verified).order_by("n")
    assert [(row.n, row.approved, row.reason) for row in rows] == [(1, False, "事实不清"), (2, None, "")]
    assert Notice.objects.get(what="reply_returned").user == qian


def test_an_upheld_complaint_is_answered_only_with_a_corrective_action(verified, qian):
    Corrective.objects.all().delete()

    with pytest.raises(CorrectFirst):
        actions.draft(verified, text="经核实属实。", by=qian)


def test_the_database_wants_a_reviewed_answer(approved):
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(ticket=approved).update(answered_at=MONDAY_NINE)


def test_the_database_wants_a_verdict_before_an_answer(contacted):
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(ticket=contacted).update(answered_at=MONDAY_NINE)
