"""The steps of an application come one after the other, each with a clock of its own."""

import pytest
from django.db import IntegrityError, transaction

from applications.actions import papers, steps
from applications.models import Step
from applications.refusals import CrewReports, NoStep, StepsLeft
from tests.applications.conftest import with_all_papers
from tests.people import MONDAY_NINE, minutes
from tickets import sweep
from tickets.actions import closing, desk, field, replanning
from tickets.actions.clocks import rules_of
from tickets.actions.mending import wrong_clocks
from tickets.actions.promises import preview
from tickets.lifecycle import Kind, Status
from tickets.models import Clock, Ticket, TicketEvent
from tickets.proofs import prove_all
from tickets.refusals import Needed, WrongMoment


def states(ticket):
    return dict(ticket.application.steps.values_list("code", "state"))


def test_an_application_opens_with_its_steps_papers_and_the_clock_of_the_counter(transfer, min):
    clocks = dict(Clock.objects.running().filter(ticket=transfer).values_list("name", "limit"))

    assert (transfer.status, transfer.handler, transfer.queue) == (Status.CHECKING, min, None)
    assert states(transfer) == {"papers": "running", "fee": "waiting", "contract": "waiting", "change": "waiting"}
    assert clocks == {"papers": "1wd", "reply": "5wd"}
    assert "dispatch" not in transfer.pledges


def test_a_category_without_an_application_stays_a_job_for_a_crew(company, application):
    assert (application.track, application.kind) == ("", Kind.SERVICE)
    assert not hasattr(application, "application")


def test_a_step_ends_and_the_next_one_begins_with_its_own_clock(admitted, min):
    before = Clock.objects.filter(ticket=admitted, name="papers").get()
    steps.finish_step(admitted, code="fee", by=min, at=MONDAY_NINE + minutes(30))

    ticket = Ticket.objects.get(pk=admitted.pk)
    clock = Clock.objects.running().get(ticket=ticket, name="contract")
    assert before.was_kept and before.stopped_at == MONDAY_NINE + minutes(6)
    assert (ticket.status, ticket.handler, clock.started_at) == (Status.PROCESSING, min, MONDAY_NINE + minutes(30))
    assert clock.limit == "3wd"
    assert states(ticket)["contract"] == "running"


def test_the_history_names_each_step(done):
    told = list(done.timeline.filter(what__startswith="finish_step").values_list("what", "facts__step"))

    assert told == [
        ("finish_step:fee", "电费结清"),
        ("finish_step:contract", "供用电合同签订"),
        ("finish_step:change", "户名变更"),
    ]


def test_settling_answers_the_customer_and_opens_the_callback(done, min):
    ticket = steps.settle(done, text="户名已变更", by=min, at=MONDAY_NINE + minutes(60))

    assert ticket.status == Status.RESOLVED
    assert Clock.objects.get(ticket=ticket, name="reply").was_kept
    assert ticket.callbacks.count() == 1


def test_it_cannot_be_settled_before_its_last_step(admitted, min):
    with pytest.raises(StepsLeft):
        steps.settle(admitted, text="好了", by=min)


def test_the_database_refuses_an_application_settled_with_work_left(admitted, min):
    with pytest.raises(IntegrityError), transaction.atomic():
        desk.reply(admitted, text="好了", by=min)


def test_a_step_that_somebody_else_has_ended_is_not_ended_twice(admitted, min):
    steps.finish_step(admitted, code="fee", by=min)
    with pytest.raises(NoStep):
        steps.finish_step(admitted, code="fee", by=min)

    assert TicketEvent.objects.filter(ticket=admitted, what="finish_step:fee").count() == 1


def test_a_step_in_the_field_waits_for_a_crew_and_ends_with_its_report(new_supply, company, min, lin, qiang):
    with_all_papers(new_supply, by=min)
    papers.admit(new_supply, by=min, at=MONDAY_NINE + minutes(6))
    for code in ("plan", "contract"):
        steps.finish_step(new_supply, code=code, by=min, at=MONDAY_NINE + minutes(20))
    waiting = Ticket.objects.to_dispatch().get()
    with pytest.raises(CrewReports):
        steps.finish_step(waiting, code="install", by=lin)

    assert (waiting.pk, waiting.queue, waiting.handler) == (new_supply.pk, company.dispatch, None)
    field.dispatch(waiting, crew=company.crew, by=lin, at=MONDAY_NINE + minutes(21))
    field.accept(waiting, by=qiang, at=MONDAY_NINE + minutes(22))
    field.arrive(waiting, by=qiang, at=MONDAY_NINE + minutes(40))
    field.restore(waiting, by=qiang, at=MONDAY_NINE + minutes(60))
    ticket = field.report(waiting, cause="已装表接电", by=qiang, at=MONDAY_NINE + minutes(70))

    ticket.refresh_from_db()
    assert (ticket.status, states(ticket)["install"]) == (Status.PROCESSING, "done")
    assert Clock.objects.get(ticket=ticket, name="install").stopped_at == MONDAY_NINE + minutes(70)
    assert not ticket.callbacks.exists(), "the customer is called when all is settled"


def test_an_office_application_never_sees_a_crew(transfer, admitted, done, company, lin):
    assert not Ticket.objects.to_dispatch().exists()
    with pytest.raises(WrongMoment):
        field.dispatch(done, crew=company.crew, by=lin)


