"""督办: an order with a number, a deadline that the engine keeps, and an answer that its issuer judges."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import plant
from accounts.models import Notice
from servicedesk.lib.refusals import Invalid, NotAllowed, Refusal
from tests.people import MONDAY_NINE, minutes
from tickets import sweep
from tickets.actions import closing, desk, ordering, pausing, replanning
from tickets.actions.announce import fan_out
from tickets.actions.mending import wrong_clocks
from tickets.explain import explain
from tickets.models import Clock, Deadline, Order, Ticket
from tickets.proofs import prove_all
from tickets.refusals import Needed, NoOrder, NotAddressed, NotIssuer, NotYours, OrderStands, Stale, WrongMoment

TEN = MONDAY_NINE + minutes(60)
WHAT = "两小时内派第二班支援，并回复客户"


@pytest.fixture
def ordered(accepted, guo, qiang) -> Ticket:
    """At ten the supervisor orders the crew's man to answer within four hours."""
    return ordering.order(accepted, text=WHAT, to=qiang, limit="4h", by=guo, at=TEN)


@pytest.fixture
def answered(ordered, qiang) -> Ticket:
    return ordering.answer_order(ordered, text="第二班已到场", by=qiang, at=TEN + minutes(60))


def clock_of(ticket: Ticket) -> Clock:
    return ticket.clocks.filter(name="order").latest("generation")


def state(ticket: Ticket) -> str:
    return ticket.orders.latest("issued_at").state


def findings() -> list[str]:
    return [f"{one.number} {one.ids}" for one in prove_all() if one.count and one.number not in ("P6", "P12")]


def told(what: str) -> set[str]:
    return set(Notice.objects.filter(what=what).values_list("user__name", flat=True))


def test_an_order_has_a_number_a_clock_and_is_told(ordered):
    standing = ordered.orders.get()

    assert (standing.number, standing.addressee, state(ordered)) == ("C1-2026-0001", "李强", "sent")
    assert clock_of(ordered).due_at == TEN + timedelta(hours=4)
    assert told("order") == {"李强", "王敏"}
    assert ordered.timeline.latest("seq").facts["order"] == "C1-2026-0001"
    assert (wrong_clocks(ordered), findings()) == ([], [])


@pytest.mark.parametrize(
    ("limit", "due"),
    [
        ("", "2026-03-17T17:30"),  # the standard: one working day
        ("2wh", "2026-03-16T15:00"),  # an hour before noon, and the other after lunch
        ("2026-03-16T16:00", "2026-03-16T16:00"),
        ("2026-03-17T08:00:00+00:00", "2026-03-17T16:00"),
    ],
)
def test_a_deadline_is_a_limit_a_moment_or_the_standard(accepted, guo, qiang, limit, due):
    ticket = ordering.order(accepted, text=WHAT, to=qiang, limit=limit, by=guo, at=MONDAY_NINE + minutes(120))

    assert timezone.localtime(clock_of(ticket).due_at).isoformat()[:16] == due
    assert wrong_clocks(ticket) == []


@pytest.mark.parametrize(
    "limit", ["soon", "4", "2026-03-16T09:59", "2026-03-15T16:00", "2026-02-31T10:00", "0m", "-4h"]
)
def test_a_deadline_that_cannot_be_is_refused(accepted, guo, qiang, limit):
    with pytest.raises(Refusal):
        ordering.order(accepted, text=WHAT, to=qiang, limit=limit, by=guo, at=TEN)

    assert not Order.objects.exists()


@pytest.mark.parametrize("text", ["", "  \n", "长" * 2001])
def test_an_order_says_what_is_to_be_done(accepted, guo, qiang, text):
    with pytest.raises((Needed, Invalid)) as refused:
        ordering.order(accepted, text=text, to=qiang, by=guo, at=TEN)

    assert "text" in refused.value.fields


@pytest.mark.parametrize("who", ["min", "lin", "qiang", "qian", "jing", "shen", "line"])
def test_who_may_not_order(request, accepted, qiang, who):
    with pytest.raises(NotAllowed):
        ordering.order(accepted, text=WHAT, to=qiang, by=request.getfixturevalue(who), at=TEN)


def test_an_order_to_a_unit_is_told_to_its_people_who_then_see_the_case(accepted, guo, company, wei):
    assert not Ticket.objects.visible_to(wei).exists()

    ticket = ordering.order(accepted, text=WHAT, to=company.second_crew, by=guo, at=TEN)

    assert Ticket.objects.visible_to(wei).get() == ticket
    assert ordering.answer_order(ticket, text="已支援", by=wei, at=TEN + minutes(5)).orders.get().answered_by == wei


