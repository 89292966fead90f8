"""I23: contact, finding, reply and callback come before the end, or a supervisor exempts from the callback."""

import pytest
from django.db import IntegrityError, connection, transaction

from complaints import actions
from complaints.models import Complaint
from servicedesk.lib.refusals import Invalid, NotAllowed
from surveys import actions as surveys
from surveys.models import Callback
from surveys.refusals import CallbackFirst
from tests.people import MONDAY_NINE, minutes
from tickets.actions import closing
from tickets.lifecycle import Status
from tickets.models import Ticket
from tickets.refusals import Needed, WrongMoment

LATER = MONDAY_NINE + minutes(300)


def test_a_satisfied_complainant_closes_it(answered, jing):
    surveys.confirm(Callback.objects.get(ticket=answered), score=4, by=jing, at=LATER)

    answered.refresh_from_db()
    assert (answered.status, answered.closed_at) == (Status.CLOSED, LATER)


@pytest.mark.parametrize("stage", ["complaint", "taken", "contacted", "verified"])
def test_nothing_closes_it_before_the_answer(stage, request, guo):
    ticket = request.getfixturevalue(stage)

    with pytest.raises(WrongMoment), transaction.atomic():
        closing.close(ticket, outcome="exempt", reason="领导批示", by=guo)


@pytest.mark.parametrize("outcome", ["satisfied", "unreachable"])
def test_an_outcome_without_its_callback_is_refused(answered, guo, outcome):
    with pytest.raises(CallbackFirst), transaction.atomic():
        closing.close(answered, outcome=outcome, by=guo)

    answered.refresh_from_db()
    assert answered.status == Status.RESOLVED


def test_a_complaint_is_never_closed_without_callback(answered, guo):
    with pytest.raises(Invalid):
        closing.close(answered, outcome="no_callback", by=guo)


def test_a_supervisor_may_exempt_with_a_reason(answered, guo, qian):
    with pytest.raises(Needed), transaction.atomic():
        closing.close(answered, outcome="exempt", by=guo)
    with pytest.raises(NotAllowed), transaction.atomic():
        closing.close(answered, outcome="exempt", reason="客户书面放弃回访", by=qian)

    closed = closing.close(answered, outcome="exempt", reason="客户书面放弃回访", by=guo, at=LATER)

    assert closed.status == Status.CLOSED
    assert Callback.objects.get(ticket=answered).outcome == "exempted"


def test_the_database_refuses_to_close_an_unfinished_file(contacted):
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=contacted.pk).update(status="closed", closed_at=LATER)


def test_the_database_refuses_to_close_without_the_callback(answered):
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=answered.pk).update(status="closed", closed_at=LATER)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_reopened_complaint_is_contacted_verified_and_answered_anew(answered, guo, qian):
    again = closing.reopen(answered, reason="客户称问题依旧", by=guo, at=LATER)
    file = Complaint.objects.get(ticket=again)

    assert (again.status, again.round) == (Status.REGISTERED, 2)
    assert (file.is_contacted, file.verdict, file.answered_at) == (False, "", None)
    assert file.finding == "录像显示解释时语气生硬"
    with pytest.raises(WrongMoment):
        actions.reply(again, text="答复", by=qian)
