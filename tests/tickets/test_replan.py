"""A change of area, category or calendar: open clocks are counted anew, what was missed stays missed."""

from datetime import timedelta

import pytest

from deadlines.models import CalendarDay, WorkCalendar
from servicedesk.lib.refusals import Invalid
from tests.people import MONDAY_NINE, category, minutes
from tests.tickets.plans import latest
from tickets import sweep
from tickets.actions import field, pausing, replanning
from tickets.lifecycle import Kind
from tickets.milestones import clocks_of_ticket, milestones_of
from tickets.models import Clock, Deadline, TicketEvent
from tickets.owners import time_per_owner
from tickets.refusals import ResumeFirst
from tickets.tasks import rearm_calendar

HOUR = timedelta(hours=1)


def change(ticket, by, *, at, reason="地址核实", **what):
    return replanning.reclassify(ticket, reason=reason, by=by, at=at, **what)


def missed(ticket, name="arrive"):
    return TicketEvent.objects.filter(ticket=ticket, what="deadline_missed", facts__clock=name)


def test_a_longer_limit_counts_from_the_true_start(dispatched, lin):
    """I17"""
    change(dispatched, lin, at=MONDAY_NINE + minutes(30), area="rural")

    clock, floor = latest(dispatched, "arrive"), latest(dispatched, "arrive.floor")
    assert (clock.generation, clock.cause, clock.used) == (2, "replan", minutes(30))
    assert (clock.due_at, floor.due_at) == (MONDAY_NINE + minutes(90), MONDAY_NINE + minutes(120))
    sweep.sweep_all(at=MONDAY_NINE + minutes(89))
    assert not missed(dispatched).exists()


def test_a_shorter_limit_that_is_used_up_falls_due_now_and_not_in_the_past(company, dispatched, lin):
    """I17: never earlier than now without an event."""
    change(dispatched, lin, at=MONDAY_NINE + minutes(5), area="remote")
    now = MONDAY_NINE + minutes(80)
    change(dispatched, lin, at=now, area="urban")

    assert latest(dispatched, "arrive").due_at == now
    sweep.sweep_all(at=now)
    assert missed(dispatched).get().at == now
    assert dispatched.timeline.filter(what="reclassify").count() == 2


def test_what_was_missed_stays_missed(dispatched, lin, qiang):
    """I17: it never erases a breach."""
    change(dispatched, lin, at=MONDAY_NINE + minutes(50), area="rural")

    assert missed(dispatched).count() == 1
    assert latest(dispatched, "arrive").due_at == MONDAY_NINE + minutes(90)
    field.accept(dispatched, by=qiang, at=MONDAY_NINE + minutes(51))
    field.arrive(dispatched, by=qiang, at=MONDAY_NINE + minutes(60))
    assert missed(dispatched).count() == 1
    assert Deadline.objects.get(ticket=dispatched, name="arrive", stage="breach", generation=1).state == "fired"
    steps = milestones_of(dispatched, clocks_of_ticket(dispatched), at=MONDAY_NINE + minutes(61))
    assert "late" in [step.state for step in steps]


def test_what_is_late_under_both_is_missed_once(dispatched, lin):
    """I8, I17"""
    change(dispatched, lin, at=MONDAY_NINE + minutes(100), area="rural")
    sweep.sweep_all(at=MONDAY_NINE + minutes(200))

    assert missed(dispatched).count() == 1
    assert latest(dispatched, "arrive").generation == 1


def test_a_promise_that_the_new_area_does_not_have_ends_and_comes_back_counted_from_its_start(arrived, lin):
    """I17"""
    begun = latest(arrived, "restore")
    change(arrived, lin, at=MONDAY_NINE + minutes(40), area="remote")
    assert not Clock.objects.running().filter(ticket=arrived, name="restore").exists()

    change(arrived, lin, at=MONDAY_NINE + minutes(50), area="urban")
    again = latest(arrived, "restore")
    assert (again.generation, again.used, again.due_at) == (2, minutes(20), begun.due_at)