def test_a_step_is_skipped_with_a_reason_and_without_a_verdict(admitted, min):
    with pytest.raises(Needed):
        steps.skip_step(admitted, code="fee", reason=" ", by=min)
    steps.finish_step(admitted, code="fee", by=min)
    steps.skip_step(admitted, code="contract", reason="合同不变", by=min)

    assert Step.objects.get(application__ticket=admitted, code="contract").reason == "合同不变"
    assert Clock.objects.get(ticket=admitted, name="contract").dropped_at
    assert states(admitted)["change"] == "running"


def test_a_step_sent_back_begins_anew_with_a_new_clock(admitted, min):
    steps.finish_step(admitted, code="fee", by=min, at=MONDAY_NINE + minutes(10))
    steps.finish_step(admitted, code="contract", by=min, at=MONDAY_NINE + minutes(20))
    steps.return_step(admitted, code="change", to="contract", reason="合同签错", by=min, at=MONDAY_NINE + minutes(30))

    assert states(admitted) == {"papers": "done", "fee": "done", "contract": "running", "change": "waiting"}
    assert Clock.objects.running().get(ticket=admitted, name="contract").generation == 2
    with pytest.raises(NoStep):
        steps.return_step(admitted, code="contract", to="change", reason="…", by=min)


def test_while_the_customer_builds_the_clock_of_the_whole_stands_still(high_voltage, min):
    with_all_papers(high_voltage, by=min)
    papers.admit(high_voltage, by=min, at=MONDAY_NINE + minutes(6))
    for code in ("plan", "design"):
        steps.finish_step(high_voltage, code=code, by=min, at=MONDAY_NINE + minutes(20))
    high_voltage.refresh_from_db()

    assert high_voltage.suspended_at == MONDAY_NINE + minutes(20)
    assert not Clock.objects.running().filter(ticket=high_voltage, name__in=("reply", "works")).exists()
    ticket = steps.finish_step(high_voltage, code="works", by=min, at=MONDAY_NINE + minutes(60 * 24 * 10))
    assert ticket.suspended_at is None
    assert Clock.objects.running().filter(ticket=ticket, name="midcheck", limit="5wd").exists()


def test_a_late_step_is_warned_of_missed_and_counted_as_every_other_promise(admitted, min):
    sweep.sweep_all(at=MONDAY_NINE + minutes(60 * 24 * 30))
    steps.finish_step(admitted, code="fee", by=min, at=MONDAY_NINE + minutes(60 * 24 * 30 + 1))
    fired = set(admitted.timeline.filter(what="deadline_missed").values_list("facts__clock", flat=True))

    assert fired == {"reply"}
    sweep.sweep_all(at=MONDAY_NINE + minutes(60 * 24 * 60))
    fired = set(admitted.timeline.filter(what="deadline_missed").values_list("facts__clock", flat=True))
    assert fired == {"reply", "contract"}


def test_the_history_proves_every_clock(done, min):
    steps.settle(done, text="办好了", by=min, at=MONDAY_NINE + minutes(60))
    done.refresh_from_db()

    assert wrong_clocks(done) == []
    assert [one.number for one in prove_all() if one.count and one.number not in ("P6", "P12")] == []
    assert {rule.name for rule in rules_of(done)} >= {"papers", "change", "reply"}


def test_the_counter_shows_the_limit_of_every_step_before_it_is_saved(types):
    from_category = type(types.fault).objects.get(org=types.org, code="new-supply")
    lines = preview(org=types.org, kind="service", category=from_category, at=MONDAY_NINE)
    limits = {line.milestone: line.promise.limit for line in lines}

    assert limits["plan"] == "3wd" and limits["install"] == "3wd" and limits["reply"] == "5wd"
    dues = [
        next(line.due_at for line in lines if line.milestone == name)
        for name in ("papers", "plan", "contract", "install")
    ]
    assert dues == sorted(dues), "a step begins when the one before it ends"


def test_an_application_opened_again_is_checked_anew(done, min, jing):
    steps.settle(done, text="办好了", by=min, at=MONDAY_NINE + minutes(60))
    closing.reopen(done, reason="户名写错", by=jing, at=MONDAY_NINE + minutes(90))
    done.refresh_from_db()

    assert (done.status, states(done)["papers"], states(done)["change"]) == (Status.CHECKING, "running", "waiting")
    papers.admit(done, by=min, at=MONDAY_NINE + minutes(95))
    assert states(done)["change"] == "running"


def test_a_step_that_is_promised_late_counts_from_when_it_began(admitted, min, lin):
    """Another area promises the step that is under way; what the other steps are promised begins with them."""
    steps.finish_step(admitted, code="fee", by=min, at=MONDAY_NINE + minutes(30))
    ticket = Ticket.objects.get(pk=admitted.pk)
    Clock.objects.filter(ticket=ticket, name="contract").delete()
    Ticket.objects.filter(pk=ticket.pk).update(pledges={"reply": ticket.pledges["reply"]})

    ticket = replanning.reclassify(ticket, area="rural", reason="地址核实", by=lin, at=MONDAY_NINE + minutes(40))

    late = Clock.objects.get(ticket=ticket, name="contract")
    assert (late.cause, late.origin_at, late.started_at) == (
        "replan",
        MONDAY_NINE + minutes(30),
        MONDAY_NINE + minutes(40),
    )
    assert not Clock.objects.filter(ticket=ticket, name="change").exists()
    assert wrong_clocks(ticket) == []
