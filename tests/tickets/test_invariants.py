"""What the invariants I8 to I21 say besides what the tests of each action show."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from complaints import actions as complaints
from complaints.actions import FileFacts
from deadlines.models import PolicyRule, Promise
from tests.people import MONDAY_NINE, minutes, no_power
from tests.servers import PROJECT
from tests.tickets.plans import latest
from tickets import sweep
from tickets.actions import closing, desk, field, pausing, ticks
from tickets.actions.spine import database_time
from tickets.lifecycle import CLOCKS
from tickets.models import Deadline, Tick, TicketEvent

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
# 03:00 on the first day of the Spring Festival of 2026: no office is open for days.
NEW_YEAR_NIGHT = datetime(2026, 2, 17, 3, 0, tzinfo=SHANGHAI)


@pytest.fixture
def settling(company):
    """The company promises that a fault is settled within three days, from the first call to the close."""
    promise = Promise.objects.create(
        org=company.org, code="settle", name="办结", domain="power", subject="fault", kind="fault", milestone="resolve",
        limit="3d", clock="elapsed", calendar="cn-24x7", source="试验", evidence="own",
    )  # fmt: skip
    return PolicyRule.objects.create(
        org=company.org, profile="own", line="fault/resolve", order=900, kind="fault", milestone="resolve",
        promise=promise, active_from=MONDAY_NINE - DAY,
    )  # fmt: skip


def test_a_stage_of_a_generation_stands_there_once(fault):
    """I8, by the database itself."""
    row = Deadline.objects.filter(ticket=fault, name="arrive", stage="breach").get()
    again = Deadline(
        org_id=row.org_id,
        ticket=fault,
        clock=row.clock,
        name=row.name,
        stage=row.stage,
        generation=1,
        due_at=row.due_at,
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_how_late_a_stage_fired_is_written_down(fault):
    """I9"""
    due = Deadline.objects.get(ticket=fault, name="arrive", stage="breach").due_at
    done = ticks.tick("loop", at=due + minutes(10))

    assert done.lateness >= minutes(10)
    assert Tick.objects.get(name="loop").lateness_ms >= 600_000
    assert Deadline.objects.get(ticket=fault, name="arrive", stage="breach").settled_at == due + minutes(10)


def test_the_sweep_goes_by_the_clock_of_the_database(company, guifang, flat, min):
    """I9: half a minute before its time nothing fires, a second after it everything."""
    now = database_time()
    for ahead in (30, -1):
        at = now - minutes(45) + timedelta(seconds=ahead)
        desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=at)
    sweep.sweep_all()

    arrivals = Deadline.objects.filter(name="arrive", stage="breach").order_by("due_at")
    assert list(arrivals.values_list("state", "quarantined_at")) == [("fired", None), ("armed", None)]


@pytest.mark.parametrize("touch", ["note", "dispatch"])
def test_whoever_touches_a_case_settles_what_was_overdue(fault, company, min, lin, touch):
    """I10: an armed overdue deadline always fires, by the sweep or by touch."""
    late = MONDAY_NINE + minutes(50)
    if touch == "note":
        desk.note(fault, text="客户来电", by=min, at=late)
    else:
        field.dispatch(fault, crew=company.crew, by=lin, at=late)

    missed = TicketEvent.objects.get(ticket=fault, what="deadline_missed", facts__clock="arrive", facts__stage="breach")
    assert missed.at == MONDAY_NINE + minutes(45)
    assert not Deadline.objects.filter(ticket=fault, state="armed", due_at__lt=late).exists()


def test_a_crew_is_due_at_night_on_a_holiday_as_at_any_hour(company, guifang, flat, min):
    """I12: the clocks of a fault ignore the calendar."""
    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=NEW_YEAR_NIGHT)

    assert latest(ticket, "arrive").due_at == NEW_YEAR_NIGHT + minutes(45)


def test_what_settles_the_whole_case_runs_on_when_it_is_opened_again(
    company, guifang, flat, settling, min, lin, qiang, jing
):
    """I15: the total goes on where it stood, and what it was due stays due."""
    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)
    field.dispatch(ticket, crew=company.crew, by=lin, at=MONDAY_NINE)
    for verb in (field.accept, field.depart, field.arrive, field.restore):
        verb(ticket, by=qiang, at=MONDAY_NINE)
    field.report(ticket, cause="已换开关", by=qiang, at=MONDAY_NINE)
    closing.reopen(ticket, reason="又停电了", by=jing, at=MONDAY_NINE + DAY)

    whole, arrival = latest(ticket, "resolve"), latest(ticket, "arrive")
    assert (whole.generation, whole.due_at, whole.stopped_at) == (1, MONDAY_NINE + 3 * DAY, None)
    assert (arrival.generation, arrival.started_at) == (2, MONDAY_NINE + DAY)


def test_a_complaint_that_comes_back_is_owed_an_answer_and_no_second_first_contact(
    company, guifang, min, qian, guo, jing
):
    """I15: a first response never starts again."""
    intake = desk.Intake(category=company.complaint, contact_name="陈桂芳", contact_phone="13800006217")
    ticket = complaints.register(intake, facts=FileFacts(), unit=company.hall, by=min, at=MONDAY_NINE)
    complaints.accept(ticket, by=qian, at=MONDAY_NINE)
    complaints.contact(ticket, text="已致歉", by=qian, at=MONDAY_NINE)
    proof = [{"kind": "recording", "id": "R-1"}]
    complaints.verify(ticket, verdict="unfounded", finding="录像无此事", evidence=proof, by=qian, at=MONDAY_NINE)
    complaints.draft(ticket, text="已说明", by=qian, at=MONDAY_NINE)
    complaints.review(ticket, approved=True, by=guo, at=MONDAY_NINE)
    complaints.reply(ticket, by=qian, at=MONDAY_NINE)
    ticket.refresh_from_db()
    closing.reopen(ticket, reason="不认可", by=jing, at=MONDAY_NINE + DAY)

    assert latest(ticket, "contact").generation == 1
    assert (latest(ticket, "reply").generation, latest(ticket, "reply").started_at) == (2, MONDAY_NINE + DAY)


def test_a_transfer_to_another_hall_leaves_every_due_time(fault, company, lin, other):
    """I16: the customer's clock stays as it is, and the time of each unit can be told."""
    before = dict(fault.clocks.values_list("name", "due_at"))
    desk.transfer(fault, to=company.north, reason="归北厅管", by=lin, at=MONDAY_NINE + minutes(5))

    assert dict(fault.clocks.values_list("name", "due_at")) == before
    spans = latest(fault, "arrive").spans.order_by("from_at").values_list("unit__code", "from_at", "to_at")
    at = MONDAY_NINE + minutes(5)
    assert list(spans) == [("PD", MONDAY_NINE, at), ("CB", at, None)]


