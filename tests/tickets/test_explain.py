"""Why is it due then: the clocks of a case told run by run."""

from datetime import timedelta

import pytest
from django.utils import translation

from tests.people import MONDAY_NINE, minutes
from tickets.actions import closing, desk
from tickets.explain import explain
from tickets.model_clock import Clock, ClockSpan

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


def test_a_pause_is_told_with_its_reason_and_is_not_counted(complaint):
    """Paused Tuesday noon to Wednesday noon: a new run carries what was used."""
    clock = Clock.objects.get(ticket=complaint, name="reply")
    halted, resumed = MONDAY_NINE + 27 * HOUR, MONDAY_NINE + 51 * HOUR
    clock.spans.update(to_at=halted)
    ClockSpan.objects.create(
        org_id=clock.org_id, clock=clock, state="paused", from_at=halted, to_at=resumed, reason="等客户补资料"
    )
    Clock.objects.filter(pk=clock.pk).update(dropped_at=resumed)
    again = Clock.objects.create(
        org_id=clock.org_id,
        ticket=complaint,
        name="reply",
        generation=2,
        promise=clock.promise,
        limit="5wd",
        used=timedelta(hours=12),
        started_at=resumed,
        due_at=clock.due_at + 24 * HOUR,
    )
    ClockSpan.objects.create(org_id=clock.org_id, clock=again, from_at=resumed)

    first, second = (run(complaint, "reply", resumed, generation) for generation in (1, 2))

    assert first.verdict == "replaced"
    assert (first.used, first.paused) == (timedelta(hours=12), 24 * HOUR)
    assert first.intervals[-1].note == "paused"
    with translation.override("en"):
        assert first.intervals[-1].sentence() == "paused, not counted (等客户补资料)"
    assert second.origin == clock.started_at
    assert second.used == timedelta(hours=12)
    assert second.lines[0].note == "open", "the day of the resumption counts: only the day of the start does not"
    assert second.intervals[-1].end == again.due_at


def test_a_clock_that_stands_still_says_so(complaint):
    clock = Clock.objects.get(ticket=complaint, name="reply")
    halted = MONDAY_NINE + 27 * HOUR
    clock.spans.update(to_at=halted)
    ClockSpan.objects.create(org_id=clock.org_id, clock=clock, state="paused", from_at=halted, reason="等客户补资料")

    told = run(complaint, "reply", halted + HOUR)

    assert told.verdict == "paused"
    assert told.paused == HOUR


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
