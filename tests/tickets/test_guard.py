"""The clock guard: a jump of the database's clock stops the sweep; a delay, a frozen process or a slow drift does not."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AuditEvent, Notice
from tests.people import MONDAY_NINE, minutes, no_power
from tickets import guard
from tickets.actions import desk, ticks
from tickets.actions.spine import database_time
from tickets.guard import ClockGuard, Look, Round, begin, jump
from tickets.models import Alarm, Beacon, Deadline, Ticket, TicketEvent

SECOND = timedelta(seconds=1)


class Clocks:
    """Two clocks that the test sets."""

    def __init__(self) -> None:
        self.database_at, self.seconds = MONDAY_NINE, 1000.0

    def database(self) -> datetime:
        return self.database_at

    def monotonic(self) -> float:
        return self.seconds

    def pass_by(self, real: float, *, shown: float | None = None) -> None:
        self.seconds += real
        self.database_at += timedelta(seconds=real if shown is None else shown)


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def watchful(clocks: Clocks) -> ClockGuard:
    guarded = ClockGuard(clocks.database, clocks.monotonic)
    guarded.look()
    return guarded


@pytest.mark.parametrize("shown", [1.0, 0.5, 61.0, -59.0])
def test_up_to_a_minute_is_no_jump(clocks, watchful, shown):
    clocks.pass_by(1.0, shown=shown)

    assert watchful.look()[1] == timedelta(0)


@pytest.mark.parametrize(("shown", "told"), [(1800.0, 1799), (62.0, 61), (-60.0, -61), (-86_400.0, -86_401)])
def test_more_than_a_minute_is_a_jump_and_stays_one(clocks, watchful, shown, told):
    clocks.pass_by(1.0, shown=shown)

    assert watchful.look()[1] == told * SECOND
    clocks.pass_by(1.0)
    assert watchful.look()[1] == told * SECOND


def test_time_that_passes_while_nobody_looks_is_no_jump(clocks, watchful):
    clocks.pass_by(3 * 3600.0)

    assert watchful.look()[1] == timedelta(0)


def test_a_clock_that_is_slewed_is_followed(clocks, watchful):
    for _hour in range(48):
        clocks.pass_by(3600.0, shown=3602.0)
        assert watchful.look()[1] == timedelta(0)


def test_a_process_frozen_while_it_asks_is_no_jump_and_no_measure(clocks):
    guarded = ClockGuard(clocks.database, clocks.monotonic)
    guarded.look()
    good = guarded.last

    def frozen() -> datetime:
        told = clocks.database_at
        clocks.pass_by(600.0)
        return told

    guarded.database = frozen
    assert guarded.look()[1] == timedelta(0)
    assert guarded.last is good


moments = st.floats(min_value=0, max_value=1e6)
delays = st.floats(min_value=0, max_value=500)


@given(start=moments, first=st.tuples(delays, delays), gap=moments, second=st.tuples(delays, delays))
def test_no_delay_is_ever_taken_for_a_jump(start, first, gap, second):
    old = Look(start, MONDAY_NINE + (start + first[0]) * SECOND, start + sum(first))
    again = old.after + gap
    new = Look(again, MONDAY_NINE + (again + second[0]) * SECOND, again + sum(second))

    assert abs(jump(old, new)) < timedelta(milliseconds=1)


@given(gap=moments, step=st.floats(min_value=61, max_value=1e6), way=st.sampled_from([1, -1]))
def test_every_jump_is_seen_in_its_size(gap, step, way):
    old = Look(0.0, MONDAY_NINE, 0.01)
    new = Look(gap + 0.01, MONDAY_NINE + (gap + 0.01 + way * step) * SECOND, gap + 0.02)

    assert abs(jump(old, new) - way * step * SECOND) < 0.1 * SECOND


# --- in the product ---------------------------------------------------------------------------------


@pytest.fixture
def almost_late(company, guifang, flat, min, root) -> Ticket:
    """A fault whose arrival has just fallen due; nobody has swept yet."""
    return desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=database_time() - minutes(45))


def shift(by: timedelta) -> None:
    """As if the database's clock had been moved since the last look."""
    kept = Beacon.objects.get()
    Beacon.objects.filter(pk=kept.pk).update(database_at=kept.database_at - by)


def fired(ticket: Ticket) -> int:
    return Deadline.objects.filter(ticket=ticket, state="fired").count()


@pytest.mark.parametrize("by", [minutes(30), -minutes(20), -timedelta(days=1)])
def test_after_a_jump_nothing_fires_and_the_administrator_is_told_once(almost_late, root, by):
    begin("loop")
    shift(by)
    for _round in range(3):
        assert ticks.tick("loop").fired == ticks.tick("celery").fired == 0

    alarm = Alarm.objects.get(code="clock_step")
    assert abs(alarm.facts["seconds"] - by.total_seconds()) <= 1
    assert fired(almost_late) == 0
    assert Notice.objects.filter(user=root, what="alarm").count() == 1


def test_a_machine_without_a_measure_of_its_own_is_halted_too(almost_late, monkeypatch):
    begin("loop")
    shift(minutes(30))
    ticks.tick("loop")
    monkeypatch.setattr(guard, "machine", lambda: "another")

    assert ticks.tick("loop").fired == 0


def test_the_operator_lets_it_go_on(almost_late, root):
    begin("loop")
    shift(minutes(30))
    ticks.tick("loop")
    said = StringIO()
    call_command("resume_sweep", by="孙宁", stdout=said)

    assert "Deadlines fire again" in said.getvalue()
    assert ticks.tick("loop").fired == fired(almost_late) > 0
    assert Alarm.objects.get(code="clock_step").ended_by == "孙宁"
    assert Notice.objects.filter(user=root, what="well").count() == 1
    assert AuditEvent.objects.filter(what="clock_resumed", facts__by="孙宁").exists()


def test_without_a_halt_there_is_nothing_to_resume(company):
    said = StringIO()
    call_command("resume_sweep", stdout=said)

    assert "Nothing was halted." in said.getvalue()


def test_a_clock_that_goes_back_fires_nothing_twice(almost_late):
    ticks.tick("loop")
    once = fired(almost_late)
    shift(-minutes(30))
    ticks.tick("loop")
    call_command("resume_sweep", stdout=StringIO())
    ticks.tick("loop")

    assert fired(almost_late) == once
    assert TicketEvent.objects.filter(ticket=almost_late, deadline__isnull=False).count() == once


def test_only_what_was_due_when_the_guard_looked_is_fired(almost_late, monkeypatch):
    """A jump between the look and the sweep fires nothing that was not due before it."""
    seen = Round(almost_late.registered_at + minutes(44), is_halted=False, is_due=True, is_waking=False, last=None)
    monkeypatch.setattr(ticks, "begin", lambda trigger: seen)
    ticks.tick("loop")

    assert not Deadline.objects.filter(ticket=almost_late, name="arrive", stage="breach", state="fired").exists()
