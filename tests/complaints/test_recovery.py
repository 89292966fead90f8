"""A failure is made good: proposed by rule, apology, correction, compensation by two, looked at again, and measured."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from complaints import actions
from complaints.actions import making_good, recoveries
from complaints.models import CompensationRule, Due, Recovery, RecoveryRule, RecoveryStep
from complaints.refusals import AboveMyLimit, NothingWaits
from complaints.steps import Step
from customers.models import Message
from servicedesk.lib.refusals import NotAllowed
from surveys import actions as surveys
from surveys.models import Callback
from tests.people import MONDAY_NINE, minutes, on_duty
from tickets.actions import closing
from tickets.actions.announce import fan_out
from tickets.refusals import NotYours, SecondPerson
from tickets.sweep import sweep_all

LATER = MONDAY_NINE + minutes(300)


@pytest.fixture
def begun(fault, min) -> Recovery:
    return recoveries.propose_by_hand(fault, reason="误停电", by=min, at=LATER)


def test_a_broken_promise_is_proposed_once_and_only_as_the_rule_says(fault, lin):
    sweep_all(at=LATER)
    fan_out(at=LATER)

    found = Recovery.objects.filter(ticket=fault)
    assert [row.key.split(":")[1] for row in found] == ["arrive"], "the dispatch is no promise that weighs so much"
    assert recoveries.broken([(fault, "arrive", 1)], at=LATER) == 0
    RecoveryRule.objects.create(org=fault.org, why="broken", is_active=False)
    assert recoveries.broken([(fault, "restore", 2)], at=LATER) == 0


def test_a_dissatisfied_customer_is_proposed_and_a_wrong_cut_off_found(answered, verified, guo, jing):
    surveys.deny(Callback.objects.get(ticket=answered), score=1, reason="问题依旧", by=jing, at=LATER)

    assert [row.why for row in Recovery.objects.filter(ticket=answered)] == ["unhappy"]


def test_apology_correction_and_looking_again_once_each(begun, fault, dispatched, complaint, min, lin):
    making_good.apologise(begun, words="对不起，是我们的错", by_sms=True, by=min, at=LATER)
    making_good.correct(begun, order=complaint, by=lin if lin.may("recover") else min, at=LATER)
    assert "对不起" in Message.objects.get(template="apology").text
    dues = Due.objects.open().filter(ticket=fault).order_by("due_at")
    assert [due.step for due in dues] == [Step.AFTER_HOURS, Step.AFTER_DAYS]
    with pytest.raises(NothingWaits), transaction.atomic():
        making_good.apologise(begun, words="再次致歉", by=min)

    for step in ("after_hours", "after_days"):
        making_good.look_again(begun, step=step, text="客户满意", by=min, at=LATER + minutes(9))

    begun.refresh_from_db()
    assert begun.ended_at == LATER + minutes(9)
    assert not Due.objects.open().filter(ticket=fault).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        RecoveryStep.objects.filter(recovery=begun).update(text="…")


def test_a_compensation_takes_two_people_within_the_limit(begun, fault, company, min, guo, mei):
    director = on_duty("mei", "director", company.org)
    CompensationRule.objects.create(org=company.org, kind="gift", role="supervisor", most=Decimal(50))
    making_good.ask_compensation(begun, kind="gift", value=Decimal(80), reason="食物变质", by=min, at=LATER)
    with pytest.raises(NotAllowed), transaction.atomic():
        making_good.decide_compensation(begun, granted=True, by=min)
    with pytest.raises(AboveMyLimit), transaction.atomic():
        making_good.decide_compensation(begun, granted=True, by=guo)

    making_good.decide_compensation(begun, granted=True, by=director, at=LATER)
    making_good.hand_over(begun, text="当面交付", by=min, at=LATER)

    begun.refresh_from_db()
    assert (begun.value, begun.decided_by, begun.given_at) == (Decimal(80), director, LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.filter(pk=begun.pk).update(decided_by=min)


def test_whoever_asks_does_not_agree_nor_whom_it_is_about(begun, company, guo, fault):
    making_good.ask_compensation(begun, kind="gift", value=Decimal(10), reason="致歉", by=guo, at=LATER)

    with pytest.raises((SecondPerson, NotYours)):
        making_good.decide_compensation(begun, granted=True, by=guo)


def test_the_next_answer_is_what_it_was_worth(complaint, guifang, answered, jing, min):
    type(answered).objects.filter(pk=answered.pk).update(customer=guifang)
    answered.refresh_from_db()
    row = recoveries.propose_by_hand(answered, reason="态度生硬", by=min, at=MONDAY_NINE + minutes(190))

    surveys.confirm(Callback.objects.get(ticket=answered), score=4, by=jing, at=LATER)

    row.refresh_from_db()
    assert (row.score, row.scored_at) == (4, LATER)


def test_nothing_to_make_good_is_said_with_a_reason(fault, min):
    recoveries.broken([(fault, "arrive", 1)], at=LATER)
    row = recoveries.decline(Recovery.objects.get(), reason="客户要求改期", by=min, at=LATER)

    assert row.is_declined
    assert closing.OUTCOMES
    assert actions.accept
