"""The step of many cases writes what the step of each of them would have written, row by row."""

from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model

from accounts.models import Notice
from customers.actions import register_customer
from customers.models import Message
from servicedesk.lib.refusals import NotAllowed
from tests.people import MONDAY_NINE, minutes, no_power
from tickets import sweep
from tickets.actions import desk, field, supply
from tickets.actions.adopting import adopt
from tickets.actions.linking import link
from tickets.actions.many import step_many
from tickets.actions.pausing import suspend
from tickets.actions.spine import step
from tickets.lifecycle import Status
from tickets.models import Barred, Clock, ClockSpan, CustomerLink, Deadline, Outbox, Ticket, TicketEvent, TicketLink
from tickets.proofs import prove_all
from tickets.refusals import NotYours, WrongMoment

TABLES: dict[type[Model], tuple[str, ...]] = {
    Ticket: ("status", "version", "seq", "crew", "queue", "handler", "pledges", "closed_at", "suspended_at"),
    TicketEvent: ("ticket", "seq", "what", "at", "by", "reason", "facts", "audience", "from_status", "to_status", "version"),
    Clock: (
        *("ticket", "name", "binding", "generation", "cause", "promise", "calendar", "calendar_version", "limit"),
        *("used", "origin_at", "started_at", "due_at", "stopped_at", "dropped_at", "voided_at"),
    ),
    ClockSpan: ("clock__ticket", "clock__name", "clock__generation", "state", "from_at", "to_at", "owner", "unit"),
    Deadline: ("ticket", "name", "stage", "generation", "due_at", "state", "settled_at"),
    Outbox: ("key", "topic", "ticket", "available_at"),
    Notice: ("user", "org", "key", "what", "facts", "path", "at"),
    Message: ("org", "customer", "key", "channel", "template", "address", "text", "created_at", "available_at"),
    CustomerLink: ("ticket", "purpose", "n", "token_hash", "created_at"),
    TicketLink: ("source", "target", "kind", "follows", "facts", "made_by", "made_at"),
}  # fmt: skip


def written() -> dict[str, list[Any]]:
    """Every row, without the keys that each gets anew."""
    return {table.__name__: sorted(map(str, table.objects.values_list(*names))) for table, names in TABLES.items()}


def both(one_by_one: Any, at_once: Any) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """What the two ways write, each from the same beginning."""
    found = []
    for way in (one_by_one, at_once):
        mark = transaction.savepoint()
        way()
        found.append(written())
        transaction.savepoint_rollback(mark)
    return found[0], found[1]


@pytest.fixture
def faults(company, flat, min) -> list[Ticket]:
    """Three neighbours without power: two took the plain way, one call was already late when somebody looked."""
    made = []
    for number, name in enumerate(("陈桂芳", "李玉芬", "王建军")):
        who = register_customer(org=company.org, name=name, phone=f"1380000620{number}", at=MONDAY_NINE)
        intake = no_power(company, who, flat, contact_phone=f"1380000620{number}")
        made.append(desk.register(intake, unit=company.hall, by=min, at=MONDAY_NINE + minutes(number)))
    made[1].watchers.add(min)
    return sorted(made, key=lambda one: one.pk)


CASES = {
    "dispatch": (1.5, {"crew": "crew", "queue": "crew", "handler": None}),
    "dispatch late": (30, {"crew": "crew", "queue": "crew", "handler": None}),
    "supply_back": (50, {}),
    "withdraw": (40, {}),
    "urge": (3, {}),
}


@pytest.mark.parametrize("case", CASES)
def test_many_steps_are_the_steps_of_each(company, faults, guo, case):
    verb, (late, changes) = case.partition(" ")[0], CASES[case]
    given = {name: company.crew if value == "crew" else value for name, value in changes.items()}
    common = {"by": guo, "at": MONDAY_NINE + minutes(late), "facts": {"crew": "Q1"}, "reason": "雷击"}

    def one_by_one() -> None:
        for ticket in faults:
            step(ticket, verb, **common, **given)

    single, many = both(one_by_one, lambda: step_many([one.pk for one in faults], verb, **common, **given))
    assert many == single
    assert any("supply_back" in row for row in many["TicketEvent"]) == (verb == "supply_back")


