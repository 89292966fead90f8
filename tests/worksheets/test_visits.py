"""Visits in windows: offered while there are places, moved with a reason, told, reminded of once, kept or missed."""

from datetime import UTC, datetime

import pytest

from customers.models import Message
from servicedesk.lib.refusals import Refusal
from tests.people import ANSWERS, MONDAY_NINE, minutes
from tickets.actions import desk, field
from worksheets.actions import visits
from worksheets.actions.usual import adopt_windows
from worksheets.models import Appointment, VisitWindow
from worksheets.refusals import WindowFull
from worksheets.windows import offers

TWO = datetime(2026, 3, 16, 6, 0, tzinfo=UTC)  # 14:00 in the hall
TOMORROW = datetime(2026, 3, 17, 0, 0, tzinfo=UTC)


@pytest.fixture
def windows(company):
    adopt_windows(company.org)


@pytest.fixture
def agreed(windows, fault, min):
    return visits.book(fault, starts_at=TOMORROW, by=min, at=MONDAY_NINE)


def texts() -> list[str]:
    return list(Message.objects.filter(template__startswith="visit").order_by("pk").values_list("template", flat=True))


def test_what_lies_ahead_on_open_days_is_offered(windows, fault):
    found = offers(fault, at=MONDAY_NINE)

    assert [f"{one.starts_at:%d %H}" for one in found[:4]] == ["16 10", "16 14", "16 16", "17 08"]
    assert {one.day.isoweekday() for one in found} == {1, 2, 3, 4, 5}
    assert found[0].left == 4


def test_a_hall_with_windows_of_its_own_offers_those_alone(windows, fault, company):
    VisitWindow.objects.create(org=company.org, hall=company.hall, opens="19:00", closes="21:00", days="67", places=1)

    assert {(one.day.isoweekday(), one.left) for one in offers(fault, at=MONDAY_NINE)} == {(6, 1), (7, 1)}


def test_the_last_place_is_given_once(windows, fault, company, min):
    VisitWindow.objects.update(places=1)
    facts = {"answers": ANSWERS, "contact_phone": "13900001111", "contact_name": "李明", "address": "文昌路 9 号"}
    other = desk.register(desk.Intake(category=company.fault, **facts), unit=company.hall, by=min, at=MONDAY_NINE)
    visits.book(fault, starts_at=TWO, by=min, at=MONDAY_NINE)

    with pytest.raises(WindowFull):
        visits.book(other, starts_at=TWO, by=min, at=MONDAY_NINE)
    with pytest.raises(WindowFull):
        visits.book(other, starts_at=TWO + minutes(7), by=min, at=MONDAY_NINE)


def test_it_is_moved_with_a_reason_and_the_customer_hears_of_both(agreed, fault, min):
    with pytest.raises(Refusal):
        visits.book(fault, starts_at=TWO, by=min, at=MONDAY_NINE)

    visits.book(fault, starts_at=TWO, reason="客户今天在家", by=min, at=MONDAY_NINE + minutes(1))

    assert [one.state for one in Appointment.objects.order_by("pk")] == ["moved", "standing"]
    assert texts() == ["visit_agreed", "visit_moved"]
    assert Message.objects.filter(text__contains="14:00").exists()


def test_the_reminder_comes_once(agreed):
    at = TOMORROW - visits.REMIND_AHEAD

    assert [visits.remind(agreed, at=at) for _n in range(3)] == [True, False, False]
    assert texts() == ["visit_agreed", "visit_near"]
    assert visits.due(at + minutes(1))[0] == []


@pytest.mark.parametrize(("came", "state"), [(60, "kept"), (121, "missed"), (None, "missed")])
def test_kept_or_missed(agreed, fault, company, lin, qiang, came, state):
    ticket = field.dispatch(fault, crew=company.crew, by=lin, at=MONDAY_NINE + minutes(2))
    field.accept(ticket, by=qiang, at=MONDAY_NINE + minutes(3))
    if came:
        field.arrive(ticket, by=qiang, at=TOMORROW + minutes(came))

    assert visits.due(TOMORROW + minutes(119))[1] == []
    (over,) = visits.due(TOMORROW + minutes(120))[1]
    assert visits.settle(over, at=TOMORROW + minutes(130)).state == state
    assert visits.settle(over, at=TOMORROW + minutes(140)).state == state


def test_the_pages(client, agreed, fault, min, lin):
    client.force_login(min)
    page = client.get("/appointments/?day=2026-03-17").content.decode()
    paper = client.get("/appointments/?day=2026-03-17&print=1").content.decode()
    full = client.post(f"/t/{fault.number}/visit/window/", {"starts_at": "nonsense", "reason": "改"})
    off = client.post(f"/appointments/{agreed.pk}/call-off/", {"reason": "客户取消"})

    agreed.refresh_from_db()
    assert fault.title in page and fault.number in paper and "陈桂芳" not in paper
    assert (full.status_code, off.status_code, agreed.state) == (409, 302, "dropped")
    assert "08:00" in client.get(f"/t/{fault.number}/visit/window/").content.decode()
