"""拆分: what a customer said besides becomes a case of its own. Row A11."""

import pytest

from customers.models import Message
from servicedesk.lib.refusals import NotAllowed
from tests.people import MONDAY_NINE, minutes
from tickets.actions import desk, splitting
from tickets.link_refusals import CannotJoin, TooLate
from tickets.models import TicketLink

AT = MONDAY_NINE + minutes(20)


@pytest.fixture
def said(fault, min):
    return desk.note(fault, text="另外，上月电费好像多了", by=min, at=AT).timeline.get(what="note")


@pytest.fixture
def bill(fault, said, company, min):
    intake = desk.Intake(category=company.enquiry, contact_name="李玉芬", contact_phone="13900001122")
    return splitting.split(fault, entry=said.pk, intake=intake, by=min, at=AT + minutes(1))


def test_the_words_become_a_case_with_its_own_category_customer_and_clocks(bill, fault, company):
    assert bill.description == "另外，上月电费好像多了"
    assert (bill.category, bill.contact_name) == (company.enquiry, "李玉芬")
    assert bill.clocks.exists()
    assert fault.timeline.get(what="split").facts["other"] == bill.number
    assert bill.timeline.get(what="split_from").facts["other"] == fault.number
    assert TicketLink.objects.get(source=bill).kind == "split"


def test_taken_back_the_new_case_ends_and_the_old_one_says_so(bill, fault, min):
    back = splitting.unsplit(bill, by=min, at=AT + minutes(600))

    assert back.status == "withdrawn"
    assert not TicketLink.objects.standing().exists()
    assert fault.timeline.filter(what="split_undone").exists()


def test_for_ten_seconds_its_customer_hears_nothing_and_the_page_counts_down(bill, min, lin):
    text = Message.objects.get(address="13900001122")
    assert text.available_at > text.created_at
    made = AT + minutes(1)
    until = splitting.unsplit_until(bill, by=min, at=made)
    assert until == made + splitting.UNDO_WITHIN
    assert splitting.unsplit_until(bill, by=lin, at=made) is None
    assert splitting.unsplit_until(bill, by=min, at=until) is None

    splitting.unsplit(bill, by=min, at=made)
    text.refresh_from_db()
    assert text.dropped_at


def test_what_somebody_has_worked_on_is_not_taken_back(bill, min):
    desk.note(bill, text="已查", by=min, at=AT + minutes(2))

    with pytest.raises(TooLate):
        splitting.unsplit(bill, by=min, at=AT + minutes(3))


def test_an_entry_that_says_nothing_is_not_split_off(fault, company, min):
    intake = desk.Intake(category=company.enquiry, contact_name="李玉芬")

    with pytest.raises(CannotJoin):
        splitting.split(fault, entry=fault.timeline.get().pk, intake=intake, by=min, at=AT)


def test_who_only_reads_splits_nothing(fault, said, company, shen):
    intake = desk.Intake(category=company.enquiry, contact_name="李玉芬")

    with pytest.raises(NotAllowed):
        splitting.split(fault, entry=said.pk, intake=intake, by=shen, at=AT)
