"""关联: related, part of, duplicate; what goes along with another's crew; and the undo of each. Rows A12, C11, C12."""

import pytest
from django.db import transaction

from accounts.models import Notice
from surveys.models import Callback
from tests.people import MONDAY_NINE, minutes
from tests.tickets.plans import latest
from tickets.actions import closing, desk, field, linking, together
from tickets.actions.mending import wrong_clocks
from tickets.family import relatives_of
from tickets.lifecycle import Status
from tickets.link_refusals import CannotJoin, ChildrenOpen, GoesAlong, TooLate
from tickets.models import Ticket, TicketLink

AT = MONDAY_NINE + minutes(12)


@pytest.fixture
def along(fault, second, lin):
    """The neighbour's report goes along with the first one."""
    return linking.link(second, to=fault, kind="child", follows=True, by=lin, at=AT)


def work(ticket, company, lin, qiang, *, until="restore"):
    """The crew does its work, a minute a step."""
    at = AT + minutes(1)
    field.dispatch(ticket, crew=company.crew, by=lin, at=at)
    for verb in ("accept", "depart", "arrive", "restore"):
        at += minutes(1)
        getattr(field, verb)(ticket, by=qiang, at=at)
        if verb == until:
            break
    return at


def test_a_link_is_told_on_both_sides_and_to_both_first_contacts(fault, second, min, lin):
    linking.link(fault, to=second, kind="related", by=lin, at=AT)

    assert [one.what for one in fault.timeline.order_by("-seq")[:1]] == ["link"]
    assert [one.what for one in second.timeline.order_by("-seq")[:1]] == ["linked"]
    assert Notice.objects.filter(user=min, what="link").exists()
    (seen,) = relatives_of(second, lin)
    assert seen.ticket == fault and not seen.is_source and seen.by_hand


def test_what_the_reader_may_not_see_stands_there_without_a_name(fault, second, lin, qiang, company):
    linking.link(fault, to=second, kind="related", by=lin, at=AT)
    field.dispatch(fault, crew=company.crew, by=lin, at=AT)

    (seen,) = relatives_of(fault, qiang)
    assert seen.ticket is None


@pytest.mark.parametrize("again", ["the same", "the other way round", "a second parent", "in a circle"])
def test_links_that_contradict_are_refused(fault, second, third, lin, again):
    kind = "related" if "same" in again or "round" in again else "child"
    linking.link(fault, to=second, kind=kind, by=lin, at=AT)
    pair = {
        "the same": (fault, second),
        "the other way round": (second, fault),
        "a second parent": (fault, third),
        "in a circle": (second, fault),
    }[again]

    with pytest.raises(CannotJoin) as refusal:
        linking.link(pair[0], to=pair[1], kind=kind, by=lin, at=AT)
    assert refusal.value.sentence()


@pytest.fixture
def third(company, min):
    intake = desk.Intake(category=company.enquiry, contact_name="张先生")
    return desk.register(intake, unit=company.hall, by=min, at=MONDAY_NINE)


def test_a_link_is_undone_once(fault, second, lin):
    linking.link(fault, to=second, kind="duplicate", by=lin, at=AT)
    made = TicketLink.objects.get()
    linking.unlink(second, link=made.pk, by=lin, at=AT + minutes(1))

    made.refresh_from_db()
    assert (made.ended_by, made.ended_at) == (lin, AT + minutes(1))
    with pytest.raises(CannotJoin):
        linking.unlink(second, link=made.pk, by=lin, at=AT + minutes(1))


# going along


def test_what_goes_along_carries_the_tighter_times_and_waits_for_no_crew_of_its_own(along, fault, lin, company):
    assert latest(along, "arrive").due_at == MONDAY_NINE + minutes(45)
    assert list(Ticket.objects.to_dispatch()) == [fault]
    with pytest.raises(GoesAlong) as refusal:
        field.dispatch(along, crew=company.second_crew, by=lin, at=AT)
    assert "0316-0001" in refusal.value.sentence()


def test_each_step_of_the_crew_reaches_it_and_each_customer_is_called_back(along, fault, company, lin, qiang):
    at = work(fault, company, lin, qiang)
    field.report(fault, cause="公变熔断器", by=qiang, at=at)

    along.refresh_from_db()
    assert (along.status, along.crew_id, along.handler) == (Status.RESOLVED, company.crew.pk, qiang)
    assert latest(along, "arrive").was_kept and latest(along, "restore").was_kept
    assert Callback.objects.filter(ticket__in=[fault, along]).count() == 2
    assert wrong_clocks(along) == wrong_clocks(fault) == []


