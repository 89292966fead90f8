"""挂起: what may stand still does, for a reason, with proof, until a moment that is known."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from deadlines.models import PromisePause
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import MONDAY_NINE, minutes
from tests.tickets.plans import latest
from tickets import sweep
from tickets.actions import desk, field, pausing, ticks
from tickets.lifecycle import Status
from tickets.milestones import clocks_of_ticket, milestones_of
from tickets.models import Clock, ClockSpan, Deadline, Ticket
from tickets.refusals import CannotPause, Needed, NothingPaused

HOUR = timedelta(hours=1)
AWHILE = MONDAY_NINE + timedelta(days=2)


def stop(ticket, by, *, at, until=AWHILE, why="customer_papers", proof="客户尚未提交产权证明", **more):
    return pausing.suspend(ticket, why=why, proof=proof, review_at=until, by=by, at=at, **more)


def reply(ticket) -> Clock:
    return latest(ticket, "reply")


def test_paused_time_is_not_counted(application, qiang):
    """I12, I13"""
    before = reply(application)
    tuesday = MONDAY_NINE + timedelta(days=1)
    stop(application, qiang, at=tuesday + HOUR, until=tuesday + timedelta(days=9))
    pausing.resume(application, by=qiang, at=tuesday + timedelta(days=1, hours=1))

    after = reply(application)
    assert (before.limit, after.limit) == ("4wd", "4wd")
    assert (after.generation, after.cause, after.origin) == (2, "resume", MONDAY_NINE)
    # Friday's closing time has become Monday's: one working day, over the weekend.
    assert after.due_at == before.due_at + timedelta(days=3)
    assert timedelta() < after.used < timedelta(days=1)


def test_a_paused_clock_never_fires_and_the_others_do(application, qiang):
    """I10"""
    due = reply(application).due_at
    stop(application, qiang, at=MONDAY_NINE + HOUR, until=due + timedelta(days=20))

    sweep.sweep_all(at=due + timedelta(days=1))

    rows = Deadline.objects.filter(ticket=application, name="reply")
    assert set(rows.values_list("state", flat=True)) == {"cancelled"}
    assert not Clock.objects.running().filter(ticket=application, name="reply").exists()


def test_the_status_stays_and_the_history_says_why(application, qiang):
    """I14"""
    ticket = stop(application, qiang, at=MONDAY_NINE + HOUR)

    event = ticket.timeline.get(what="suspend")
    span = ClockSpan.objects.get(clock__ticket=ticket, state="paused")
    assert (ticket.status, ticket.suspended_at, ticket.resumes_at) == (Status.ACCEPTED, MONDAY_NINE + HOUR, AWHILE)
    assert (event.facts["why"], event.facts["text"]) == ("customer_papers", "客户尚未提交产权证明")
    assert (span.reason, span.until, span.to_at, span.owner) == ("customer_papers", AWHILE, None, qiang)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"why": "tired"}, Invalid),
        ({"why": ""}, Invalid),
        ({"proof": " "}, Needed),
        ({"until": MONDAY_NINE}, Invalid),
    ],
)
def test_a_pause_needs_a_reason_of_the_list_a_proof_and_a_review(application, qiang, change, refusal):
    """I14"""
    with pytest.raises(refusal):
        stop(application, qiang, at=MONDAY_NINE + HOUR, **change)

    assert not ClockSpan.objects.filter(state="paused").exists()


def test_arrival_legal_limit_and_complaint_never_stand_still(accepted, complaint, qiang, qian):
    """I14"""
    PromisePause.objects.create(milestone="arrive", reasons=["weather"], ceiling="9d")
    PromisePause.objects.create(milestone="arrive.floor", reasons=["weather"], ceiling="9d")
    PromisePause.objects.create(milestone="reply", reasons=["weather"], ceiling="9d")
    PromisePause.objects.create(milestone="contact", reasons=["weather"], ceiling="9d")

    for ticket, by in ((accepted, qiang), (complaint, qian)):
        with pytest.raises(CannotPause):
            stop(ticket, by, at=MONDAY_NINE + minutes(5), why="weather")


@pytest.fixture
def complaint(company, guifang, min) -> Ticket:
    intake = desk.Intake(category=company.complaint, customer=guifang, contact_phone="13800006217")
    return desk.register(intake, unit=company.hall, by=min, at=MONDAY_NINE)


def test_what_is_late_already_stays_late(application, qiang):
    """I14: pausing after the breach does not undo it."""
    due = reply(application).due_at

    with pytest.raises(CannotPause):
        stop(application, qiang, at=due + HOUR, until=due + timedelta(days=3))
    sweep.sweep_all(at=due + HOUR)

    assert application.timeline.filter(what="deadline_missed", facts__clock="reply").count() == 1


def test_the_pause_ends_at_its_review_however_late_the_tick_comes(application, qiang):
    """I10, I14"""
    stop(application, qiang, at=MONDAY_NINE + HOUR)
    for _again in range(2):
        ticks.tick("loop", at=AWHILE + 3 * HOUR)

    application.refresh_from_db()
    assert application.suspended_at is None
    assert reply(application).started_at == AWHILE
    assert application.timeline.filter(what="resume", by=None).count() == 1


def test_whoever_touches_the_case_first_ends_a_pause_that_is_over(application, qiang, min):
    """R1"""
    stop(application, qiang, at=MONDAY_NINE + HOUR)

    desk.note(application, text="客户来电", by=min, at=AWHILE + HOUR)

    assert reply(application).started_at == AWHILE
    assert [event.what for event in application.timeline.all()][-2:] == ["resume", "note"]


def test_all_pauses_together_reach_the_ceiling(application, qiang):
    """I14: the total is limited."""
    PromisePause.objects.filter(kind="service", milestone="reply").update(ceiling="3h")
    stop(application, qiang, at=MONDAY_NINE + HOUR)
    pausing.resume(application, by=qiang, at=MONDAY_NINE + 3 * HOUR)

    ticket = stop(application, qiang, at=MONDAY_NINE + 4 * HOUR)
    assert ticket.resumes_at == MONDAY_NINE + 5 * HOUR
    ticks.tick("loop", at=MONDAY_NINE + 6 * HOUR)

    with pytest.raises(CannotPause):
        stop(application, qiang, at=MONDAY_NINE + 7 * HOUR)


def test_a_companys_own_line_goes_before_the_shipped_one(application, company, qiang, guo):
    PromisePause.objects.create(
        org=company.org, kind="service", milestone="reply", reasons=["weather"], ceiling="1d", roles=["supervisor"]
    )
    with pytest.raises(CannotPause):
        stop(application, guo, at=MONDAY_NINE + HOUR)
    with pytest.raises(CannotPause):
        stop(application, qiang, at=MONDAY_NINE + HOUR, why="weather")

    assert stop(application, guo, at=MONDAY_NINE + HOUR, why="weather").suspended_at


def test_an_answer_during_the_pause_is_in_time(application, qiang):
    """I11"""
    stop(application, qiang, at=MONDAY_NINE + HOUR, until=MONDAY_NINE + timedelta(days=40))
    late = MONDAY_NINE + timedelta(days=30)
    for verb, count in ((field.depart, 1), (field.arrive, 2), (field.restore, 3)):
        verb(application, by=qiang, at=late + minutes(count))
    field.report(application, cause="已换表", by=qiang, at=late + minutes(4))

    application.refresh_from_db()
    assert reply(application).was_kept
    assert application.suspended_at is None
    assert not ClockSpan.objects.filter(clock__ticket=application, state="paused", to_at=None).exists()


def test_the_end_of_the_case_ends_the_pause(application, qiang, guo):
    """I20"""
    stop(application, qiang, at=MONDAY_NINE + HOUR)
    desk.withdraw(application, reason="不办了", by=guo, at=MONDAY_NINE + 2 * HOUR)

    application.refresh_from_db()
    assert (application.suspended_at, application.resumes_at) == (None, None)
    assert not Deadline.objects.filter(ticket=application, state="armed").exists()
    assert not ClockSpan.objects.filter(clock__ticket=application, to_at=None).exists()


def test_twice_is_refused_both_ways(application, qiang):
    with pytest.raises(NothingPaused):
        pausing.resume(application, by=qiang, at=MONDAY_NINE + HOUR)
    stop(application, qiang, at=MONDAY_NINE + HOUR)
    with pytest.raises(CannotPause):
        stop(application, qiang, at=MONDAY_NINE + 2 * HOUR)


@pytest.mark.parametrize("who", ["jing", "stranger", "shen", "wei", "root"])
def test_who_may_not(request, application, who):
    with pytest.raises((NotAllowed, CannotPause)):
        stop(application, request.getfixturevalue(who), at=MONDAY_NINE + HOUR)


def test_a_case_cannot_stand_still_without_an_end(fault):
    """I14, by the database itself."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=fault.pk).update(suspended_at=MONDAY_NINE)