def test_nobody_of_another_company_nor_whom_it_concerns_is_ordered(accepted, guo, qiang, stranger, company, wei):
    accepted.barred.create(org_id=accepted.org_id, user=wei)
    nobodys = plant(parent=company.org, kind="desk", code="ZW", name="值班室")
    for to in (stranger, company.foreign_hall, wei, nobodys):
        with pytest.raises(NotYours):
            ordering.order(accepted, text=WHAT, to=to, by=guo, at=TEN)


def test_one_order_of_a_case_is_open_at_a_time(ordered, guo, qiang):
    with pytest.raises(OrderStands):
        ordering.order(ordered, text=WHAT, to=qiang, by=guo, at=TEN + minutes(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        standing = ordered.orders.get()
        standing.pk, standing.number, standing.serial, standing._state.adding = None, "X", 99, True
        standing.id = Order().id
        standing.save(force_insert=True)


def test_a_case_that_has_ended_gets_no_order(fault, guo, min):
    desk.withdraw(fault, reason="客户自行修复", by=min, at=TEN)

    with pytest.raises(WrongMoment):
        ordering.order(fault, text=WHAT, to=min, by=guo, at=TEN + minutes(1))


def test_what_somebody_else_changed_meanwhile_is_seen_first(accepted, guo, qiang):
    with pytest.raises(Stale):
        ordering.order(accepted, text=WHAT, to=qiang, by=guo, at=TEN, version=accepted.version - 1)

    assert not Order.objects.exists()


def test_signing_for_it_is_recorded_once(ordered, qiang):
    for _again in range(2):
        ticket = ordering.acknowledge(ordered, by=qiang, at=TEN + minutes(5))

    assert state(ticket) == "acknowledged"
    assert ticket.timeline.filter(what="acknowledge").count() == 1
    assert told("acknowledge") == {"刘建国"}
    assert clock_of(ticket).stopped_at is None


@pytest.mark.parametrize("who", ["wei", "min", "lin", "guo"])
def test_nobody_else_signs_or_answers(request, ordered, who):
    person = request.getfixturevalue(who)
    with pytest.raises(NotAddressed):
        ordering.acknowledge(ordered, by=person, at=TEN + minutes(5))
    with pytest.raises(NotAddressed):
        ordering.answer_order(ordered, text="已处理", by=person, at=TEN + minutes(5))


def test_an_answer_in_time_stops_the_clock_and_signs_for_the_order(answered):
    clock, standing = clock_of(answered), answered.orders.get()

    assert clock.was_kept is True
    assert (standing.acknowledged_at, standing.answer) == (TEN + minutes(60), "第二班已到场")
    assert told("answer_order") == {"刘建国", "王敏"}
    assert (wrong_clocks(answered), findings()) == ([], [])


def test_an_empty_answer_is_none(ordered, qiang):
    with pytest.raises(Needed):
        ordering.answer_order(ordered, text=" ", by=qiang, at=TEN + minutes(5))


def test_the_issuer_accepts(answered, guo, qiang):
    ticket = ordering.accept_answer(answered, by=guo, at=TEN + minutes(90))

    assert state(ticket) == "accepted"
    assert told("accept_answer") == {"李强"}
    with pytest.raises(NoOrder):
        ordering.answer_order(ticket, text="再答", by=qiang, at=TEN + minutes(91))
    assert ordering.order(ticket, text=WHAT, to=qiang, by=guo, at=TEN + minutes(95)).orders.count() == 2
    assert Order.objects.latest("issued_at").number == "C1-2026-0002"


def test_a_returned_answer_has_a_new_deadline_and_is_answered_again(answered, guo, qiang):
    ticket = ordering.return_answer(answered, reason="未说明客户是否知悉", by=guo, at=TEN + minutes(90))

    clock = clock_of(ticket)
    assert (clock.generation, clock.due_at) == (2, TEN + minutes(90 + 240))
    assert (state(ticket), ticket.orders.get().returns) == ("acknowledged", 1)
    ticket = ordering.answer_order(ticket, text="客户已知悉", by=qiang, at=TEN + minutes(100))
    assert clock_of(ticket).was_kept is True
    assert ticket.timeline.filter(what="answer_order").count() == 2
    assert (wrong_clocks(ticket), findings()) == ([], [])


def test_a_moment_that_has_passed_is_not_given_again(accepted, guo, qiang):
    ordering.order(accepted, text=WHAT, to=qiang, limit="2026-03-16T11:00", by=guo, at=TEN)
    ordering.answer_order(accepted, text="已处理", by=qiang, at=TEN + minutes(5))
    ticket = ordering.return_answer(accepted, reason="不完整", by=guo, at=TEN + minutes(50))

    assert clock_of(ticket).limit == "1wd"


def test_only_the_issuer_judges_unless_they_have_left(answered, guo, root, shen):
    with pytest.raises(NotIssuer):
        ordering.accept_answer(answered, by=root, at=TEN + minutes(90))
    with pytest.raises(NotAllowed):
        ordering.return_answer(answered, reason="再答", by=shen, at=TEN + minutes(90))
    guo.is_active = False
    guo.save(update_fields=["is_active"])
    assert state(ordering.accept_answer(answered, by=root, at=TEN + minutes(91))) == "accepted"


def test_what_is_not_answered_cannot_be_judged(ordered, guo):
    with pytest.raises(NoOrder):
        ordering.accept_answer(ordered, by=guo, at=TEN + minutes(5))


def test_a_withdrawn_order_ends_without_a_verdict(ordered, guo):
    ticket = ordering.withdraw_order(ordered, reason="客户已撤诉", by=guo, at=TEN + minutes(5))

    assert state(ticket) == "withdrawn"
    assert clock_of(ticket).dropped_at == TEN + minutes(5)
    assert not Deadline.objects.filter(name="order", state="armed").exists()
    assert (wrong_clocks(ticket), findings()) == ([], [])


def test_an_overdue_order_is_warned_of_and_missed_once(ordered, qiang, guo):
    for _again in range(3):
        sweep.sweep_all(at=TEN + timedelta(hours=4, minutes=1))
        fan_out(at=TEN + timedelta(hours=4, minutes=1))

    fired = Deadline.objects.filter(name="order", state="fired").values_list("stage", flat=True)
    assert sorted(fired) == ["breach", "warn50", "warn80"]
    missed = Notice.objects.filter(what="deadline_missed", facts__clock="order")
    assert {"李强", "刘建国"} <= set(missed.values_list("user__name", flat=True))
    assert missed.filter(user=qiang).count() == 1
    ticket = ordering.answer_order(ordered, text="已处理", by=qiang, at=TEN + timedelta(hours=5))
    assert clock_of(ticket).was_kept is False
    assert findings() == []


def test_a_late_answer_is_told_to_whom_the_order_binds_and_not_to_who_has_the_case(accepted, guo, company, wei, qiang):
    ordering.order(accepted, text=WHAT, to=company.second_crew, limit="1h", by=guo, at=TEN)
    sweep.sweep_all(at=TEN + minutes(61))
    fan_out(at=TEN + minutes(61))

    missed = Notice.objects.filter(what="deadline_missed", facts__clock="order").values_list("user__name", flat=True)
    assert {"张伟", "刘建国"} <= set(missed)
    assert "李强" not in missed


def test_the_case_ends_and_the_order_with_it(reported, guo, lin, jing):
    ticket = ordering.order(reported, text=WHAT, to=lin, by=guo, at=MONDAY_NINE + minutes(110))
    ticket = closing.close(ticket, outcome="exempt", reason="客户已确认", by=guo, at=MONDAY_NINE + minutes(120))

    assert state(ticket) == "case_over"
    assert told("order_over") == {"何琳"}
    assert (wrong_clocks(ticket), findings()) == ([], [])
    ticket = closing.reopen(ticket, reason="又断电", by=guo, at=MONDAY_NINE + minutes(130))
    assert (wrong_clocks(ticket), findings()) == ([], [])


def test_a_reopened_case_keeps_its_order(reported, guo, lin):
    ordering.order(reported, text=WHAT, to=lin, by=guo, at=MONDAY_NINE + minutes(110))
    ticket = closing.reopen(reported, reason="又断电", by=guo, at=MONDAY_NINE + minutes(130))

    assert clock_of(ticket).dropped_at is None
    assert (wrong_clocks(ticket), findings()) == ([], [])


def test_an_order_stands_still_for_nobody_and_survives_a_change_of_plan(application, guo, qiang):
    ordering.order(application, text=WHAT, to=qiang, limit="4h", by=guo, at=TEN)
    replanning.reclassify(application, area="rural", reason="地址在乡镇", by=guo, at=TEN + minutes(5))
    ticket = pausing.suspend(
        application,
        why="customer_papers",
        proof="缺证件",
        review_at=TEN + timedelta(days=2),
        by=qiang,
        at=TEN + minutes(9),
    )

    assert (clock_of(ticket).due_at, clock_of(ticket).dropped_at) == (TEN + timedelta(hours=4), None)
    assert "order" in ticket.pledges
    assert (wrong_clocks(ticket), findings()) == ([], [])


def test_why_the_answer_is_due_then_is_explained(answered, qiang):
    run = next(run for run in explain(answered, TEN + minutes(90)) if run.clock.name == "order")

    assert run.verdict == "kept"
    assert "C1-2026-0001" in run.began
    assert "C1-2026-0001" in run.ended
