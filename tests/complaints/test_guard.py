"""How a complainant is guarded, asked at the counter: a sealed name is found by nothing, a nameless one is kept nowhere."""

from dataclasses import replace

import pytest

from complaints import actions
from complaints.actions import FileFacts
from complaints.models import Complaint
from customers.models import Message
from tests.complaints.conftest import intake
from tests.people import MONDAY_NINE, category, minutes
from tickets.actions import desk
from tickets.lifecycle import Kind
from tickets.models import CaseWords, Ticket
from tickets.refusals import Needed
from tickets.searching import narrowed

QUESTION = {
    "code": "guard",
    "label": "投诉人信息",
    "choices": [{"code": code, "label": code} for code in ("open", "secret", "anonymous")],
}


@pytest.fixture
def asking(company):
    """A category of complaints that asks how the complainant wants to be guarded."""
    return category(company.org, "complaint-guarded", "服务投诉", Kind.COMPLAINT, questions=[QUESTION])


def found(words: str, by) -> int:
    return narrowed(Ticket.objects.visible_to(by), words, by=by, at=MONDAY_NINE).count()


def test_a_sealed_name_is_found_by_no_search_whatever_is_said_later(company, asking, guifang, min, qian, guo):
    told = intake(company, category=asking, customer=guifang, description="陈桂芳反映昨天柜台人员态度生硬")
    ticket = desk.register(replace(told, answers={"guard": "secret"}), unit=company.hall, by=min, at=MONDAY_NINE)
    actions.accept(ticket, by=qian, at=MONDAY_NINE + minutes(5))
    desk.note(ticket, text="陈桂芳来过柜台，电话 13800006217", by=qian, at=MONDAY_NINE + minutes(9))

    held = CaseWords.objects.get(ticket=ticket)
    assert (held.tail, Ticket.objects.get(pk=ticket.pk).description) == ("", "＊＊反映昨天柜台人员态度生硬")
    assert Complaint.objects.get(ticket=ticket).is_secret
    assert found("态度生硬", guo) == 1, "by what it is about"
    for words in ("陈桂芳", "桂芳", "6217", "13800006217"):
        assert found(words, guo) == 0, words
    assert not Message.objects.filter(key__contains=str(ticket.pk)).exists(), "nobody is written to"


@pytest.mark.parametrize("kind", [Kind.COMPLAINT, Kind.REPORT])
def test_who_stays_nameless_at_the_counter_is_kept_nowhere(company, guifang, min, kind):
    asked = category(company.org, f"{kind}-guarded", "投诉举报", kind, questions=[QUESTION])
    told = intake(company, category=asked, customer=guifang, answers={"guard": "anonymous"})

    ticket = desk.register(told, unit=company.hall, by=min, at=MONDAY_NINE)

    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.customer, ticket.contact_phone, ticket.address) == (None, "", "")
    assert ticket.contact_name not in ("", "陈桂芳")
    file = Complaint.objects.filter(ticket=ticket).first()
    assert (kind == Kind.REPORT) or (file.is_anonymous, file.is_warned, file.sealed) == (True, True, None)


def test_a_nameless_complaint_needs_no_name_and_no_number(company, asking, min):
    nobody = intake(company, category=asking, contact_name="", contact_phone="")
    with pytest.raises(Needed):
        desk.register(nobody, unit=company.hall, by=min)

    ticket = desk.register(replace(nobody, answers={"guard": "anonymous"}), unit=company.hall, by=min)

    assert Complaint.objects.get(ticket=ticket).is_anonymous


def test_nobody_is_taken_in_as_nameless_without_having_been_warned(company, min):
    with pytest.raises(Needed) as refused:
        actions.register(intake(company), facts=FileFacts(is_anonymous=True), unit=company.hall, by=min)

    assert set(refused.value.fields) == {"is_warned"}
    assert not Ticket.objects.exists()
