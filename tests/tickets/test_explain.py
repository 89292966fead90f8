"""Why is it due then: the clocks of a case told run by run."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from deadlines.models import WorkCalendar
from deadlines.notice import NoticeDay
from deadlines.publishing import publish_calendar
from tests.people import MONDAY_NINE, minutes
from tickets.actions import closing, desk, pausing, replanning
from tickets.explain import explain

HOUR = timedelta(hours=1)


def run(ticket, name: str, at, generation: int = 1):
    return next(run for run in explain(ticket, at) if (run.clock.name, run.clock.generation) == (name, generation))


def test_every_clock_of_a_fault_is_told(restored):
    told = explain(restored, MONDAY_NINE + minutes(95))

    assert [(one.clock.name, one.verdict) for one in told] == [
        ("arrive", "kept"),
        ("arrive.floor", "kept"),
        ("dispatch", "kept"),
        ("accept", "kept"),
        ("restore", "kept"),
        ("report", "running"),
    ]


def test_the_arrival_began_with_the_intake_and_is_counted_by_the_clock_on_the_wall(arrived):
    arrive = run(arrived, "arrive", MONDAY_NINE + minutes(60))

    assert "王敏" in arrive.began
    assert "李强" in arrive.ended
    assert arrive.used == minutes(30)
    # One stretch for each who had the case meanwhile: the desk, the crew, 李强.
    assert [(one.note, one.counted) for one in arrive.intervals] == [
        ("clock", minutes(1)),
        ("clock", minutes(1)),
        ("clock", minutes(43)),
    ]
    assert arrive.intervals[-1].end == arrive.clock.due_at


def test_a_missed_promise_stays_missed_and_tells_the_way_to_its_due_time(accepted, qiang):
    running = run(accepted, "arrive", MONDAY_NINE + minutes(50))

    assert running.verdict == "overdue"
    assert running.used == minutes(50)
    assert running.intervals[-1].end == MONDAY_NINE + minutes(45)


@pytest.fixture
def complaint(company, min, guifang):
    told = desk.Intake(category=company.complaint, customer=guifang, contact_phone="13800006217")
    return desk.register(told, unit=company.hall, by=min, at=MONDAY_NINE)


def test_working_days_are_told_a_day_a_line(complaint):
    reply = run(complaint, "reply", MONDAY_NINE + 3 * HOUR)

    assert reply.clock.limit == "5wd"
    assert [line.note for line in reply.lines] == ["start_day"] + ["open"] * 4 + ["closed", "open"]
    assert [len(line.spans) for line in reply.lines] == [0, 2, 2, 2, 2, 0, 2]
    assert reply.lines[-1].end == reply.clock.due_at


def test_a_pause_is_told_with_its_reason_and_is_not_counted(application, qiang):
    """Paused on Tuesday at ten, resumed on Thursday at ten: the new run carries what was used."""
    halted, resumed = MONDAY_NINE + 25 * HOUR, MONDAY_NINE + 73 * HOUR
    told = {"why": "customer_papers", "proof": "客户尚未提交产权证明", "review_at": resumed + 99 * HOUR}
    pausing.suspend(application, by=qiang, at=halted, **told)

    still = run(application, "reply", halted + HOUR)
    assert (still.verdict, still.paused) == ("paused", HOUR)

    pausing.resume(application, by=qiang, at=resumed)
    first, second = (run(application, "reply", resumed, generation) for generation in (1, 2))

    assert (first.verdict, first.paused) == ("replaced", 48 * HOUR)
    assert [line.note for line in first.lines] == ["start_day", "open", "paused"]
    with translation.override("en"):
        stood = run(application, "reply", resumed).intervals[-1]
        assert stood.sentence() == "paused, not counted (The customer still has to bring documents)"
    assert (second.verdict, second.clock.cause, second.clock.origin) == ("running", "resume", MONDAY_NINE)
    assert second.used == first.used
    assert second.lines[0].note == "open", "the day of the resumption counts: only the day of the start does not"
    assert second.intervals[-1].end == second.clock.due_at
    assert second.began


def test_what_was_counted_reaches_the_limit_at_the_due_time(application, qiang):
    """I13: over all the runs of a plan the counted stretches make up the limit, to the second."""
    halted, resumed = MONDAY_NINE + 25 * HOUR, MONDAY_NINE + 73 * HOUR
    told = {"why": "customer_papers", "proof": "客户尚未提交产权证明", "review_at": resumed + 99 * HOUR}
    pausing.suspend(application, by=qiang, at=halted, **told)
    pausing.resume(application, by=qiang, at=resumed)
    due_at = run(application, "reply", resumed, 2).clock.due_at

    first, second = (run(application, "reply", due_at, generation) for generation in (1, 2))

    assert abs(second.used - timedelta(days=4)) < timedelta(milliseconds=1)
    assert sum((one.counted for one in (*first.intervals, *second.intervals)), timedelta()) == 4 * 7 * HOUR


def test_a_new_calendar_is_told_as_a_change_of_plan(application, company, root, django_capture_on_commit_callbacks):
    """The official notice is published, the open clocks are counted anew by it, and the case says so."""
    at, shipped = MONDAY_NINE + 2 * HOUR, WorkCalendar.objects.get(org=None, code="cn-office")
    before = run(application, "reply", at)
    days = [NoticeDay((MONDAY_NINE + timedelta(days=1)).date(), False, "厂休")]
    told = {"official_until": date(2026, 12, 31), "source": "厂休通知", "org": company.org, "by": root, "at": at}
    with django_capture_on_commit_callbacks() as asked:
        publish_calendar(shipped, days=days, **told)
    assert len(asked) == 1
    replanning.rearm_calendar(org=company.org, code="cn-office", reason="厂休通知", at=at)

    first, second = (run(application, "reply", at, generation) for generation in (1, 2))

    assert (first.verdict, first.clock.due_at) == ("replaced", before.clock.due_at)
    assert (second.clock.cause, second.calendar.version) == ("calendar", 2)
    assert second.clock.due_at > before.clock.due_at
    assert "厂休通知" in second.began
    assert any("厂休" in line.names for line in second.lines)


def test_opened_again_is_a_new_run_with_its_cause(reported, guo):
    closing.reopen(reported, reason="又停电了", by=guo, at=MONDAY_NINE + minutes(110))

    told = [
        (one.clock.generation, one.verdict)
        for one in explain(reported, MONDAY_NINE + minutes(111))
        if one.clock.name == "arrive"
    ]
    assert told == [(1, "kept"), (2, "running")]
    assert "又停电了" in run(reported, "arrive", MONDAY_NINE + minutes(111), 2).began


def test_the_number_of_queries_does_not_grow_with_the_history(reported, guo, django_assert_max_num_queries):
    closing.reopen(reported, reason="又停电了", by=guo, at=MONDAY_NINE + minutes(110))

    explain(reported, MONDAY_NINE)
    with django_assert_max_num_queries(5):
        explain(reported, MONDAY_NINE)