def test_no_stage_fires_twice_over_many_generations(application, qiang):
    """I8"""
    for day in range(4):
        stop(
            application,
            qiang,
            at=MONDAY_NINE + timedelta(days=2 * day, hours=1),
            until=MONDAY_NINE + timedelta(days=40),
        )
        pausing.resume(application, by=qiang, at=MONDAY_NINE + timedelta(days=2 * day + 1))
    sweep.sweep_all(at=MONDAY_NINE + timedelta(days=90))

    fired = Deadline.objects.filter(ticket=application, name="reply", state="fired")
    assert sorted(fired.values_list("stage", flat=True)) == sorted(set(fired.values_list("stage", flat=True)))


def test_the_page_of_the_case_suspends_and_resumes(client, application, qiang):
    client.force_login(qiang)
    page, sheet = (
        f"/t/{application.number}/",
        {"why": "weather", "proof": "暴雨红色预警", "review_at": "2099-01-01T09:00"},
    )
    Ticket.objects.filter(pk=application.pk).update(version=1)
    Clock.objects.filter(ticket=application).update(due_at=AWHILE + timedelta(days=30000))

    refused = client.post(f"{page}suspend/", sheet | {"review_at": ""})
    assert refused.status_code == 422
    assert "暴雨红色预警" in refused.content.decode()
    assert client.post(f"{page}suspend/", sheet | {"version": 1}).status_code == 302
    assert "suspend" not in [option.verb for option in client.get(page).context["options"]]
    assert client.post(f"{page}resume/", {"version": 2}).status_code == 302
    application.refresh_from_db()
    assert application.suspended_at is None


def test_the_step_that_stands_still_says_so(application, qiang):
    stop(application, qiang, at=MONDAY_NINE + HOUR)
    application.refresh_from_db()

    steps = milestones_of(application, clocks_of_ticket(application), at=MONDAY_NINE + 2 * HOUR)

    assert [step.state for step in steps].count("hold") == 1
