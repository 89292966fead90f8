"""Who is told: important customers first and again, the others by choice, one text a number, taken back in half a minute."""

from datetime import timedelta

import pytest

from accounts.models import Notice
from customers.models import Customer, CustomerTag, Message, Phone
from outages import duties, important, mailing
from outages.actions import amend, announce, expect, withdraw
from outages.models import Kind, NoText, OutageDuty
from outages.refusals import Gone, Recounted
from outages.tasks import see_to_duties
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import MONDAY_NINE, minutes
from tests.restoration.conftest import holder, told

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
START = MONDAY_NINE + 2 * DAY
TEMPORARY = {"kind": Kind.TEMPORARY, "starts_at": START, "expected_end_at": START + 2 * HOUR, "cause_code": "defect"}


@pytest.fixture
def graded(company, street) -> dict[str, Customer]:
    """Two of the five matter: one by level, one by what keeps them alive; their order is their rank."""
    CustomerTag.objects.create(org=company.org, name="生命支持设备", counts_as="first")
    second, life = holder(street[1]), holder(street[3])
    Customer.objects.filter(pk=second.pk).update(level="second")
    Customer.objects.filter(pk=life.pk).update(tags=["生命支持设备"])
    return {"second": second, "life": life}


@pytest.fixture
def works(company, street, graded, lin):
    return announce(told(**TEMPORARY), org=company.org, by=lin, at=MONDAY_NINE)


def test_important_customers_are_on_the_list_by_rank(works, graded):
    assert [row.customer for row in works.callees.all()] == [graded["life"], graded["second"]]
    assert [row.why for row in works.callees.all()] == ["生命支持设备", "二级"]


def test_a_call_is_ticked_off_with_who_when_and_how_it_went(works, min, qiang):
    row = works.callees.first()
    with pytest.raises(NotAllowed):
        important.record_call(row, result="reached", note="", by=qiang, at=MONDAY_NINE)
    with pytest.raises(Invalid):
        important.record_call(row, result="maybe", note="", by=min, at=MONDAY_NINE)
    important.record_call(row, result="vain", note="", by=min, at=MONDAY_NINE)
    done = important.record_call(row, result="reached", note="有发电机", by=min, at=MONDAY_NINE + minutes(5))

    assert (done.tries, done.called_by, done.note, done.is_told) == (2, min, "有发电机", True)
    assert important.to_call_first(works.callees.all())[0] != done
    assert important.counted(works) == {"all": 2, "told": 1}
    assert works.timeline.filter(what="call").count() == 2


def test_everybody_is_told_once_a_number_by_choice_and_the_important_first(works, street, graded, lin):
    same = holder(street[0]).phones.get().number
    Phone.objects.filter(customer=holder(street[2])).update(number=same)
    NoText.objects.create(org=works.org, number=holder(street[4]).phones.get().number, at=MONDAY_NINE, by=lin)
    shown = mailing.preview(works, "news")
    assert (shown.households, shown.numbers, shown.unwanted) == (5, 3, 1)
    assert "文昌 3 号公变台区" in shown.text

    with pytest.raises(Recounted):
        mailing.choose(works, "news", seen=4, by=lin, at=MONDAY_NINE)
    mailing.choose(works, "news", seen=3, by=lin, at=MONDAY_NINE)
    letters = list(Message.objects.filter(template="outage_news").order_by("available_at", "pk"))
    assert [one.customer for one in letters[:2]] == [graded["life"], graded["second"]]
    assert not Message.objects.filter(template="outage_news").due(MONDAY_NINE + minutes(0.49)).exists()
    assert Message.objects.filter(template="outage_news").due(MONDAY_NINE + minutes(0.6)).count() == 3


def test_taken_back_within_half_a_minute_and_not_later(works, lin, min):
    sent = mailing.choose(works, "news", seen=5, by=lin, at=MONDAY_NINE)
    with pytest.raises(NotAllowed):
        mailing.undo(sent, by=min, at=MONDAY_NINE)
    with pytest.raises(Gone):
        mailing.undo(sent, by=lin, at=MONDAY_NINE + minutes(0.5))
    mailing.undo(sent, by=lin, at=MONDAY_NINE + minutes(0.4))

    assert not Message.objects.filter(template="outage_news").due(MONDAY_NINE + HOUR).exists()
    assert works.timeline.filter(what="unmail").count() == 1


def test_half_an_hour_before_the_important_are_told_again_exactly_once(works):
    due = works.duties.get(step="again")
    assert (due.due_at, due.standard) == (START - minutes(30), "power-outage-notice-important")
    assert not OutageDuty.objects.due(START - minutes(31)).filter(step="again").exists()
    for _twice in range(2):
        for row in [due, *OutageDuty.objects.due(START - minutes(30)).filter(step="again")]:
            duties.settle(row, at=START - minutes(30))

    assert Message.objects.filter(template="outage_again").count() == 2
    due.refresh_from_db()
    assert due.done_at


def test_another_beginning_counts_anew_and_a_withdrawal_calls_it_off(works, lin):
    later = START + DAY
    changed = told(**TEMPORARY | {"starts_at": later, "expected_end_at": later + HOUR})
    held = amend(works, changed, version=1, by=lin, at=MONDAY_NINE, confirmed=True)
    waiting = held.duties.waiting()
    assert [(row.due_at, row.turn) for row in waiting.filter(step="again")] == [(later - minutes(30), 2)]
    withdraw(held, reason="改期", by=lin, at=MONDAY_NINE)
    assert not waiting.exists()


def test_what_is_due_and_not_done_is_told_to_those_in_charge_once(company, street, graded, lin, guo):
    fault = announce(told(expected_end_at=None), org=company.org, by=lin, at=MONDAY_NINE)
    enter, first, estimate = fault.duties.order_by("due_at")
    assert (enter.step, enter.done_at, enter.is_late) == ("enter", MONDAY_NINE, False)
    assert [first.due_at, estimate.due_at] == [MONDAY_NINE + minutes(10), MONDAY_NINE + minutes(60)]
    see_to_duties()
    see_to_duties()
    assert Notice.objects.filter(what="outage_tell_first").count() == 2
    expect(fault, end_at=MONDAY_NINE + HOUR, reason="", by=lin, at=MONDAY_NINE + minutes(1))
    assert not fault.duties.waiting().filter(step="estimate").exists()