def test_the_whole_way_of_a_crew_with_many_behind_it(company, faults, guo, qiang, application):
    """What stands still goes its own way, and one step after another writes the same."""
    review = MONDAY_NINE + minutes(9000)
    suspend(application, why="customer_papers", proof="缺证", review_at=review, by=guo, at=MONDAY_NINE + minutes(4))
    begun = {"crew": company.crew, "queue": company.crew, "handler": None}
    ahead = (("dispatch", begun), ("accept", {"handler": qiang, "queue": None}))
    way = (("depart", {}), ("arrive", {}), ("restore", {}), ("report", {}), ("close", {}))
    for n, (verb, given) in enumerate(ahead):
        step_many([one.pk for one in faults], verb, by=None, at=MONDAY_NINE + minutes(5 + n), **given)
    everybody = [*faults, application]

    def walk(act: Any) -> None:
        for n, (verb, given) in enumerate(way):
            act(verb, {"by": None, "at": MONDAY_NINE + minutes(9 + 40 * n), **given})

    single, many = both(
        lambda: walk(lambda verb, given: [step(one, verb, **given) for one in everybody]),
        lambda: walk(lambda verb, given: step_many([one.pk for one in everybody], verb, **given)),
    )
    assert many == single


def test_one_that_cannot_take_it_stops_all(company, faults, lin, min, stranger):
    field.dispatch(faults[1], crew=company.crew, by=lin, at=MONDAY_NINE + minutes(1))
    keys = [one.pk for one in faults]
    with pytest.raises(WrongMoment), transaction.atomic():
        step_many(keys, "accept", by=lin, at=MONDAY_NINE + minutes(2))
    with pytest.raises(NotAllowed), transaction.atomic():
        step_many(keys, "supply_back", by=min, at=MONDAY_NINE + minutes(2))
    Barred.objects.create(org=company.org, ticket=faults[0], user=lin)
    with pytest.raises(NotYours), transaction.atomic():
        step_many(keys, "supply_back", by=lin, at=MONDAY_NINE + minutes(2))

    assert set(Ticket.objects.values_list("status", flat=True)) == {Status.REGISTERED, Status.DISPATCHED}


def test_adopting_writes_what_linking_each_would(company, faults, lin):
    """The first of them leads; the others take its times, as they do when somebody links them."""
    first = min_of(faults)
    others = [one for one in faults if one.pk != first.pk]
    at = MONDAY_NINE + minutes(2)
    sweep.sweep_all(at=at - minutes(0.01))

    def one_by_one() -> None:
        for ticket in others:
            link(ticket, to=first, kind="child", follows=True, by=lin, at=at)

    single, many = both(one_by_one, lambda: adopt([one.pk for one in others], leader=first, by=lin, at=at))
    for table in ("Clock", "ClockSpan", "Deadline", "Notice", "TicketLink"):
        assert many[table] == single[table]
    mine = [row for row in many["TicketEvent"] if str(first.pk) not in row.partition(",")[0]]
    assert mine == [row for row in single["TicketEvent"] if str(first.pk) not in row.partition(",")[0]]


def min_of(faults: list[Ticket]) -> Ticket:
    return min(faults, key=lambda one: one.registered_at)


def test_a_leader_takes_the_tightest_time_and_gives_it_to_all(company, faults, lin, qiang):
    leader = supply.open_leader(
        org=company.org, category=company.fault, title="停电", address="文昌路", area="urban", by=lin,
        at=MONDAY_NINE + minutes(5),
    )  # fmt: skip
    adopt([one.pk for one in faults], leader=leader, by=lin, at=MONDAY_NINE + minutes(5))

    due = Clock.objects.running().filter(name="arrive").values_list("due_at", flat=True)
    assert len(due) == 4
    assert len(set(due)) == 1
    at = MONDAY_NINE + minutes(6)
    field.dispatch(leader, crew=company.crew, by=lin, at=at)
    field.accept(leader, by=qiang, at=at)
    field.arrive(leader, by=qiang, at=at + minutes(10))
    assert set(Ticket.objects.values_list("status", flat=True)) == {Status.ON_SITE}
    moved = supply.supply_back([one.pk for one in faults], outage="TD1", by=lin, at=at + minutes(20))
    assert {one.status for one in moved} == {Status.RESOLVED}
    assert [finding.number for finding in prove_all() if finding.count and finding.number not in ("P6", "P12")] == []


def test_still_without_power_is_a_ticket_of_its_own(company, faults, lin):
    leader = supply.open_leader(
        org=company.org, category=company.fault, title="停电", address="文昌路", area="urban", by=lin,
        at=MONDAY_NINE + minutes(5),
    )  # fmt: skip
    adopt([one.pk for one in faults], leader=leader, by=lin, at=MONDAY_NINE + minutes(5))
    freed = supply.still_without(faults[0], reason="仍无电", by=lin, at=MONDAY_NINE + minutes(8))
    assert freed.status == Status.REGISTERED
    assert TicketLink.objects.standing().filter(source=freed).count() == 0
    assert freed in Ticket.objects.to_dispatch()
    assert faults[1] not in Ticket.objects.to_dispatch()