def test_after_a_standstill_stages_are_recorded_in_the_order_in_which_they_were_due(fault):
    """I19"""
    sweep.sweep_all(at=MONDAY_NINE + 60 * DAY)

    told = TicketEvent.objects.filter(ticket=fault).exclude(deadline=None).order_by("seq")
    moments = list(told.values_list("at", flat=True))
    assert len(moments) > 5
    assert moments == sorted(moments)


def test_a_clock_that_stands_still_is_neither_warned_of_nor_swept(application, qiang):
    """I10, and pitfall 3: a breach is written by the clock, and never by whoever saves a paused case."""
    due = latest(application, "reply").due_at
    pausing.suspend(
        application, why="weather", proof="暴雨", review_at=due + 5 * DAY, by=qiang, at=MONDAY_NINE + minutes(9)
    )
    desk.note(application, text="客户来电", by=qiang, at=due + DAY)
    sweep.sweep_all(at=due + DAY)

    assert not TicketEvent.objects.filter(ticket=application, facts__clock="reply").exclude(deadline=None).exists()


def test_every_milestone_has_a_clock_that_somebody_can_stop():
    """I20: no clock of the table runs without an end."""
    assert all(rule.stops for rules in CLOCKS.values() for rule in rules)


def test_no_deadline_waits_in_the_broker():
    """Timers stand in Postgres: a broker hands a task with a time on it out again and again, or loses it."""
    timed = re.compile(r"\b(countdown|eta)\s*=")
    apps = {file.parent.parent for file in PROJECT.glob("*/migrations/__init__.py")} | {PROJECT / "servicedesk"}
    found = [file for app in apps for file in app.rglob("*.py") if timed.search(file.read_text())]
    assert len(apps) > 7
    assert found == []


@pytest.mark.parametrize("number", range(8, 22))
def test_each_invariant_is_named_by_a_test(number):
    """The list of docs/invariants.md is whole."""
    named = re.compile(rf'\n    """[^"]*\bI{number}\b')
    assert any(named.search(file.read_text()) for file in (PROJECT / "tests").rglob("test_*.py"))
    assert f"| I{number} |" in (PROJECT / "docs" / "invariants.md").read_text()
