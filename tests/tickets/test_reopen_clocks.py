"""What a new round, a transfer and a sending back do to the clocks."""

from datetime import timedelta

from tests.people import MONDAY_NINE, minutes
from tests.tickets.plans import latest
from tickets import sweep
from tickets.actions import closing, desk, extending, field, pausing
from tickets.actions.clocks import rules_of
from tickets.models import Clock, Deadline

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def finish(application, qiang, *, at):
    for count, verb in enumerate((field.depart, field.arrive, field.restore)):
        verb(application, by=qiang, at=at + minutes(count))
    return field.report(application, cause="已换表", by=qiang, at=at + minutes(3))


def test_a_new_round_is_a_new_run_whatever_the_plans_of_the_old_one(application, qiang, guo, jing):
    """I15"""
    extending.extend(
        application, name="reply", limit="7wd", why="material", reason="缺货", by=qiang, at=MONDAY_NINE + HOUR
    )
    extending.approve_extension(application, name="reply", by=guo, at=MONDAY_NINE + 2 * HOUR)
    finish(application, qiang, at=MONDAY_NINE + 3 * HOUR)
    closing.reopen(application, reason="表不走字", by=jing, at=MONDAY_NINE + DAY)

    again = latest(application, "reply")
    assert (again.generation, again.cause, again.used, again.limit) == (3, "", timedelta(), "4wd")
    assert again.origin == MONDAY_NINE + DAY


def test_a_former_breach_stays_and_the_new_round_has_its_own(application, qiang, jing):
    """I8, I15"""
    due = latest(application, "reply").due_at
    finish(application, qiang, at=due + HOUR)
    closing.reopen(application, reason="表不走字", by=jing, at=due + DAY)
    second = latest(application, "reply").due_at
    sweep.sweep_all(at=second)

    fired = Deadline.objects.filter(ticket=application, name="reply", stage="breach", state="fired")
    assert list(fired.order_by("generation").values_list("generation", "due_at")) == [(1, due), (2, second)]


def test_the_first_contact_with_a_complainant_is_not_promised_again(company, guifang, min, qian, guo):
    """I15: a first response never starts again."""
    intake = desk.Intake(category=company.complaint, customer=guifang, contact_phone="13800006217")
    ticket = desk.register(intake, unit=company.hall, by=min, at=MONDAY_NINE)

    assert ticket.clocks.filter(name="contact").count() == 1
    assert "reopen" not in next(rule.starts for rule in rules_of(ticket) if rule.name == "contact")


def test_a_transfer_leaves_the_customers_clocks_and_starts_the_units_own(application, qiang, company, lin):
    """I16"""
    before = latest(application, "reply")
    field.send_back(application, reason="地址不在本辖区", by=qiang, at=MONDAY_NINE + minutes(10))
    field.dispatch(application, crew=company.second_crew, by=lin, at=MONDAY_NINE + minutes(12))

    assert latest(application, "reply") == before
    accept = latest(application, "accept")
    assert (accept.generation, accept.started_at) == (2, MONDAY_NINE + minutes(12))


def test_nothing_is_armed_after_the_close(application, qiang, guo):
    """I20"""
    pausing.suspend(
        application,
        why="weather",
        proof="暴雨红色预警",
        review_at=MONDAY_NINE + DAY,
        by=qiang,
        at=MONDAY_NINE + HOUR,
    )
    finish(application, qiang, at=MONDAY_NINE + 2 * HOUR)
    closing.close(application, outcome="exempt", reason="客户要求免回访", by=guo, at=MONDAY_NINE + 3 * HOUR)

    assert not Clock.objects.running().filter(ticket=application).exists()
    assert not Deadline.objects.filter(ticket=application, state="armed").exists()


def test_an_open_case_has_a_stage_for_every_clock_that_began(application):
    """I20"""
    for clock in Clock.objects.filter(ticket=application):
        assert clock.deadlines.exists()


def test_warnings_come_before_the_breach(application):
    """I19"""
    sweep.sweep_all(at=MONDAY_NINE + 30 * DAY)

    stages = Deadline.objects.filter(ticket=application, name="reply").order_by("due_at")
    told = application.timeline.filter(facts__clock="reply").order_by("seq")
    assert [row.stage for row in stages] == ["warn50", "warn80", "breach", "after1440"]
    assert [event.facts["stage"] for event in told] == ["warn50", "warn80", "breach", "after1440"]
