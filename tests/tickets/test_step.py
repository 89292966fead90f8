"""The one step that moves a case: invariants I1 to I5 of its identity and state."""

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from accounts.models import Notice
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import MONDAY_NINE, minutes
from tickets.actions import closing, desk, field
from tickets.actions.spine import step
from tickets.lifecycle import MOVES, OPEN, Status, legal
from tickets.models import Ticket, TicketEvent
from tickets.refusals import NotYours, Stale, WrongMoment

EVERY_ATTEMPT = sorted({(kind, status, verb) for kind, moves in MOVES.items() for verb in moves for status in Status})


@pytest.mark.parametrize("verb", ["accept", "depart", "arrive", "restore", "report", "close", "reopen", "send_back"])
def test_a_move_out_of_turn_is_refused_and_changes_nothing(fault, guo, verb):
    """I2"""
    before = Ticket.objects.values().get(pk=fault.pk)

    with pytest.raises(WrongMoment), transaction.atomic():
        step(fault, verb, by=guo, at=MONDAY_NINE + minutes(1))

    assert Ticket.objects.values().get(pk=fault.pk) == before
    assert fault.timeline.count() == 1


def test_no_verb_leads_out_of_an_ended_case_but_reopening(db):
    """I2, over the whole table."""
    leaving = {
        verb
        for kind, status, verb in EVERY_ATTEMPT
        if status not in OPEN and legal(kind, status, verb) and MOVES[kind][verb].to
    }

    assert leaving == {"reopen"}


def test_the_events_replayed_give_the_row(reported):
    """I3"""
    events = list(reported.timeline.filter(by__isnull=False))

    assert [event.from_status for event in events][1:] == [event.to_status for event in events][:-1]
    assert events[-1].to_status == reported.status
    assert [event.seq for event in reported.timeline.all()] == list(range(1, reported.seq + 1))


def test_version_counts_changes_and_a_stale_one_is_refused(fault, company, lin, guo):
    """I4"""
    seen = fault.version
    field.dispatch(fault, crew=company.crew, by=guo, version=seen)

    with pytest.raises(Stale) as refusal:
        field.dispatch(fault, crew=company.second_crew, by=lin, version=seen)

    fault.refresh_from_db()
    assert fault.version == seen + 1
    assert "刘建国" in refusal.value.sentence()


def test_two_racing_saves_of_one_version_end_in_one_change(fault, company, lin):
    """I4: the second of two who saw the same version is told, whatever it wants to do."""
    field.dispatch(fault, crew=company.crew, by=lin, version=1)
    for verb in (desk.note, desk.reply):
        with pytest.raises((Stale, WrongMoment, NotAllowed)):
            verb(fault, text="…", by=lin, version=1)


def test_a_case_is_always_somebodys(fault):
    """I1, by the database itself."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=fault.pk).update(queue=None, handler=None)


def test_a_case_is_never_two_peoples(fault, min):
    """I1"""
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=fault.pk).update(handler=min)


@pytest.mark.parametrize("sql", ["UPDATE tickets_ticketevent SET reason = 'x'", "DELETE FROM tickets_ticketevent"])
def test_history_cannot_be_rewritten(fault, sql):
    """I3, by the database itself."""
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert TicketEvent.objects.count() == 1


def test_a_number_never_changes_and_is_never_given_twice(fault):
    """I5"""
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        Ticket.objects.filter(pk=fault.pk).update(number="CN2603160009")
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.create(**{**Ticket.objects.values().get(pk=fault.pk), "id": fault.org_id})


def test_first_contact_survives_every_transfer(reported, min):
    assert reported.first_contact == min


def test_first_contact_is_told_of_each_change_and_not_of_her_own(fault, company, lin, qiang, min):
    field.dispatch(fault, crew=company.crew, by=lin)
    field.accept(fault, by=qiang)
    desk.note(fault, text="客户已安抚", by=min)

    told = list(Notice.objects.filter(user=min).order_by("at").values_list("what", flat=True))
    assert told == ["dispatch", "accept"]


@pytest.mark.parametrize("who", ["min", "qian", "jing", "stranger", "shen", "wei"])
def test_who_may_not_arrive(request, departed, who):
    with pytest.raises(NotAllowed):
        field.arrive(departed, by=request.getfixturevalue(who))


def test_a_reopened_case_starts_its_clocks_again_and_keeps_the_old_breach(reported, jing, company):
    before = reported.round
    again = closing.reopen(reported, reason="又停电了", by=jing, at=MONDAY_NINE + minutes(200))

    arrive = again.clocks.filter(name="arrive").order_by("generation")
    assert again.status == Status.REGISTERED
    assert (again.round, again.queue, again.crew) == (before + 1, company.dispatch, None)
    assert [clock.generation for clock in arrive] == [1, 2]
    assert arrive[1].due_at == MONDAY_NINE + minutes(245)


def test_the_case_goes_back_to_the_dispatcher_with_a_reason_and_the_customers_clock_runs_on(accepted, qiang, company):
    due = accepted.clocks.get(name="arrive").due_at

    back = field.send_back(accepted, reason="地址不在本辖区", by=qiang, at=MONDAY_NINE + minutes(6))

    assert (back.status, back.queue, back.crew, back.returns) == (Status.REGISTERED, company.dispatch, None, 1)
    assert back.clocks.running().get(name="arrive").due_at == due
    assert back.clocks.running().get(name="dispatch").generation == 2


def test_a_case_passes_to_a_colleague_but_not_to_another_company(fault, min, lin, stranger):
    desk.transfer(fault, to=lin, reason="需要调度判断", by=min)
    fault.refresh_from_db()

    assert (fault.handler, fault.first_contact) == (lin, min)
    with pytest.raises(NotYours):
        desk.transfer(fault, to=stranger, reason="…", by=min)


def test_closing_needs_the_callback_that_was_promised(reported, min, guo):
    with pytest.raises(Invalid):
        closing.close(reported, outcome="no_callback", by=min)

    closed = closing.close(reported, outcome="exempt", reason="客户要求免回访", by=guo)
    assert closed.status == Status.CLOSED
    assert closed.clocks.running().count() == 0
