"""Several promises bind one milestone: what the company says, and the legal limit under it."""

import pytest

from deadlines.actions import bindings_for, promises_for, revise
from deadlines.models import Binding, PolicyRule, Promise
from tests.people import MONDAY_NINE, category, minutes, no_power
from tickets import sweep
from tickets.actions import desk, field
from tickets.actions.promises import preview
from tickets.lifecycle import CLOCKS, FLOOR, MOVES, STEP_BY_STEP, Kind, clocks_of
from tickets.models import Clock, Deadline, TicketEvent
from tickets.standing import due_until, standing_of, with_clocks
from tickets.turning import begun_by

FLOORS = {"urban": 60, "rural": 120, "remote": 240, "": 60}


def facts(company, **more):
    return {"org": company.org, "kind": "fault", "category": "", "area": "urban", "level": "", "at": MONDAY_NINE} | more


@pytest.mark.parametrize(("area", "limit"), FLOORS.items())
def test_the_law_gives_each_area_its_own_limit(company, area, limit):
    bound = bindings_for(**facts(company, area=area))

    assert bound["arrive.floor"].limit == f"{limit}m"
    assert bound["arrive.floor"].verified
    assert bound["arrive"].limit != bound["arrive.floor"].limit


def test_what_the_company_promises_names_no_legal_limit(company):
    assert "arrive" in promises_for(**facts(company))
    assert not [name for name in promises_for(**facts(company)) if name.endswith(FLOOR)]


def test_one_query_finds_all_that_binds(company, django_assert_num_queries):
    with django_assert_num_queries(1):
        bindings_for(**facts(company))


def test_both_are_pledged_armed_and_met_by_one_arrival(fault, arrived):
    both = Clock.objects.filter(ticket=fault, name__startswith="arrive")

    assert set(fault.pledges) >= {"arrive", "arrive.floor"}
    assert {clock.name: clock.due_at - clock.started_at for clock in both} == {
        "arrive": minutes(45),
        "arrive.floor": minutes(60),
    }
    assert {clock.binding for clock in both} == set(Binding.values)
    assert all(clock.was_kept for clock in both)


def test_each_breach_is_recorded_once_at_its_own_time(fault):
    """I8, I9"""
    for count in (44, 45, 59, 60, 61, 90):
        sweep.sweep_all(at=MONDAY_NINE + minutes(count))

    missed = TicketEvent.objects.filter(ticket=fault, what="deadline_missed", facts__clock__startswith="arrive")
    assert list(missed.order_by("at").values_list("facts__clock", "at")) == [
        ("arrive", MONDAY_NINE + minutes(45)),
        ("arrive.floor", MONDAY_NINE + minutes(60)),
    ]


def test_between_the_two_limits_the_promise_is_missed_and_the_law_is_kept(departed, qiang):
    """I11"""
    field.arrive(departed, by=qiang, at=MONDAY_NINE + minutes(50))

    kept = dict(Clock.objects.filter(ticket=departed, name__startswith="arrive").values_list("name", "stopped_at"))
    assert len(kept) == 2
    assert {clock.name: clock.was_kept for clock in departed.clocks.filter(name__startswith="arrive")} == {
        "arrive": False,
        "arrive.floor": True,
    }
    fired = Deadline.objects.filter(ticket=departed, stage="breach", state="fired")
    assert [row.name for row in fired] == ["arrive"]


def test_an_arrival_on_the_very_limit_is_in_time(departed, qiang):
    """I11: answered at the due moment is answered by it."""
    field.arrive(departed, by=qiang, at=MONDAY_NINE + minutes(45))
    sweep.sweep_all(at=MONDAY_NINE + minutes(300))

    assert departed.clocks.get(name="arrive").was_kept
    assert not Deadline.objects.filter(ticket=departed, name="arrive", stage="breach", state="fired").exists()


