"""B12, B13, B14, I19: who is told of which stage, each once, in their hours, with what has been raised."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import end_grant
from accounts.models import Grant, Notice, Unit, User
from accounts.roles import Role
from deadlines.models import Promise
from tests.people import MONDAY_NINE, minutes, no_power, somebody
from tickets import sweep
from tickets.actions import announce, desk, field
from tickets.actions.escalating import work_out
from tickets.models import Barred, Deadline, Outbox, Ticket

DUE = MONDAY_NINE + minutes(45)


@pytest.fixture
def director(company) -> User:
    """高远 is the director of the county company."""
    return somebody("gao", "高远", Role.DIRECTOR, company.org, company.org, "1101")


@pytest.fixture
def executive(company) -> User:
    """路平 is the executive in charge of the city company."""
    city = Unit.objects.get(code="3702")
    return somebody("lu", "路平", Role.EXECUTIVE, company.org, city, "1001")


def run(at) -> None:
    sweep.sweep_all(at=at)
    announce.fan_out(at=at)


def heard(clock="arrive", **facts) -> set[tuple[str, str]]:
    rows = Notice.objects.filter(facts__clock=clock, **facts)
    found = list(rows.values_list("user__login", "facts__stage"))
    assert len(found) == len(set(found)), "nobody is told twice of one stage"
    return set(found)


def at_stages(*moments) -> None:
    for moment in moments:
        run(MONDAY_NINE + minutes(moment))
        announce.fan_out(at=MONDAY_NINE + minutes(moment) + timedelta(seconds=1))


def test_each_rung_of_each_stage_is_told_once_up_to_the_executive(dispatched, qiang, min, guo, director, executive):
    """B13. I29: nobody is told twice of the same thing, and no notice has a word about the customer."""
    at_stages(23, 36, 45, 75, 165, 300)
    told = Notice.objects.count()
    at_stages(300)
    assert Notice.objects.count() == told
    assert not [one for one in Notice.objects.all() if re.search("陈桂芳|13800006217|文昌路", f"{one.facts}{one.path}")]

    near = {("qiang", stage) for stage in ("warn50", "warn80", "breach")}
    near |= {("min", stage) for stage in ("warn50", "warn80", "breach")}
    assert heard() == near | {("guo", "breach"), ("gao", "after30"), ("lu", "after120")}
    assert {notice.what for notice in Notice.objects.filter(user=director, facts__clock="arrive")} == {
        "deadline_escalated"
    }


def test_an_empty_rung_falls_to_the_next_one_above(dispatched, executive):
    """Nobody is team leader or director here: the executive hears of the breach, and once of each stage."""
    at_stages(45, 75)

    assert {("lu", "breach"), ("lu", "after30")} <= heard()


def test_a_chain_without_anybody_above_falls_back_to_whoever_is_nearest(dispatched, min, guo):
    at_stages(45, 75, 165)

    assert {("guo", "breach"), ("guo", "after30"), ("guo", "after120")} <= heard()


def test_the_nearest_one_above_the_hall_and_above_the_crew_counts(dispatched, company, guo):
    near = somebody("bao", "包亮", Role.SUPERVISOR, company.hall, company.hall, "2002")
    at_stages(45)

    assert {("bao", "breach"), ("guo", "breach")} <= heard(), "of the hall, and above the crew"
    end_grant(Grant.objects.get(person=guo), at=Grant.objects.get(person=guo).from_at + timedelta(microseconds=1))
    assert near.is_active


def test_what_urging_has_raised_is_told_as_many_rungs_further_up(dispatched, guo, director):
    Ticket.objects.filter(pk=dispatched.pk).update(raised=2)
    at_stages(23, 45)

    assert {("guo", "warn50"), ("gao", "warn50"), ("gao", "breach")} <= heard()


def test_somebody_from_whom_the_case_is_hidden_is_told_nothing_and_the_next_one_is(dispatched, company, guo, director):
    """I29: nobody is told who may not read it."""
    Barred.objects.create(org=company.org, ticket=dispatched, user=guo)
    at_stages(45)

    assert not Notice.objects.filter(user=guo).exists()
    assert ("gao", "breach") in heard()


def test_a_clock_that_has_stopped_climbs_no_further(arrived, director):
    """B14: what is done in time warns and climbs nowhere."""
    at_stages(45, 75, 165)

    assert not heard()
    assert not Deadline.objects.filter(ticket=arrived, name="arrive", state="armed").exists()


def test_a_stage_that_fired_just_before_the_end_is_no_news_any_more(departed, qiang, director):
    """Looked at when it is told as well: the climb has fired, then the crew arrived."""
    sweep.sweep_all(at=DUE + minutes(31))
    field.arrive(departed, by=qiang, at=DUE + minutes(32))
    announce.fan_out(at=DUE + minutes(33))

    assert not heard(user=director)
    assert not Outbox.objects.filter(delivered_at=None, ticket=departed).exists()


def test_a_case_that_is_over_tells_nobody(dispatched, min):
    sweep.sweep_all(at=DUE)
    desk.withdraw(dispatched, by=min, reason="客户撤单", at=DUE + minutes(1))
    announce.fan_out(at=DUE + minutes(2))

    assert not heard()


def test_stages_that_fire_together_are_one_message_for_each_person(dispatched, company, qiang, min, guo):
    """I19, R8: recorded in order, told once; the warning says nothing beside the breach."""
    run(DUE + minutes(1))

    assert heard() == {("qiang", "breach"), ("min", "breach"), ("guo", "breach")}
    stages = dispatched.timeline.filter(facts__clock="arrive", deadline__isnull=False).order_by("seq")
    assert [event.facts["stage"] for event in stages] == ["warn50", "warn80", "breach"]


def test_after_a_standstill_a_person_gets_one_summary_that_counts_each_clock_once(dispatched, guo, min, director):
    run(MONDAY_NINE + timedelta(days=1))

    late = {notice.user.login: notice.facts["count"] for notice in Notice.objects.filter(what="digest")}
    clocks = (
        Deadline.objects.filter(ticket=dispatched, stage="breach", state="fired").values("clock").distinct().count()
    )
    assert late["guo"] == clocks
    assert Notice.objects.filter(user=guo).count() == 1
    assert Notice.objects.get(user=guo, what="digest").path == "/board/"
    assert Notice.objects.get(user=min, what="digest").path == "/my/"


def test_a_row_that_cannot_be_told_is_put_off_alone(company, guifang, flat, min, monkeypatch):
    for _walk_in in range(9):
        desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)
    sweep.sweep_all(at=DUE)
    bad = Outbox.objects.order_by("pk")[4]

    def spoil(rows, *, at):
        if bad in rows:
            raise ValueError("cannot be read")
        return work_out(rows, at=at)

    monkeypatch.setattr(announce, "work_out", spoil)
    announce.fan_out(at=DUE)

    (left,) = Outbox.objects.filter(delivered_at=None)
    assert (left, left.attempts, left.last_error) == (bad, 1, "cannot be read")
    assert left.available_at > DUE


def test_a_thousand_rows_are_told_with_as_many_statements_as_a_few(company, guifang, flat, min, guo):
    def statements(count: int, at) -> int:
        for _walk_in in range(count):
            desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=at)
        sweep.sweep_all(at=at + minutes(9))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert announce.fan_out(at=at + minutes(9)) >= count
        return len(asked)

    statements(1, MONDAY_NINE)
    few, more = statements(2, MONDAY_NINE + minutes(60)), statements(12, MONDAY_NINE + minutes(120))
    assert few == more <= 26


def test_a_promise_of_ones_own_says_who_is_told(dispatched, director, guo):
    rows = [{"stage": "before10", "rungs": ["director"]}, {"stage": "breach", "rungs": ["team_leader"]}]
    clock = dispatched.clocks.get(name="arrive")
    own = Promise.objects.get(pk=clock.promise_id)
    own.pk, own.org, own.version, own.stages = None, dispatched.org, 9, rows
    own.save(force_insert=True)
    dispatched.clocks.filter(name="arrive").update(promise=own)
    Deadline.objects.filter(clock=clock, stage__startswith="warn").delete()
    Deadline.objects.create(
        org=dispatched.org,
        ticket=dispatched,
        clock=clock,
        name="arrive",
        stage="before10",
        due_at=MONDAY_NINE + minutes(35),
    )
    at_stages(35, 45)

    assert {("gao", "before10"), ("guo", "breach")} == heard()
