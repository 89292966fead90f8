"""I28: somebody is switched off, and what they had is at its desk in the same transaction; deputies see what is theirs."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.leaving import close_unit, open_unit, switch_off
from accounts.models import Absence, AuditEvent, Grant, User
from accounts.roles import Role
from fieldwork.actions.rota import end_absence
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import ANSWERS, MONDAY_NINE, minutes
from tickets.actions import desk, field
from tickets.actions.announce import fan_out
from tickets.actions.falling_back import left_behind, take_back
from tickets.actions.spine import database_time
from tickets.actions.standing_in import take_over
from tickets.actions.urging import urge
from tickets.lifecycle import Status
from tickets.models import Clock, Ticket
from tickets.refusals import NotYours
from tickets.standing_in import IsAway
from tickets.sweep import sweep
from tickets.tasks import stand_ins

AT = MONDAY_NINE + minutes(200)


def holder(ticket: Ticket) -> object:
    ticket.refresh_from_db()
    return ticket.handler or ticket.queue


@pytest.mark.parametrize(
    ("case", "status"),
    [
        ("accepted", Status.REGISTERED),
        ("departed", Status.REGISTERED),
        ("arrived", Status.REGISTERED),
        ("restored", Status.RESTORED),
    ],
)
def test_what_a_person_had_goes_back(request, case, status, company, qiang, root):
    ticket = request.getfixturevalue(case)

    with transaction.atomic():
        switch_off(qiang, by=root, at=AT)

    assert holder(ticket) == (company.dispatch if status == Status.REGISTERED else company.crew)
    assert ticket.status == status
    assert ticket.timeline.latest("seq").facts["gone"] == qiang.name
    assert AuditEvent.objects.filter(what="switch_off", by=root).exists()


@pytest.mark.parametrize("case", ["dispatched", "accepted", "restored"])
def test_what_a_crew_had_goes_back_to_the_dispatcher(request, case, company, root, lin):
    ticket = request.getfixturevalue(case)

    close_unit(company.crew, by=root, at=AT)

    assert holder(ticket) == company.dispatch or ticket.status == Status.RESTORED
    assert not Ticket.objects.open().filter(queue=company.crew).exists()
    open_unit(company.crew, by=root, at=AT)


def test_nobody_switches_themselves_off(root):
    with pytest.raises(Invalid):
        switch_off(root, by=root, at=AT)


def test_who_was_switched_off_by_another_hand_is_found(accepted, qiang):
    User.objects.filter(pk=qiang.pk).update(is_active=False)

    assert left_behind() == [qiang]
    assert take_back(gone=qiang, at=AT) == 1
    assert left_behind() == []


@pytest.fixture
def deputy(company, qiang, lin) -> User:
    """张伟 of the second crew stands in for 李强 until tomorrow."""
    wei = User.objects.get(login="wei")
    Grant.objects.create(person=wei, role=Role.CREW, unit=company.second_crew, org=company.org)
    now = database_time()
    told = {"from_at": now - timedelta(hours=1), "until_at": now + timedelta(days=1), "by": lin, "made_at": now}
    Absence.objects.create(org=company.org, person=qiang, deputy=wei, **told)
    return wei


def test_the_deputy_sees_the_work_and_goes_on_with_it(client, accepted, deputy, qiang):
    client.force_login(deputy)

    assert accepted.short_number in client.get("/my/").content.decode()
    assert accepted.short_number in client.get("/m/").content.decode()
    field.depart(accepted, by=deputy, at=MONDAY_NINE + minutes(5))
    assert accepted.timeline.latest("seq").by == deputy

    Absence.objects.update(cancelled_at=AT)
    assert not Ticket.objects.visible_to(deputy).filter(pk=accepted.pk).exists()
    with pytest.raises(NotAllowed):
        field.arrive(accepted, by=deputy, at=MONDAY_NINE + minutes(6))


def test_nothing_new_is_given_to_somebody_away(fault, deputy, qiang, lin):
    with pytest.raises(IsAway) as away:
        desk.transfer(fault, to=qiang, reason="他熟悉", by=lin, at=AT)

    assert deputy.name in away.value.sentence()


def heard(user: User) -> list[str]:
    return list(user.notices.order_by("at", "pk").values_list("what", flat=True))


def test_the_deputy_hears_what_the_absent_person_hears_once_and_not_afterwards(accepted, deputy, qiang, lin, guo):
    """Assignments and warnings alike, by the one step and by the chain; nothing of what the deputy did."""
    due = Clock.objects.running().get(ticket=accepted, name="arrive")
    for _twice in (1, 2):
        sweep(at=due.due_at + minutes(1))
        fan_out(at=due.due_at + minutes(1))
    urge(accepted, text="客户来电", by=lin, at=due.due_at + minutes(2))
    field.depart(accepted, by=deputy, at=due.due_at + minutes(3))
    told = sorted(heard(deputy))

    assert told == sorted(heard(qiang)) and {"deadline_missed", "urge"} <= set(told)
    assert len(told) == len(set(deputy.notices.values_list("key", flat=True)))

    Absence.objects.update(until_at=database_time())
    urge(accepted, text="再次来电", by=lin, at=due.due_at + minutes(30))
    assert sorted(heard(deputy)) == told


def test_what_was_taken_over_and_not_begun_goes_back_and_the_owner_is_told(
    client, accepted, company, guifang, flat, deputy, qiang, lin, min
):
    """Two taken over; one is begun and stays. Told once, however often it is settled."""
    intake = desk.Intake(category=company.fault, supply_point=flat, contact_phone="13800006217", answers=ANSWERS)
    other = desk.register(intake, unit=company.hall, by=min, at=MONDAY_NINE + minutes(1))
    other = field.dispatch(other, crew=company.crew, by=lin, at=MONDAY_NINE + minutes(2))
    other = field.accept(other, by=qiang, at=MONDAY_NINE + minutes(3))
    stand_ins()
    client.force_login(deputy)
    assert client.post(f"/t/{accepted.number}/take_over/").status_code == 302
    with pytest.raises(NotYours):
        take_over(other, by=lin)
    field.depart(take_over(other, by=deputy), by=deputy)
    assert holder(accepted) == holder(other) == deputy

    end_absence(Absence.objects.get(), by=lin, at=database_time())
    stand_ins()

    assert (holder(accepted), holder(other)) == (qiang, deputy)
    assert accepted.timeline.latest("seq").what == "hand_back"
    (news,) = qiang.notices.filter(what="is_back")
    assert (news.facts["back"], news.facts["stay"]) == (1, 1)
    assert heard(deputy).count("stands_in") == 1
