"""Calling the next number: the one who waits longest, once."""

from threading import Barrier, Thread

import pytest
from django.db import connections

from servicedesk.lib.refusals import NotAllowed
from tests.people import MONDAY_NINE, minutes, on_duty
from tests.tickets.visits.conftest import draw
from tickets.actions.visiting import abandon, begin, call_next, end, recall
from tickets.models import Visit, VisitState
from tickets.visit_refusals import NotYourVisit, StillCalled, WrongVisitMoment

SIX = MONDAY_NINE + minutes(6)


def test_whoever_waits_longest_is_called_to_my_window(company, waiting, min, at_first):
    visit = call_next(company.hall, by=min, at=SIX)

    assert (visit.number, visit.state, visit.clerk, visit.window) == ("A037", VisitState.CALLED, min, at_first)
    assert visit.wait == minutes(6)


def test_the_next_one_is_not_called_over_somebodys_head(company, waiting, min):
    called = call_next(company.hall, by=min, at=SIX)

    with pytest.raises(StillCalled):
        call_next(company.hall, by=min, at=SIX)

    called.refresh_from_db()
    assert called.state == VisitState.CALLED
    assert Visit.objects.waiting().count() == 2


def test_f8_ends_the_one_and_calls_the_other(company, waiting, min):
    served = begin(call_next(company.hall, by=min, at=SIX), by=min, at=SIX)

    following = call_next(company.hall, by=min, at=SIX + minutes(4))

    served.refresh_from_db()
    assert (served.state, served.ended_at) == (VisitState.SERVED, SIX + minutes(4))
    assert following.number == "A038"


def test_nobody_waits(company, min):
    assert call_next(company.hall, by=min, at=SIX) is None


def test_a_number_of_yesterday_or_of_another_hall_is_not_called(company, line, min):
    draw(company, line, "A001", -24 * 60)
    on_duty("min", "clerk", company.north)

    assert call_next(company.hall, by=min, at=SIX) is None


def test_called_again_and_then_given_up(company, waiting, min):
    visit = recall(call_next(company.hall, by=min, at=SIX), by=min, at=SIX + minutes(1))
    gone = abandon(visit, by=min, at=SIX + minutes(2))

    assert (gone.recalls, gone.state, gone.left) == (1, VisitState.ABANDONED, "not_there")
    assert call_next(company.hall, by=min, at=SIX + minutes(3)).number == "A038"


def test_only_the_clerk_who_called_goes_on(company, waiting, min, dong):
    visit = call_next(company.hall, by=min, at=SIX)

    for verb in (begin, recall, abandon, end):
        with pytest.raises(NotYourVisit):
            verb(visit, by=dong, at=SIX)


def test_what_is_over_stays_over(company, waiting, min):
    visit = end(call_next(company.hall, by=min, at=SIX), by=min, at=SIX + minutes(3))

    for verb in (begin, recall, abandon, end):
        with pytest.raises(WrongVisitMoment):
            verb(visit, by=min, at=SIX + minutes(4))


@pytest.mark.parametrize("who", ["lin", "qiang", "shen", "stranger", "other", "line"])
def test_who_may_not_call(request, company, waiting, who):
    with pytest.raises(NotAllowed):
        call_next(company.hall, by=request.getfixturevalue(who), at=SIX)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_the_same_moment_never_get_the_same_number(company, line, min, dong, guo):
    for n in range(12):
        draw(company, line, f"A{n:03d}", n / 10)
    called, start = [], Barrier(3)

    def serve(clerk) -> None:
        start.wait()
        for turn in range(4):
            visit = call_next(company.hall, by=clerk, at=SIX + minutes(turn))
            begin(visit, by=clerk, at=SIX + minutes(turn))
            called.append(visit.number)
        connections.close_all()

    clerks = [Thread(target=serve, args=[who]) for who in (min, dong, guo)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()

    assert sorted(called) == [f"A{n:03d}" for n in range(12)]


@pytest.mark.django_db(transaction=True)
def test_f8_pressed_twice_at_once_calls_one(company, waiting, min):
    got, start = [], Barrier(2)

    def press() -> None:
        start.wait()
        try:
            got.append(call_next(company.hall, by=min, at=SIX).number)
        except StillCalled:
            got.append("refused")
        connections.close_all()

    fingers = [Thread(target=press) for _finger in range(2)]
    for finger in fingers:
        finger.start()
    for finger in fingers:
        finger.join()

    assert sorted(got) == ["A037", "refused"]
