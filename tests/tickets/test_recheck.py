"""`manage.py recheck_deadlines`: the history is replayed, every wrong clock is shown, and `--fix` arms it anew."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from servicedesk.lib.ids import uuid7
from tests.people import MONDAY_NINE, minutes, no_power
from tickets import sweep
from tickets.actions import desk, field, pausing
from tickets.actions.arming import stages
from tickets.actions.mending import mend, wrong_clocks
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


BROKEN = {
    "due": wrong_due,
    "start": wrong_start,
    "stopped": wrongly_stopped,
    "missing": missing,
    "row": without_its_row,
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_wrong_clock_is_found_armed_anew_and_then_right(ticket, what):
    right = arrive(ticket).due_at
    BROKEN[what](ticket)
    assert found(ticket) == [("arrive", what)]

    mend(ticket)

    assert found(ticket) == []
    fresh = arrive(ticket)
    assert (fresh.due_at, fresh.stopped_at, fresh.dropped_at) == (right, None, None)
    assert Deadline.objects.filter(clock=fresh, stage="breach", state="armed", due_at=right).exists()
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

    assert said.getvalue().splitlines()[-1] == "1 open cases, 0 wrong clocks"