def test_the_paused_time_is_inherited(application, company, qiang, guo):
    """I17"""
    tuesday = MONDAY_NINE + timedelta(days=1)
    pausing.suspend(
        application, why="customer_papers", proof="缺证明", review_at=tuesday + 50 * HOUR, by=qiang, at=tuesday
    )
    with pytest.raises(ResumeFirst):
        change(application, guo, at=tuesday + HOUR, category=category(company.org, "x", "其他", Kind.SERVICE))
    pausing.resume(application, by=qiang, at=tuesday + timedelta(days=1))
    paused = latest(application, "reply")

    other = category(company.org, "other", "其他业务", Kind.SERVICE)
    change(application, guo, at=tuesday + timedelta(days=1, hours=1), category=other)

    after = latest(application, "reply")
    assert (after.cause, after.origin) == ("replan", MONDAY_NINE)
    assert after.used < timedelta(days=1)
    assert after.limit != paused.limit


@pytest.mark.parametrize("what", [{}, {"area": "urban"}])
def test_no_change_is_refused(fault, lin, what):
    with pytest.raises(Invalid):
        change(fault, lin, at=MONDAY_NINE + minutes(1), **what)


def test_a_category_of_another_kind_is_refused(fault, company, lin):
    with pytest.raises(Invalid):
        change(fault, lin, at=MONDAY_NINE + minutes(1), category=company.enquiry)


def holiday(org, day, *, working=False):
    """The company's own office hours, with one day that differs from the shipped ones."""
    shipped = WorkCalendar.objects.get(code="cn-office", org=None)
    own = WorkCalendar.objects.create(
        org=org, code="cn-office", version=2, name="办公时间", weekly=shipped.weekly, known_until=shipped.known_until
    )
    CalendarDay.objects.create(calendar=own, date=day, working=working, name="厂休")
    return own


def test_a_changed_calendar_counts_the_open_clocks_anew_and_keeps_what_was_used(application, company):
    """I18"""
    before = latest(application, "reply")
    own = holiday(company.org, (before.due_at - timedelta(days=1)).date())
    at = MONDAY_NINE + timedelta(days=1)
    for expected in (1, 0):
        assert replanning.rearm_calendar(org=company.org, code="cn-office", reason="厂休一天", at=at) == expected

    after = latest(application, "reply")
    event = application.timeline.get(what="rearm")
    assert (after.cause, after.calendar, after.origin) == ("calendar", own, before.origin)
    assert after.due_at == before.due_at + timedelta(days=3)
    assert (event.reason, event.facts["clocks"]["reply"]) == (
        "厂休一天",
        [before.due_at.isoformat(), after.due_at.isoformat()],
    )


def test_the_calendar_moves_no_clock_of_the_wall_and_nothing_settled(application, fault, company):
    """I12, I18"""
    holiday(company.org, (MONDAY_NINE + timedelta(days=2)).date())
    late = latest(application, "reply").due_at + HOUR
    sweep.sweep_all(at=late)

    assert replanning.rearm_calendar(org=company.org, code="cn-office", reason="厂休", at=late) == 0
    assert missed(application, "reply").count() == 1


def test_the_task_does_the_same(application, company):
    holiday(company.org, (MONDAY_NINE + timedelta(days=2)).date())

    rearm_calendar(str(company.org.pk), "cn-office", "厂休")

    assert application.clocks.filter(cause="calendar").count() <= 1


def test_each_owner_has_their_own_time(arrived, company, qiang):
    """B18"""
    shares = {
        (share.unit, share.owner): share.counted
        for share in time_per_owner(arrived, at=MONDAY_NINE + minutes(60))
        if share.name == "arrive"
    }

    assert shares == {
        (company.dispatch, None): minutes(1),
        (company.crew, None): minutes(1),
        (company.crew, qiang): minutes(28),
    }


def test_the_time_of_all_owners_is_the_time_of_the_clock(arrived, qiang, company, lin):
    """I13, I16"""
    field.send_back(arrived, reason="需带电作业班", by=qiang, at=MONDAY_NINE + minutes(40))
    field.dispatch(arrived, crew=company.second_crew, by=lin, at=MONDAY_NINE + minutes(50))

    arrive = [share for share in time_per_owner(arrived, at=MONDAY_NINE + HOUR) if share.name == "arrive"]
    assert sum((share.counted for share in arrive), timedelta()) == minutes(30)
