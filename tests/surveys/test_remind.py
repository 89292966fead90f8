"""I22: an agent is reminded once for each appointed time, and no callback is lost when somebody leaves."""

import pytest

from accounts.models import Grant, Notice, User
from surveys import actions, tasks
from surveys.lifecycle import BEFORE_APPOINTMENT, REMIND_AFTER
from surveys.models import Callback
from tests.people import minutes
from tests.surveys.conftest import LATER, REPORTED, all_at_once

DUE = REPORTED + REMIND_AFTER


def reminders(user=None):
    told = Notice.objects.filter(what="callback_due")
    return told.filter(user=user) if user else told


def test_the_agent_is_reminded_when_it_is_time(owed, jing):
    assert actions.remind(owed, at=DUE)

    notice = reminders().get()
    assert (notice.user, notice.key) == (jing, f"callback:{owed.pk}:1")
    assert notice.path == f"/callback/{owed.pk}/"


def test_a_reminder_carries_no_personal_data(owed):
    actions.remind(owed, at=DUE)

    assert set(reminders().get().facts) == {"number", "short", "round"}


def test_not_before_its_time(owed):
    assert not actions.remind(owed, at=DUE - minutes(1))
    assert not reminders().exists()


def test_reminding_again_does_nothing(owed):
    assert [actions.remind(owed, at=DUE + minutes(n)) for n in range(3)] == [True, False, False]
    assert reminders().count() == 1


def test_nobody_is_reminded_of_a_callback_that_was_made(owed, jing):
    actions.confirm(owed, score=4, by=jing, at=DUE - minutes(1))

    assert not actions.remind(owed, at=DUE)


@pytest.mark.django_db(transaction=True)
def test_of_workers_that_come_together_one_reminds(owed):
    came = all_at_once(*[lambda: actions.remind(owed, at=DUE)] * 4)

    assert sorted(came) == [False, False, False, True]
    assert reminders().count() == 1


def test_the_workers_round_reminds_of_all_that_is_due(owed, jing, repair):
    second = Callback.objects.get(ticket=repair())

    tasks.remind()
    tasks.remind()

    assert {notice.facts["number"] for notice in reminders(jing)} == {owed.ticket.number, second.ticket.number}
    assert reminders().count() == 2


def test_one_bad_row_does_not_stop_the_rest(owed, jing, repair, monkeypatch):
    good = Callback.objects.get(ticket=repair())
    tell = actions.reminding.tell

    def stumble(people, *, key, **facts):
        if str(owed.pk) in key:
            raise RuntimeError("the row is bad")
        return tell(people, key=key, **facts)

    monkeypatch.setattr(actions.reminding, "tell", stumble)
    tasks.remind()
    monkeypatch.undo()

    owed.refresh_from_db()
    assert [notice.facts["number"] for notice in reminders()] == [good.ticket.number]
    assert owed.reminded_at is None
    tasks.remind()
    assert reminders().count() == 2


def test_an_appointment_is_a_new_reminder_and_the_old_time_is_gone(owed, jing):
    actions.remind(owed, at=DUE)
    agreed = LATER + minutes(180)
    actions.record_try(owed, result="appointment", appointment_at=agreed, by=jing, at=LATER)

    assert not actions.remind(owed, at=agreed - BEFORE_APPOINTMENT - minutes(1))
    assert actions.remind(owed, at=agreed - BEFORE_APPOINTMENT)
    assert not actions.remind(owed, at=agreed)
    assert sorted(notice.key for notice in reminders()) == [f"callback:{owed.pk}:1", f"callback:{owed.pk}:1:2"]


def test_a_moved_appointment_is_reminded_of_once(owed, jing):
    for hours in (2, 4):
        agreed = LATER + minutes(60 * hours)
        actions.record_try(owed, result="appointment", appointment_at=agreed, by=jing, at=LATER)

    assert not actions.remind(owed, at=LATER + minutes(120))
    assert actions.remind(owed, at=LATER + minutes(240))
    assert reminders().count() == 1


def test_when_the_agent_has_left_the_whole_desk_is_reminded(owed, jing, he):
    User.objects.filter(pk=jing.pk).update(is_active=False)

    actions.remind(owed, at=DUE)

    owed.refresh_from_db()
    assert owed.agent is None
    assert {notice.user for notice in reminders()} == {he}


def test_an_agent_whose_role_has_ended_is_not_reminded(owed, jing, he):
    Grant.objects.filter(person=jing).delete()

    actions.remind(owed, at=DUE)

    assert {notice.user for notice in reminders()} == {he}


def test_what_lies_in_the_queue_is_said_to_the_whole_desk(reported, company, request):
    people = {request.getfixturevalue("jing"), request.getfixturevalue("he")}

    actions.remind(Callback.objects.get(ticket=reported), at=DUE)

    assert {notice.user for notice in reminders()} == people


def test_of_an_appointment_the_supervisor_hears_too_once(owed, jing, guo):
    agreed = LATER + minutes(180)
    actions.record_try(owed, result="appointment", appointment_at=agreed, by=jing, at=LATER)

    assert [actions.remind(owed, at=agreed) for _time in range(2)] == [True, False]
    assert Notice.objects.get(what="callback_appointment").user == guo
