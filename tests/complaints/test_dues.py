"""What is due of a complaint beside its clocks: reminded of once, told up once, ended by the deed. The same-day rule."""

from datetime import timedelta

import pytest

from accounts.models import Notice
from complaints import actions
from complaints.actions import dues
from complaints.models import Complaint, Due, StepRule
from complaints.steps import Step
from customers.models import Message
from tests.complaints.conftest import intake
from tests.people import MONDAY_NINE, minutes, on_duty
from tickets.actions import desk

FIVE = MONDAY_NINE + timedelta(hours=8)
MIDNIGHT = MONDAY_NINE + timedelta(hours=15)


def test_it_is_told_today_or_somebody_is_reminded_at_five_and_told_up_at_midnight(complaint, qian, guo):
    due = Due.objects.get(ticket=complaint, step=Step.TELL)
    assert (due.remind_at, due.due_at) == (FIVE, MIDNIGHT)
    assert not dues.remind(due, at=FIVE - minutes(1)) and not dues.tell_up(due, at=MIDNIGHT)

    assert [dues.remind(due, at=FIVE) for _again in range(3)] == [True, False, False]
    assert [dues.tell_up(due, at=MIDNIGHT + minutes(1)) for _again in range(2)] == [True, False]

    assert Notice.objects.filter(what="complaint_due", user=qian).count() == 1
    assert Notice.objects.filter(what="complaint_late", user=guo).count() == 1


def test_taking_it_on_tells_the_customer_who_it_is_and_by_when(taken, qian):
    file = Complaint.objects.get(ticket=taken)
    text = Message.objects.get(template="complaint_today").text

    assert (file.told_how, file.told_at) == ("sms", MONDAY_NINE + minutes(10))
    assert "6001" in text and "3 月 23 日" in text
    assert not Due.objects.open().filter(ticket=taken, step__in=[Step.TELL, Step.REGISTER]).exists()


def test_who_has_no_number_is_told_by_word(company, min, qian):
    ticket = actions.register(
        intake(company, contact_phone=""), facts=actions.FileFacts(), unit=company.hall, by=min, at=MONDAY_NINE
    )

    actions.told_by_word(ticket, text="已当面告知", by=qian, at=MONDAY_NINE + minutes(5))

    assert Complaint.objects.get(ticket=ticket).told_how == "spoken"
    assert Due.objects.get(ticket=ticket, step=Step.TELL).done_at == MONDAY_NINE + minutes(5)


def test_each_sheet_has_its_own_limit_which_is_the_companys_row(company, taken, qian):
    StepRule.objects.create(org=company.org, step=Step.VERIFY, title="核实", limit="3h", remind="1h")

    ticket = actions.contact(taken, text="已致歉", by=qian, at=MONDAY_NINE + minutes(60))

    assert Due.objects.get(ticket=ticket, step=Step.VERIFY).due_at == MONDAY_NINE + minutes(240)


def test_what_is_withdrawn_is_no_longer_due(complaint, guo):
    desk.withdraw(complaint, reason="客户撤诉", by=guo, at=MONDAY_NINE + minutes(5))

    assert not Due.objects.open().filter(ticket=complaint).exists()


@pytest.mark.parametrize("times", [1, 3])
def test_the_third_repeat_goes_to_the_head_once(company, guifang, min, qian, mei, times):
    director = on_duty("mei", "director", company.org)
    for n in range(times + 1):
        ticket = actions.register(
            intake(company, customer=guifang),
            facts=actions.FileFacts(),
            unit=company.hall,
            by=min,
            at=MONDAY_NINE + timedelta(days=n),
        )

    file = Complaint.objects.get(ticket=ticket)
    assert file.repeats == times
    assert (file.raised_to == director, ticket.level) == (times == 3, "major" if times == 3 else "important")
    actions.repeating.raise_to_head(ticket, at=MONDAY_NINE + timedelta(days=9))
    assert Notice.objects.filter(what="complaint_thrice", user=director).count() == (times == 3)
