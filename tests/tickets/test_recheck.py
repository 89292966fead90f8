"""`manage.py recheck_deadlines`: the history is replayed, every wrong clock is shown, and `--fix` arms it anew."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from servicedesk.lib.ids import uuid7
from tests.people import MONDAY_NINE, minutes, no_power
from tickets import sweep
from tickets.actions import desk, field, pausing
from tickets.actions.arming import end, stages
from tickets.actions.mending import cases_to_check, mend, wrong_clocks
from tickets.actions.spine import database_time
from tickets.models import Clock, ClockSpan, Deadline, Ticket, TicketEvent
from tickets.proofs import prove_all


@pytest.fixture
def ticket(company, guifang, flat, min) -> Ticket:
    """A fault of ten minutes ago."""
    return desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=database_time() - minutes(10))


@pytest.fixture
def accepted_now(ticket, company, lin, qiang) -> Ticket:
    field.dispatch(ticket, crew=company.crew, by=lin)
    return field.accept(ticket, by=qiang)


def found(ticket: Ticket) -> list[tuple[str, str]]:
    return [(wrong.name, wrong.what) for wrong in wrong_clocks(ticket)]


def broken() -> list[str]:
    return [finding.number for finding in prove_all() if finding.count]


def arrive(ticket: Ticket) -> Clock:
    return Clock.objects.filter(ticket=ticket, name="arrive").latest("generation")


@pytest.mark.parametrize("case", ["ticket", "accepted_now", "reported", "dispatched"])
def test_honest_work_has_no_wrong_clock(request, case):
    assert found(request.getfixturevalue(case)) == []


def test_sent_back_and_reopened_work_has_none_either(reported, accepted_now, qiang, jing, guo):
    field.send_back(accepted_now, by=qiang, reason="工具不够")
    from_callback = reported
    assert found(accepted_now) == found(from_callback) == []


@pytest.mark.parametrize("is_resumed", [False, True])
def test_a_clock_that_stood_still_is_no_wrong_clock(application, qiang, is_resumed):
    review_at = MONDAY_NINE + timedelta(days=2)
    papers = {"why": "customer_papers", "proof": "客户尚未提交产权证明", "review_at": review_at}
    pausing.suspend(application, by=qiang, at=MONDAY_NINE + minutes(60), **papers)
    if is_resumed:
        pausing.resume(application, by=qiang, at=MONDAY_NINE + timedelta(days=1))

    assert found(application) == []


def wrong_due(ticket: Ticket) -> None:
    clock = arrive(ticket)
    Clock.objects.filter(pk=clock.pk).update(due_at=clock.due_at + minutes(30))


def wrong_start(ticket: Ticket) -> None:
    clock = arrive(ticket)
    Clock.objects.filter(pk=clock.pk).update(started_at=clock.started_at + minutes(5))


def wrongly_stopped(ticket: Ticket) -> None:
    clock = arrive(ticket)
    now = database_time()
    Clock.objects.filter(pk=clock.pk).update(stopped_at=now)
    Deadline.objects.filter(clock=clock, state="armed").update(state="cancelled", settled_at=now)


def missing(ticket: Ticket) -> None:
    arrive(ticket).delete()


def without_its_row(ticket: Ticket) -> None:
    Deadline.objects.filter(clock=arrive(ticket), stage="breach").update(state="cancelled", settled_at=database_time())


def without_a_warning(ticket: Ticket) -> None:
    Deadline.objects.filter(clock=arrive(ticket), stage="warn80").delete()


def stands_still_for_ever(ticket: Ticket) -> None:
    clock, now = arrive(ticket), database_time()
    end([clock], at=now)
    place = {"org": ticket.org, "unit": ticket.unit}
    ClockSpan.objects.create(clock=clock, state="paused", from_at=now, until=now, reason="weather", **place)


BROKEN = {
    "due": wrong_due,
    "start": wrong_start,
    "stopped": wrongly_stopped,
    "missing": missing,
    "row": without_its_row,
    "stage": without_a_warning,
    "paused": stands_still_for_ever,
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_wrong_clock_is_found_armed_anew_and_then_right(ticket, what):
    right = arrive(ticket).due_at
    BROKEN[what](ticket)
    assert found(ticket) == [("arrive", what)]

    mend(ticket)

    assert found(ticket) == []
    fresh = arrive(ticket)
    assert (fresh.stopped_at, fresh.dropped_at) == (None, None)
    assert abs(fresh.due_at - right) < timedelta(seconds=1)
    assert Deadline.objects.filter(clock=fresh, stage="breach", state="armed", due_at=fresh.due_at).exists()
    event = TicketEvent.objects.get(ticket=ticket, what="clock_mended")
    assert event.facts["clock"] == "arrive"
    assert event.facts["wrong"] == what
    sweep.sweep_all()
    assert broken() == []


def test_a_clock_that_nothing_promised_is_ended(ticket):
    clock = arrive(ticket)
    clock.pk, clock.name, clock._state.adding = uuid7(), "callback", True
    clock.save(force_insert=True)
    ClockSpan.objects.create(org=ticket.org, clock=clock, from_at=clock.started_at)
    assert found(ticket) == [("callback", "extra")]

    mend(ticket)

    assert found(ticket) == []
    assert Clock.objects.get(pk=clock.pk).dropped_at is not None


@pytest.mark.parametrize(("ago", "is_kept"), [(40, True), (60, False)])
def test_a_clock_that_runs_on_after_the_arrival_is_stopped_as_of_then(
    company, guifang, flat, min, lin, qiang, ago, is_kept
):
    reported_at = database_time() - minutes(70)
    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=reported_at)
    field.dispatch(ticket, crew=company.crew, by=lin, at=reported_at + minutes(1))
    field.accept(ticket, by=qiang, at=reported_at + minutes(2))
    field.arrive(ticket, by=qiang, at=reported_at + minutes(ago))
    clock = arrive(ticket)
    if is_kept:
        clock.deadlines.filter(stage="breach").delete()
        Deadline.objects.bulk_create([row for row in stages(clock) if row.stage == "breach"])
    Clock.objects.filter(pk=clock.pk).update(stopped_at=None)

    mend(ticket)
    sweep.sweep_all()

    assert (found(ticket), arrive(ticket).was_kept) == ([], is_kept)
    assert not {"P7", "P8", "P9", "P10"} & set(broken())


def test_what_has_fired_stays_and_is_not_fired_again(ticket):
    sweep.sweep_all()
    fired = set(Deadline.objects.filter(ticket=ticket, name="dispatch", state="fired").values_list("stage", flat=True))
    Clock.objects.filter(ticket=ticket, name="dispatch").update(started_at=ticket.registered_at - minutes(2))
    mend(ticket)
    sweep.sweep_all()

    assert {"warn50"} <= fired or fired
    assert Deadline.objects.filter(
        ticket=ticket, name="dispatch", stage__startswith="warn", state="fired"
    ).count() == len([stage for stage in fired if stage.startswith("warn")])


def test_the_command_shows_and_then_mends(ticket):
    wrong_due(ticket)
    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("recheck_deadlines", stdout=said)
    assert ended.value.code == 1
    assert f"{ticket.number} arrive due: " in said.getvalue()

    call_command("recheck_deadlines", fix=True, stdout=said)
    call_command("recheck_deadlines", stdout=said)

    assert said.getvalue().splitlines()[-1] == "1 cases, 0 wrong clocks, 0 left"


def armed_again(ticket: Ticket, name: str) -> Deadline:
    """A stage of a clock that has ended, as if nobody had called it off."""
    clock = Clock.objects.filter(ticket=ticket, name=name).latest("generation")
    row = next(row for row in stages(clock) if row.stage == "breach")
    row.stage, row.due_at = "after999", row.due_at + timedelta(days=1)
    row.save(force_insert=True)
    return row


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_stage_that_would_still_fire_on_an_ended_clock_is_called_off(accepted_now, min, is_closed):
    if is_closed:
        desk.withdraw(accepted_now, by=min, reason="已自行恢复")
    row = armed_again(accepted_now, "dispatch")
    assert found(accepted_now) == [("dispatch", "armed")]
    assert "P10" in broken()
    assert accepted_now in cases_to_check()

    mend(accepted_now)

    row.refresh_from_db()
    assert (row.state, found(accepted_now)) == ("cancelled", [])
    assert "P10" not in broken()


def test_a_breach_that_fired_because_the_clock_ran_on_is_voided(company, guifang, flat, min, lin, qiang):
    reported_at = database_time() - minutes(70)
    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=reported_at)
    field.dispatch(ticket, crew=company.crew, by=lin, at=reported_at + minutes(1))
    field.accept(ticket, by=qiang, at=reported_at + minutes(2))
    sweep.sweep_all(at=reported_at + minutes(60))
    field.arrive(ticket, by=qiang, at=reported_at + minutes(40))
    Clock.objects.filter(ticket=ticket, name="arrive").update(stopped_at=None, voided_at=None)

    mend(ticket)

    clock = arrive(ticket)
    assert (clock.was_kept, found(ticket)) == (True, [])
    assert clock.voided_at is not None


def test_a_case_that_cannot_be_checked_stops_no_other(ticket, accepted_now, company, guifang, flat, min):
    poisoned = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min)
    Clock.objects.filter(ticket=poisoned, name="arrive").update(limit="soon")
    wrong_due(ticket)
    said = StringIO()
    with pytest.raises(SystemExit):
        call_command("recheck_deadlines", fix=True, stdout=said)

    assert f"{poisoned.number} cannot be checked: " in said.getvalue()
    assert found(ticket) == []
    assert said.getvalue().splitlines()[-1].endswith("1 wrong clocks, 1 left")


def test_history_is_shown_and_kept(accepted_now):
    clock = Clock.objects.get(ticket=accepted_now, name="dispatch")
    Clock.objects.filter(pk=clock.pk).update(due_at=clock.due_at + minutes(1))
    said = StringIO()
    with pytest.raises(SystemExit):
        call_command("recheck_deadlines", fix=True, stdout=said)

    assert "dispatch due" in said.getvalue()
    assert "kept as history" in said.getvalue()
    assert Clock.objects.filter(ticket=accepted_now, name="dispatch").count() == 1


def test_a_wrong_due_time_keeps_what_earlier_plans_have_used(application, qiang):
    papers = {"why": "customer_papers", "proof": "缺证明", "review_at": MONDAY_NINE + timedelta(days=2)}
    pausing.suspend(application, by=qiang, at=MONDAY_NINE + minutes(60), **papers)
    pausing.resume(application, by=qiang, at=MONDAY_NINE + timedelta(days=1))
    clock = Clock.objects.filter(ticket=application, name="reply").latest("generation")
    Clock.objects.filter(pk=clock.pk).update(due_at=clock.due_at + timedelta(days=3))

    mend(application, at=MONDAY_NINE + timedelta(days=1, minutes=1))

    fresh = Clock.objects.filter(ticket=application, name="reply").latest("generation")
    assert (fresh.due_at, fresh.used, fresh.cause) == (clock.due_at, clock.used, "resume")
    assert fresh.generation == clock.generation + 1
    assert found(application) == []