def test_the_preview_and_the_lists_show_the_promise_alone(fault, company, guo):
    lines = preview(org=company.org, kind="fault", category=company.fault, area="urban", level="", at=MONDAY_NINE)
    row = standing_of(with_clocks(type(fault).objects.filter(pk=fault.pk)).get())

    assert not [line for line in lines if line.milestone.endswith(FLOOR)]
    assert row.clock.binding == Binding.PROMISE
    due = due_until(guo, MONDAY_NINE + minutes(300), most=10)
    assert [one.clock.binding for one in due] == [Binding.PROMISE]


def test_the_page_of_the_case_lists_both(client, fault, min):
    client.force_login(min)

    page = client.get(f"/t/{fault.number}/").content.decode()

    assert {clock.name for clock in client.get(f"/t/{fault.number}/").context["clocks"]} >= {"arrive", "arrive.floor"}
    assert "60" in page


def test_an_average_warns_and_passes_its_target_while_the_law_still_binds(company, guifang, flat, min):
    average = Promise.objects.get(code="power-fault-arrive-sgcc-2011-urban", version=1)
    revise(average, by=None, at=MONDAY_NINE - minutes(1), org=company.org, statistic="average")
    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)

    sweep.sweep_all(at=MONDAY_NINE + minutes(61))

    told = ticket.timeline.filter(facts__clock__startswith="arrive").exclude(what="deadline_warned")
    assert list(told.values_list("what", "facts__clock")) == [
        ("target_passed", "arrive"),
        ("deadline_missed", "arrive.floor"),
    ]


def test_a_clock_starts_on_the_verb_that_its_promise_names(company, guifang, flat, min, lin, qiang):
    restore = Promise.objects.get(code="general-fault-restore-default", version=1)
    PolicyRule.objects.filter(org=company.org, milestone="restore").update(promise=restore)

    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)
    lines = preview(org=company.org, kind="fault", category=company.fault, area="urban", level="", at=MONDAY_NINE)
    foreseen = next(line for line in lines if line.milestone == "restore")

    clock = Clock.objects.get(ticket=ticket, name="restore")
    assert (restore.starts_on, clock.started_at) == ("register", MONDAY_NINE)
    assert (foreseen.due_at, foreseen.is_estimate) == (clock.due_at, False)

    field.dispatch(ticket, crew=company.crew, by=lin, at=MONDAY_NINE + minutes(1))
    field.accept(ticket, by=qiang, at=MONDAY_NINE + minutes(2))
    field.send_back(ticket, reason="不在本辖区", by=qiang, at=MONDAY_NINE + minutes(3))
    assert Clock.objects.running().get(ticket=ticket, name="restore").due_at == clock.due_at


def test_the_table_stands_where_a_promise_names_no_verb_of_its_kind():
    reply = next(rule for rule in clocks_of(Kind.ENQUIRY) if rule.name == "reply")

    assert begun_by(reply, "", Kind.ENQUIRY) == reply
    assert begun_by(reply, "arrive", Kind.ENQUIRY) == reply
    assert begun_by(reply, "accept", Kind.ENQUIRY).starts == {"accept"}


def test_every_clock_of_the_table_starts_and_stops_by_verbs_of_its_kind():
    families = {"field": Kind.FAULT, "office": Kind.ENQUIRY, "complaint": Kind.COMPLAINT, STEP_BY_STEP: STEP_BY_STEP}
    for family, rules in CLOCKS.items():
        known = {"register", *MOVES[families[family]]}
        named = {verb.partition(":")[0] for rule in rules for verb in rule.starts | rule.stops}
        assert named <= known


def test_nothing_runs_on_after_the_end(company, min):
    """I20"""
    other = category(company.org, "other", "其他", Kind.ENQUIRY)
    ticket = desk.register(
        desk.Intake(category=other, contact_name="孙先生"), unit=company.hall, by=min, at=MONDAY_NINE
    )
    desk.withdraw(ticket, reason="不需要了", by=min, at=MONDAY_NINE + minutes(5))

    assert not Clock.objects.running().filter(ticket=ticket).exists()
    assert not Deadline.objects.filter(ticket=ticket, state="armed").exists()
