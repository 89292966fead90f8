"""Somebody at the complaint desk takes it on."""

import pytest

from complaints import actions
from servicedesk.lib.refusals import NotAllowed
from tests.people import MONDAY_NINE, minutes
from tickets.lifecycle import Status
from tickets.refusals import Stale, WrongMoment


def test_from_then_on_it_has_a_person(complaint, qian):
    ticket = actions.accept(complaint, by=qian, at=MONDAY_NINE + minutes(10))

    assert (ticket.status, ticket.handler, ticket.queue) == (Status.ACCEPTED, qian, None)


def test_a_clerk_does_not_take_complaints_on(complaint, min):
    with pytest.raises(NotAllowed):
        actions.accept(complaint, by=min)


def test_nobody_takes_it_on_twice(taken, qian, guo):
    with pytest.raises(WrongMoment):
        actions.accept(taken, by=guo)


def test_a_stale_page_is_refused(complaint, qian):
    with pytest.raises(Stale):
        actions.accept(complaint, by=qian, version=complaint.version - 1)
