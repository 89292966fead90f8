"""A failure is made good: proposed by rule, apology, correction, compensation by two, looked at again, and measured."""

from datetime import datetime
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
from tests.complaints.conftest import PROOF, intake
from tests.people import MONDAY_NINE, category, minutes, on_duty
from tickets.actions import closing
from tickets.actions.announce import fan_out
from tickets.actions.telling import link_for
from tickets.lifecycle import Kind
from tickets.models import CustomerLink
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


def test_the_next_answer_is_what_it_was_worth_however_it_comes_and_as_it_is_changed(answered, guifang, jing, min):
    type(answered).objects.filter(pk=answered.pk).update(customer=guifang)
    answered.refresh_from_db()
    row = recoveries.propose_by_hand(answered, reason="态度生硬", by=min, at=MONDAY_NINE + minutes(190))
    token = link_for(answered, CustomerLink.Purpose.SURVEY, at=LATER, n=1)

    def worth() -> tuple[int, datetime]:
        row.refresh_from_db()
        return row.score, row.scored_at

    surveys.record_answer(token, given=surveys.Given(3), at=LATER)
    assert worth() == (3, LATER), "a complaint's answer by link closes nothing, and counts all the same"
    surveys.record_answer(token, given=surveys.Given(4), at=LATER + minutes(9))
    assert worth() == (4, LATER), "its giver may change it"
    surveys.confirm(Callback.objects.get(ticket=answered), score=5, by=jing, at=LATER + minutes(20))
    assert worth() == (4, LATER), "the first answer after it, not every one"


def test_a_dissatisfied_answer_measures_what_was_taken_on_and_proposes_anew(answered, jing, min):
    row = recoveries.propose_by_hand(answered, reason="态度生硬", by=min, at=MONDAY_NINE + minutes(190))

    surveys.deny(Callback.objects.get(ticket=answered), score=1, reason="问题依旧", by=jing, at=LATER)

    scores = dict(Recovery.objects.filter(ticket=answered).values_list("why", "score"))
    assert scores == {"manual": 1, "unhappy": None}
    assert row.pk


@pytest.mark.parametrize(("how", "why"), [("category", ["cutoff"]), ("finding", ["cutoff"]), ("off", [])])
def test_a_cut_off_by_mistake_is_proposed_once_by_its_category_or_by_what_was_found(
    company, contacted, min, qian, how, why
):
    if how == "off":
        RecoveryRule.objects.create(org=company.org, why="cutoff", is_active=False)
    if how == "category":
        wrong = category(company.org, "complaint-wrong-cut", "错停", Kind.COMPLAINT)
        case = actions.register(intake(company, category=wrong), facts=actions.FileFacts(), unit=company.hall, by=min)
    else:
        told = {"verdict": "upheld", "finding": "停错户", "cause": "cutoff", "responsible_unit": company.hall}
        case = actions.verify(contacted, **told, evidence=PROOF, corrective="复核停电清单", by=qian, at=LATER)

    found = Recovery.objects.filter(ticket=case)
    assert [row.why for row in found] == why
    assert recoveries.propose(case, "cutoff", key="cutoff:1", at=LATER) is None


def test_nothing_to_make_good_is_said_with_a_reason(fault, min):
    recoveries.broken([(fault, "arrive", 1)], at=LATER)
    row = recoveries.decline(Recovery.objects.get(), reason="客户要求改期", by=min, at=LATER)

    assert row.is_declined
    assert closing.OUTCOMES
    assert actions.accept
