"""A repaired fault whose customer is owed a call, and the crowd that races for one row."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connections

from surveys import actions
from surveys.models import Callback, Survey
from tests.memory import remembered
from tests.people import MONDAY_NINE, Company, minutes, no_power, somebody
from tickets.actions import desk, field
from tickets.actions.telling import link_for
from tickets.models import Ticket

REPORTED = MONDAY_NINE + minutes(100)
LATER = MONDAY_NINE + minutes(120)


def all_at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all acts at the same moment, each with a connection of its own; returns what came of each, refusals too."""
    came, start = [], Barrier(len(acts))

    def one(act: Callable[[], object]) -> None:
        start.wait()
        try:
            came.append(act())
        except Exception as error:  # noqa: BLE001 - the test looks at it
            came.append(error)
        connections.close_all()

    crowd = [Thread(target=one, args=(act,)) for act in acts]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    return came


@pytest.fixture
def repair(company, lin, qiang, guifang, flat, min) -> Callable[..., Ticket]:
    """Take one more fault through to its report; `by` took it in, `hand` repaired it."""

    def through(*, by=min, hand=qiang, after: float = 0) -> Ticket:
        at = MONDAY_NINE + minutes(after)
        ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=by, at=at)
        ticket = field.dispatch(ticket, crew=company.crew, by=lin, at=at + minutes(1))
        for verb, minute in ((field.accept, 2), (field.depart, 5), (field.arrive, 30), (field.restore, 90)):
            ticket = verb(ticket, by=hand, at=at + minutes(minute))
        return field.report(ticket, cause="接头松动", by=hand, at=at + minutes(100))

    return through


@pytest.fixture
@remembered
def he(company: Company):
    """何静 calls customers back, too."""
    return somebody("he", "何静", "callback", company.callback, company.org, "7002")


@pytest.fixture
@remembered
def owed(jing, reported) -> Callback:
    """The callback of the repaired fault, on 陈静's list."""
    return Callback.objects.get(ticket=reported)


@pytest.fixture
@remembered
def closed(owed, jing) -> Ticket:
    """The customer was satisfied."""
    return actions.confirm(owed, score=5, by=jing, at=LATER).ticket


@pytest.fixture
@remembered
def survey(owed) -> Survey:
    """The question about the repaired fault, open on the slip's page."""
    return Survey.objects.get(ticket=owed.ticket)


@pytest.fixture
def token(survey) -> str:
    """What stands in the customer's SMS."""
    return link_for(survey.ticket, "survey", at=LATER, n=survey.round)
