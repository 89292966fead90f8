"""A round of work ends and a call is owed: to somebody who was not part of it."""

import pytest
from django.db import IntegrityError, transaction

from accounts.actions import grant
from accounts.models import User
from accounts.roles import Role
from customers.models import Message
from servicedesk.lib.ids import uuid7
from surveys import actions, tasks
from surveys.lifecycle import REMIND_AFTER
from surveys.models import Callback, CallPlan, Survey
from surveys.plans import is_drawn
from surveys.timing import next_try
from tests.people import MONDAY_NINE, minutes
from tests.surveys.conftest import LATER, REPORTED
from tickets.actions import closing, desk
from tickets.actions.desk import Intake
from tickets.models import Clock
from tickets.refusals import NotYours


def test_a_report_opens_one_callback_under_its_clock(owed, jing, reported, company):
    clock = Clock.objects.running().get(ticket=reported, name="callback")

    assert (owed.agent, owed.queue, owed.round) == (jing, company.callback, 1)
    assert (owed.opened_at, owed.not_before, owed.due_at) == (REPORTED, REPORTED, clock.due_at)
    assert owed.remind_at == REPORTED + REMIND_AFTER


def test_opening_twice_is_once(owed, reported):
    assert actions.open_callback(reported, at=LATER) == owed
    assert Callback.objects.count() == 1


def test_where_no_callback_is_promised_none_is_opened(company, min):
    enquiry = Intake(category=company.enquiry, contact_name="孙先生", contact_phone="13800001111")
    ticket = desk.register(enquiry, unit=company.hall, by=min, at=MONDAY_NINE, answer="每度 0.55 元")

    assert "callback" not in ticket.pledges
    assert not Callback.objects.exists()


def test_without_an_agent_it_lies_in_the_queue_of_the_desk(reported, company):
    callback = Callback.objects.get(ticket=reported)

    assert (callback.agent, callback.queue) == (None, company.callback)


def test_the_agent_with_the_fewest_open_callbacks_gets_it(owed, jing, he, repair):
    assert owed.agent == jing

    assert Callback.objects.get(ticket=repair()).agent == he


def test_the_first_contact_calls_only_if_nobody_else_can(company, jing, he, repair):
    grant(jing, role=Role.CLERK, unit=company.hall)
    clerk_too = User.objects.get(pk=jing.pk)

    assert {Callback.objects.get(ticket=repair(by=clerk_too)).agent for _time in range(2)} == {he}
    User.objects.filter(pk=he.pk).update(is_active=False)
    assert Callback.objects.get(ticket=repair(by=clerk_too)).agent == jing


def test_nobody_calls_about_their_own_work(company, qiang, repair):
    """李强 could call, but it was he who repaired it."""
    grant(qiang, role=Role.CALLBACK, unit=company.org)
    both = User.objects.get(pk=qiang.pk)

    callback = Callback.objects.get(ticket=repair(hand=both))

    assert callback.agent is None
    assert actions.next_for(both, at=LATER) is None
    with pytest.raises(NotYours):
        actions.confirm(callback, score=5, by=both, at=LATER)


def test_opening_the_case_again_drops_it(owed, reported, guo):
    closing.reopen(reported, reason="又停电了", by=guo, at=LATER)

    owed.refresh_from_db()
    assert (owed.outcome, owed.done_at, owed.score) == ("dropped", LATER, None)


def test_the_database_knows_one_a_round(owed):
    with pytest.raises(IntegrityError), transaction.atomic():
        Callback.objects.create(
            org=owed.org,
            ticket=owed.ticket,
            round=owed.round,
            queue=owed.queue,
            opened_at=LATER,
            not_before=LATER,
            remind_at=LATER,
        )


def plan(company, **rules):
    return CallPlan.objects.create(org=company.org, version=CallPlan.objects.count() + 1, at=MONDAY_NINE, **rules)


def test_the_sample_is_the_same_whoever_draws_and_near_its_share():
    keys = [uuid7() for _n in range(2000)]
    drawn = [is_drawn(key, 20) for key in keys]

    assert drawn == [is_drawn(key, 20) for key in keys]
    assert 320 < sum(drawn) < 480
    assert (any(is_drawn(key, 0) for key in keys), all(is_drawn(key, 100) for key in keys)) == (False, True)


def test_what_the_sample_leaves_out_is_closed_by_the_clock_and_not_asked_about(company, jing, repair):
    plan(company, shares={"fault": 0})
    callback = Callback.objects.get(ticket=repair())
    assert (callback.outcome, callback.agent) == ("exempted", None)

    tasks.ask()

    callback.refresh_from_db()
    assert callback.ticket.timeline.get(what="close").facts == {"outcome": "not_sampled"}
    assert not Message.objects.filter(template="survey").exists()


def test_an_enquiry_is_called_after_it_was_closed_where_the_sample_says_so(company, min, jing):
    plan(company, shares={"enquiry": 100})
    enquiry = Intake(category=company.enquiry, contact_name="孙先生", contact_phone="13800001111")
    ticket = desk.register(enquiry, unit=company.hall, by=min, at=MONDAY_NINE, answer="每度 0.55 元")
    closing.close(ticket, outcome="no_callback", by=min, at=MONDAY_NINE)

    callback = Callback.objects.get(ticket=ticket)
    actions.confirm(callback, score=4, by=jing, at=LATER)

    ticket.refresh_from_db()
    assert (ticket.status, Survey.objects.get().channel) == ("closed", "callback")


@pytest.mark.parametrize(
    ("tried", "then"),
    [
        ((540,), 840),  # at nine: the afternoon
        ((540, 840), 1080),  # and then the evening
        ((1080,), 24 * 60 + 480),  # in the evening: the next morning
        ((700, 850, 1090), 1210),  # every part has been tried: two hours later
        ((480, 1140), 24 * 60 + 840),  # morning and evening were tried: the next afternoon
    ],
)
def test_the_next_try_lies_in_another_part_of_the_day(tried, then):
    midnight = MONDAY_NINE - minutes(540)
    rules = CallPlan()

    moments = [midnight + minutes(each) for each in tried]
    found = next_try(moments, gap=minutes(120), quiet=rules.quiet, parts=rules.parts)

    assert (found - midnight) / minutes(1) == then
