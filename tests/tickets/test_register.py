"""Taking a request in."""

from dataclasses import replace
from threading import Barrier, Thread

import pytest
from django.db import connections

from accounts.models import Notice
from customers.models import Message
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import ANSWERS, MONDAY_NINE, no_power
from tickets.actions import desk
from tickets.lifecycle import Status
from tickets.models import Clock, Deadline, Ticket
from tickets.refusals import Needed, SameNumberOtherContent


def test_the_ticket_has_a_number_a_first_contact_and_a_queue(fault, min, company):
    assert fault.number == "CN2603160001"
    assert fault.first_contact == min
    assert (fault.handler, fault.queue) == (None, company.dispatch)
    assert fault.status == Status.REGISTERED


def test_the_second_ticket_of_the_day_gets_the_next_number(fault, company, guifang, flat, min):
    second = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)

    assert second.number == "CN2603160002"


def test_it_describes_itself_from_the_answers(fault):
    assert fault.title == "单户无电"
    assert "邻居是否有电：有电" in fault.description
    assert not fault.hazard


def test_a_dangerous_answer_raises_the_alarm(company, guifang, flat, min):
    intake = no_power(company, guifang, flat, answers=ANSWERS | {"danger": "yes"})

    assert desk.register(intake, unit=company.hall, by=min, at=MONDAY_NINE).hazard


def test_the_customer_is_told_once_with_the_promised_time(fault):
    message = Message.objects.get(template="registered")

    assert message.address == "13800006217"
    assert "09:45" in message.text
    assert fault.short_number in message.text


def test_the_dispatcher_is_told_and_the_clerk_is_not(company, guifang, flat, min, lin):
    desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)

    assert [notice.user for notice in Notice.objects.all()] == [lin]
    assert "13800006217" not in str(Notice.objects.get().facts)


def test_warnings_and_breaches_are_armed_for_every_running_clock(fault):
    running = set(Clock.objects.running().filter(ticket=fault).values_list("name", flat=True))
    breaches = Deadline.objects.filter(ticket=fault, stage="breach", state="armed")

    assert running == {"dispatch", "arrive", "arrive.floor"}
    assert {row.name for row in breaches} == running


def test_a_walk_in_needs_no_more_than_a_name_and_a_phone(company, min):
    enquiry = desk.Intake(category=company.enquiry, contact_name="孙先生", contact_phone="139 0000 1111")

    ticket = desk.register(enquiry, unit=company.hall, by=min, at=MONDAY_NINE)

    assert ticket.contact_phone == "13900001111"
    assert ticket.handler == min


def test_an_enquiry_answered_on_the_spot_is_resolved(company, min):
    enquiry = desk.Intake(category=company.enquiry, contact_name="孙先生")

    ticket = desk.register(enquiry, unit=company.hall, by=min, at=MONDAY_NINE, answer="按阶梯电价计算")

    ticket.refresh_from_db()
    assert ticket.status == Status.RESOLVED
    assert Clock.objects.get(ticket=ticket, name="reply").was_kept


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"answers": {}}, "neighbours"),
        ({"answers": {"neighbours": "on"}}, "danger"),
        ({"supply_point": None}, "address"),
        ({"customer": None, "contact_phone": ""}, "contact_phone"),
    ],
)
def test_what_is_missing_is_named(company, guifang, flat, min, changes, field):
    intake = replace(no_power(company, guifang, flat), **changes)

    with pytest.raises(Needed) as refusal:
        desk.register(intake, unit=company.hall, by=min, at=MONDAY_NINE)

    assert field in refusal.value.fields
    assert not Ticket.objects.exists()


def test_an_answer_that_is_not_offered_is_refused(company, guifang, flat, min):
    intake = no_power(company, guifang, flat, answers=ANSWERS | {"danger": "maybe"})

    with pytest.raises(Invalid):
        desk.register(intake, unit=company.hall, by=min, at=MONDAY_NINE)


@pytest.mark.parametrize(("phone", "count"), [("1380013800", "10"), ("abc", "0"), ("138001380001234", "15")])
def test_a_number_that_nobody_could_call_is_refused_with_its_length(company, guifang, flat, min, phone, count):
    with pytest.raises(Invalid) as refusal:
        desk.register(no_power(company, guifang, flat, contact_phone=phone), unit=company.hall, by=min)

    assert count in refusal.value.sentence()


@pytest.mark.parametrize("who", ["other", "stranger", "qiang", "shen", "jing"])
def test_who_may_not_register_at_this_hall(request, company, guifang, flat, who):
    with pytest.raises(NotAllowed):
        desk.register(no_power(company, guifang, flat), unit=company.hall, by=request.getfixturevalue(who))


@pytest.fixture
def told_by_the_hotline(company, guifang, flat):
    return no_power(company, guifang, flat, source="95598", external_number="A-1", digest="d1", channel="hotline")


def test_the_same_call_twice_is_one_ticket(told_by_the_hotline, company, line):
    first = desk.register(told_by_the_hotline, unit=company.hall, by=line)

    assert desk.register(told_by_the_hotline, unit=company.hall, by=line) == first
    assert Ticket.objects.count() == 1


def test_the_same_number_with_other_content_is_refused(told_by_the_hotline, company, line):
    desk.register(told_by_the_hotline, unit=company.hall, by=line)

    with pytest.raises(SameNumberOtherContent):
        desk.register(replace(told_by_the_hotline, digest="d2"), unit=company.hall, by=line)


@pytest.mark.django_db(transaction=True)
def test_forty_deliveries_of_one_call_at_once_are_one_ticket(told_by_the_hotline, company, line):
    numbers, start = [], Barrier(8)

    def deliver() -> None:
        start.wait()
        numbers.extend(desk.register(told_by_the_hotline, unit=company.hall, by=line).number for _again in range(5))
        connections.close_all()

    crowd = [Thread(target=deliver) for _caller in range(8)]
    for caller in crowd:
        caller.start()
    for caller in crowd:
        caller.join()

    assert len(numbers) == 40
    assert len(set(numbers)) == Ticket.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_numbers_given_out_at_once_are_all_different(company, min):
    enquiry = desk.Intake(category=company.enquiry, contact_name="孙先生")
    numbers = []

    def serve() -> None:
        numbers.extend(desk.register(enquiry, unit=company.hall, by=min, at=MONDAY_NINE).number for _turn in range(10))
        connections.close_all()

    clerks = [Thread(target=serve) for _clerk in range(4)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()

    assert sorted(numbers) == [f"CN260316{n:04d}" for n in range(1, 41)]


def test_nothing_is_written_when_something_fails(company, guifang, flat, min, monkeypatch):
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the power went out")

    monkeypatch.setattr(desk, "tell_of_birth", fail)
    with pytest.raises(RuntimeError):
        desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)

    assert not Ticket.objects.exists()
    assert not Message.objects.exists()
