"""A call that brings no answer is written down, tried again, and given up by rule."""

import pytest
from django.db import DatabaseError, transaction

from customers.models import Message
from servicedesk.lib.refusals import Invalid
from surveys import actions
from surveys.models import Callback, CallbackTry
from surveys.refusals import TooSoon
from tests.people import MONDAY_NINE, minutes
from tests.surveys.conftest import LATER
from tickets.lifecycle import Status
from tickets.refusals import Needed

AFTERNOON, EVENING = MONDAY_NINE + minutes(300), MONDAY_NINE + minutes(540)  # 14:00 and 18:00 of the same day


def state(callback):
    return Callback.objects.get(pk=callback.pk)


def test_no_answer_is_tried_again_after_two_hours_and_the_noon_rest(owed, jing):
    actions.record_try(owed, result="no_answer", by=jing, note="无人接听", at=LATER)

    held = state(owed)
    assert (held.done_at, held.not_before, held.remind_at) == (None, AFTERNOON, AFTERNOON)
    assert list(held.tries.values_list("result", "by", "at", "note")) == [("no_answer", jing.pk, LATER, "无人接听")]


def test_the_third_vain_try_closes_the_ticket_as_not_reached(owed, jing):
    for at, result in ((LATER, "no_answer"), (AFTERNOON, "wrong_number"), (EVENING, "no_answer")):
        actions.record_try(owed, result=result, by=jing, at=at)

    held = state(owed)
    assert (held.outcome, held.score, held.tries.count()) == ("unreachable", None, 3)
    assert held.ticket.status == Status.CLOSED
    assert held.ticket.timeline.get(what="close").facts == {"outcome": "unreachable"}
    assert "/rate/" in Message.objects.get(template="unreachable").text


def test_three_tries_cannot_be_pressed_in_a_minute(owed, jing):
    actions.record_try(owed, result="no_answer", by=jing, at=LATER)

    for minute in (1, 179):
        with pytest.raises(TooSoon), transaction.atomic():
            actions.record_try(owed, result="no_answer", by=jing, at=LATER + minutes(minute))
    assert state(owed).tries.count() == 1


def test_the_customer_who_rings_back_is_heard_at_once(owed, jing):
    actions.record_try(owed, result="no_answer", by=jing, at=LATER)

    actions.confirm(owed, score=5, by=jing, at=LATER + minutes(5))

    assert state(owed).outcome == "satisfied"


def test_whoever_does_not_want_to_be_asked_is_left_alone(owed, jing):
    actions.record_try(owed, result="refused", by=jing, at=LATER)

    held = state(owed)
    assert (held.outcome, held.ticket.status) == ("refused", Status.CLOSED)


def test_an_appointment_puts_it_off_and_is_no_vain_try(owed, jing):
    agreed = LATER + minutes(180)
    actions.record_try(owed, result="appointment", appointment_at=agreed, by=jing, at=LATER)

    held = state(owed)
    assert (held.appointment_at, held.not_before) == (agreed, agreed - minutes(10))
    for at in (agreed, EVENING):
        actions.record_try(owed, result="no_answer", by=jing, at=at)
    assert state(owed).done_at is None


@pytest.mark.parametrize("ahead", [minutes(-1), minutes(0), minutes(60 * 24 * 15)])
def test_an_appointment_lies_ahead_within_two_weeks(owed, jing, ahead):
    with pytest.raises(Invalid):
        actions.record_try(owed, result="appointment", appointment_at=LATER + ahead, by=jing, at=LATER)


def test_an_appointment_has_a_time(owed, jing):
    with pytest.raises(Needed):
        actions.record_try(owed, result="appointment", by=jing, at=LATER)


@pytest.mark.parametrize("result", ["reached", "", "maybe"])
def test_other_results_are_refused_and_leave_no_trace(owed, jing, result):
    with pytest.raises(Invalid):
        actions.record_try(owed, result=result, by=jing, at=LATER)

    assert not CallbackTry.objects.exists()


def test_a_call_once_written_down_is_never_changed(owed, jing):
    actions.record_try(owed, result="no_answer", by=jing, at=LATER)

    for change in (lambda: CallbackTry.objects.update(result="refused"), lambda: CallbackTry.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