@pytest.mark.parametrize("until", ["accept", "depart", "arrive", "restore"])
def test_who_comes_late_catches_up_with_the_crew(fault, second, company, lin, qiang, until):
    at = work(fault, company, lin, qiang, until=until)
    fault.refresh_from_db()

    joined = linking.link(second, to=fault, kind="child", follows=True, by=lin, at=at + minutes(1))

    assert joined.status == fault.status
    assert wrong_clocks(joined) == []


def test_sent_back_both_wait_for_another_crew(along, fault, company, lin, qiang):
    work(fault, company, lin, qiang, until="accept")
    field.send_back(fault, reason="不在本辖区", by=qiang, at=AT + minutes(9))

    along.refresh_from_db()
    assert (along.status, along.crew, along.queue) == (Status.REGISTERED, None, company.dispatch)


def test_parted_it_has_its_own_time_and_its_turn_at_the_dispatcher_again(along, fault, company, lin, qiang):
    work(fault, company, lin, qiang, until="accept")
    made = TicketLink.objects.get(follows=True)
    linking.unlink(along, link=made.pk, by=lin, at=AT + minutes(9))

    along.refresh_from_db()
    assert (along.status, along.queue) == (Status.REGISTERED, company.dispatch)
    assert latest(along, "arrive").due_at == MONDAY_NINE + minutes(55)
    assert wrong_clocks(along) == []


def test_at_work_on_both_nothing_is_parted(along, fault, company, lin, qiang):
    work(fault, company, lin, qiang, until="arrive")
    along.refresh_from_db()

    with pytest.raises(TooLate):
        linking.unlink(along, link=TicketLink.objects.get(follows=True).pk, by=lin, at=AT + minutes(9))


def test_a_case_with_a_crew_of_its_own_does_not_go_along(fault, second, company, lin):
    field.dispatch(second, crew=company.crew, by=lin, at=AT)

    with pytest.raises(CannotJoin) as refusal:
        linking.link(second, to=fault, kind="child", follows=True, by=lin, at=AT)
    assert refusal.value.why == "at_work"


# a case does not end under its parts


def test_a_case_does_not_end_while_a_part_is_worked_on(fault, third, lin, min, guo):
    linking.link(third, to=fault, kind="child", by=lin, at=AT)

    for end in (lambda: desk.withdraw(fault, reason="不报了", by=min, at=AT),):
        with pytest.raises(ChildrenOpen) as refusal, transaction.atomic():
            end()
        assert third.short_number in refusal.value.sentence()


def test_closed_together_each_part_says_what_became_of_it(reported, third, company, lin, min, guo):
    other = desk.register(
        desk.Intake(category=company.enquiry, contact_name="李先生"), unit=company.hall, by=min, at=MONDAY_NINE
    )
    for part in (third, other):
        TicketLink.objects.create(org=company.org, source=part, target=reported, kind="child", made_at=AT)
    desk.reply(third, text="已答复", by=min, at=AT)
    told = {"outcome": "exempt", "reason": "现场已确认", "by": guo}

    results = together.close_all(reported, **told, at=MONDAY_NINE + minutes(120))
    assert [(one.ticket.pk, one.is_done) for one in results] == [(third.pk, True), (other.pk, False)]
    reported.refresh_from_db()
    assert reported.status == Status.RESOLVED, "a part is left, so the whole is not closed"

    desk.reply(other, text="已答复", by=min, at=MONDAY_NINE + minutes(121))
    results = together.close_all(reported, **told, at=MONDAY_NINE + minutes(122))
    assert [one.is_done for one in results] == [True, True]
    reported.refresh_from_db()
    assert reported.status == Status.CLOSED


def test_a_part_that_only_waits_for_its_callback_holds_nothing_up(along, fault, company, lin, qiang, guo):
    at = work(fault, company, lin, qiang)
    field.report(fault, cause="公变熔断器", by=qiang, at=at)

    assert closing.close(fault, outcome="exempt", reason="现场确认", by=guo, at=at).status == Status.CLOSED
