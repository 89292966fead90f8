"""Many requests taken in at once leave what each of them would have left alone, row by row."""

import json
from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import Notice
from complaints.models import Complaint
from customers.models import Message
from outages.actions import announce
from outages.checking import Told
from outages.models import OutageArea
from servicedesk.lib.refusals import NotAllowed, Refusal
from tests.people import MONDAY_NINE, minutes
from tickets.actions import desk
from tickets.actions.register_many import Taken, Wish, register_many
from tickets.intake import Intake
from tickets.models import CaseWords, Clock, ClockSpan, CustomerLink, Deadline, Ticket, TicketEvent, TicketLink
from tickets.proofs import prove_all
from tickets.refusals import Needed, SameNumberOtherContent

CASE = "ticket__external_number"
TABLES = {
    Ticket: (
        *("external_number", "number", "status", "version", "seq", "unit", "queue", "handler", "crew", "pledges", "title"),
        *("description", "contact_name", "contact_phone", "level", "area", "customer", "supply_point", "registered_at"),
        *("repeats__external_number", "contacts", "category_version__n", "first_contact"),
    ),
    TicketEvent: (CASE, "seq", "what", "at", "by", "facts__channel", "audience", "to_status", "version", "held_in"),
    CaseWords: (CASE, "words", "tail"),
    Clock: (CASE, "name", "binding", "generation", "promise", "calendar", "limit", "started_at", "due_at", "stopped_at"),
    ClockSpan: (f"clock__{CASE}", "clock__name", "state", "from_at", "to_at", "owner", "unit"),
    Deadline: (CASE, "name", "stage", "generation", "due_at", "state"),
    Complaint: (CASE, "matter", "is_secret", "is_anonymous"),
    TicketLink: ("source__external_number", "target__external_number", "kind", "follows"),
    CustomerLink: (CASE, "purpose", "n"),
    Notice: ("user", "what", "at", "facts__number"),
    Message: ("customer", "template", "address", "created_at", "available_at"),
}  # fmt: skip
POWER = {"neighbours": "on", "danger": "none"}


def written() -> dict[str, list[str]]:
    return {
        table.__name__: sorted(
            json.dumps(row, default=str, sort_keys=True) for row in table.objects.values_list(*names)
        )
        for table, names in TABLES.items()
    }


@pytest.fixture
def wishes(company, flat, guifang) -> list[Wish]:
    """A customer at her account, the same matter again, strangers, a complaint and an enquiry; one lacks an answer."""

    def wish(number, category, hall=company.hall, **told):
        return Wish(Intake(category=category, source="x", external_number=number, digest=number, **told), hall)

    fault = {"answers": POWER, "address": "试验路 1 号"}
    return [
        wish("a", company.fault, customer=guifang, supply_point=flat, contact_phone="13800006217", answers=POWER),
        wish("b", company.fault, contact_name="李玉芬", contact_phone="13800006218", **fault),
        wish("d", company.fault, company.north, contact_phone="13800006219", answers=POWER, address="试验路 3 号"),
        wish("e", company.fault, contact_phone="13800006220", answers={}, address="试验路 5 号"),
        wish("f", company.complaint, contact_phone="13800006221", description="态度差"),
        wish("g", company.enquiry, contact_phone="13800006222", description="电费 13800006222"),
        wish("c", company.fault, contact_name="李玉芬", contact_phone="13800006218", **fault),
        wish("h", company.fault, customer=guifang, supply_point=flat, contact_phone="13800006217", answers=POWER),
    ]


@pytest.mark.parametrize("is_off", [False, True])
def test_many_are_registered_as_each_would_be(company, wishes, lin, line, flat, is_off):
    if is_off:
        told = Told("fault", "文昌路", MONDAY_NINE, [OutageArea(by="transformer", value=flat.transformer)])
        announce(told, org=company.org, by=lin, at=MONDAY_NINE, confirmed=True)
    at = MONDAY_NINE + minutes(20)

    def one_by_one() -> list[object]:
        done: list[object] = []
        for wish in wishes:
            try:
                done.append(desk.register(wish.intake, unit=wish.unit, by=line, at=at).number)
            except Refusal as refusal:
                done.append(type(refusal))
        return done

    def at_once() -> list[object]:
        done = register_many(wishes, by=line, at=at)
        return [one.ticket.number if isinstance(one, Taken) else type(one) for one in done]

    found = []
    for way in (one_by_one, at_once):
        mark = transaction.savepoint()
        numbers = way()
        assert [
            finding.number for finding in prove_all() if finding.count and finding.number not in ("P6", "P12")
        ] == []
        found.append((sorted(map(str, numbers)), written()))
        transaction.savepoint_rollback(mark)
    assert found[1][0] == found[0][0]
    for table, rows in found[0][1].items():
        assert found[1][1][table] == rows, table


def test_a_number_that_was_here_before_is_the_case_that_exists(company, wishes, line):
    first = register_many(wishes[:3], by=line, at=MONDAY_NINE)
    other = Wish(Intake(category=company.fault, source="x", external_number="b", digest="other"), company.hall)

    again = register_many([*wishes[:1], other, wishes[3]], by=line, at=MONDAY_NINE + timedelta(minutes=1))

    assert isinstance(again[0], Taken) and not again[0].is_new and again[0].ticket.pk == first[0].ticket.pk
    assert isinstance(again[1], SameNumberOtherContent) and isinstance(again[2], Needed)
    assert Ticket.objects.count() == 3


def test_only_where_one_may(company, wishes, other):
    with pytest.raises(NotAllowed):
        register_many(wishes, by=other, at=MONDAY_NINE)
