"""I28: somebody is switched off, and what they had is at its desk in the same transaction; deputies see what is theirs."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.leaving import close_unit, open_unit, switch_off
from accounts.models import Absence, AuditEvent, Grant, User
from accounts.roles import Role
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import MONDAY_NINE, minutes
from tickets.actions import desk, field
from tickets.actions.falling_back import left_behind, take_back
from tickets.actions.spine import database_time
from tickets.lifecycle import Status
from tickets.models import Ticket
from tickets.standing_in import IsAway

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
