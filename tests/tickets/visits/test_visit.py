"""A visit from its first request to its rating."""

from uuid import uuid4

import pytest

from servicedesk.lib.refusals import Invalid
from tests.people import MONDAY_NINE, minutes, no_power
from tests.tickets.visits.conftest import draw
from tickets.actions.counter import receive
from tickets.actions.desk import Intake
from tickets.actions.numbers import cancel_number, take_number
from tickets.actions.tidying import tidy
from tickets.actions.visiting import call_next, end, rate, settle_on_the_spot, visit_for
from tickets.hallday import day_of, to_rate
from tickets.models import CounterRule, Matter, Visit, VisitState
from tickets.visit_refusals import RatedAlready, SameNumberOtherVisit, WrongVisitMoment

SIX = MONDAY_NINE + minutes(6)


@pytest.fixture
def enquiry(company):
    return Intake(category=company.enquiry, contact_name="孙先生")


def take_in(company, intake, by, at, **more):
    return receive(intake, sheet=uuid4(), unit=company.hall, by=by, at=at, **more)


def test_several_requests_belong_to_the_one_who_was_called(company, waiting, min, enquiry, guifang, flat):
    visit = call_next(company.hall, by=min, at=SIX)
    first = take_in(company, no_power(company, guifang, flat), min, SIX + minutes(1))
    second = take_in(company, enquiry, min, SIX + minutes(3), answer="按阶梯电价计算")

    visit.refresh_from_db()
    assert first.visit == second.visit == visit
    assert (visit.state, visit.began_at, visit.customer) == (VisitState.SERVING, SIX + minutes(1), guifang)


def test_without_a_queue_a_visit_begins_with_the_first_request(company, min, enquiry, at_first):
    ticket = take_in(company, enquiry, min, SIX)

    visit = ticket.visit
    assert (visit.number, visit.source, visit.state, visit.window) == ("", "manual", VisitState.SERVING, at_first)
    assert take_in(company, enquiry, min, SIX + minutes(2)).visit == visit


def test_another_customers_request_is_another_walk_in(company, min, enquiry, guifang, flat):
    one = take_in(company, no_power(company, guifang, flat), min, SIX)
    two = take_in(company, Intake(company.enquiry, "孙先生", "13900001111"), min, SIX + minutes(2))

    assert one.visit != two.visit
    one.visit.refresh_from_db()
    assert (one.visit.state, one.visit.ended_at) == (VisitState.SERVED, SIX)


def test_a_walk_in_is_over_after_a_while_without_a_request(company, min, enquiry):
    one = take_in(company, enquiry, min, SIX)
    assert take_in(company, enquiry, min, SIX + minutes(21)).visit != one.visit


@pytest.mark.parametrize("channel", ["hotline", "online"])
def test_what_does_not_come_to_the_window_is_no_visit(company, min, enquiry, channel):
    told = Intake(category=company.enquiry, contact_name="孙先生", channel=channel)

    assert take_in(company, told, min, SIX).visit is None


def test_the_same_sheet_twice_makes_no_second_visit(company, min, enquiry, dong):
    sheet = uuid4()
    for _again in range(2):
        receive(enquiry, sheet=sheet, unit=company.hall, by=min, at=SIX)

    assert Visit.objects.count() == 1


def test_advice_without_a_ticket_is_written_down_once(company, min):
    sheet = uuid4()
    for _again in range(2):
        settle_on_the_spot(company.hall, sheet=sheet, by=min, at=SIX, category=company.enquiry)

    assert Matter.objects.get().visit.clerk == min
    with pytest.raises(Invalid):
        settle_on_the_spot(company.hall, sheet=uuid4(), by=min, at=SIX, words="  ")


def test_first_contact_resolution_is_counted_by_its_definition(company, waiting, min, enquiry, guifang, flat):
    visit = call_next(company.hall, by=min, at=SIX)
    take_in(company, no_power(company, guifang, flat), min, SIX)
    take_in(company, enquiry, min, SIX, answer="按阶梯电价计算")
    settle_on_the_spot(company.hall, sheet=uuid4(), by=min, at=SIX, category=company.enquiry)
    end(visit, by=min, at=SIX + minutes(8))

    day = day_of(company.hall, at=SIX + minutes(12))
    assert (day.total.requests, day.total.settled, day.total.first_contact) == (3, 2, 67)
    assert (day.total.served, day.total.wait, day.total.service) == (1, 6, 8)
    assert [one.name for one in day.clerks] == ["王敏"]


def test_who_waits_too_long_is_marked_by_the_companys_figure(company, waiting):
    assert day_of(company.hall, at=MONDAY_NINE + minutes(16.5)).too_long == 2
    CounterRule.objects.create(org=company.org, wait_minutes=30)
    assert day_of(company.hall, at=MONDAY_NINE + minutes(16.5)).too_long == 0


def test_a_day_without_anybody_has_no_figures(company):
    day = day_of(company.hall, at=SIX)

    assert day.is_empty
    assert (day.total.wait, day.total.first_contact, day.total.satisfied) == (None, None, None)


def test_a_visit_is_rated_once_and_shortly_after_it(company, waiting, min, at_first):
    visit = end(call_next(company.hall, by=min, at=SIX), by=min, at=SIX + minutes(4))
    assert to_rate(at_first.pk, at=SIX + minutes(5)) == visit

    rated = rate(visit, score=5, at=SIX + minutes(5), on_pad=True)

    assert (rated.score, rated.rated_on_pad) == (5, True)
    with pytest.raises(RatedAlready):
        rate(visit, score=1, at=SIX + minutes(5), on_pad=False)


def test_late_unfinished_and_impossible_ratings_are_refused(company, waiting, min):
    visit = call_next(company.hall, by=min, at=SIX)
    for moment, score in ((SIX, 5), (SIX + minutes(9), 5)):
        with pytest.raises(RatedAlready):
            rate(visit, score=score, at=moment, on_pad=True)
        visit = end(visit, by=min, at=SIX + minutes(1)) if visit.state != VisitState.SERVED else visit
    for score in (0, 6):
        with pytest.raises(Invalid):
            rate(visit, score=score, at=SIX + minutes(2), on_pad=True)


def test_the_pad_asks_no_more_when_somebody_else_sits_there(company, waiting, min, at_first):
    end(call_next(company.hall, by=min, at=SIX), by=min, at=SIX + minutes(1))
    call_next(company.hall, by=min, at=SIX + minutes(2))
    assert to_rate(at_first.pk, at=SIX + minutes(2)) is not None

    visit_for(company.hall, customer=None, by=min, at=SIX + minutes(2))

    assert to_rate(at_first.pk, at=SIX + minutes(2)) is None


def test_a_number_is_drawn_once_for_each_number_of_the_machine(company, line):
    told = {"number": "A040", "source": "queue-cn", "external_id": "q-40"}
    first = take_number(company.hall, by=line, at=SIX, **told)

    assert take_number(company.hall, by=line, at=SIX + minutes(1), **told) == first
    with pytest.raises(SameNumberOtherVisit):
        take_number(company.hall, by=line, at=SIX, **(told | {"number": "A041"}))
    with pytest.raises(SameNumberOtherVisit):
        take_number(company.hall, by=line, at=SIX, **(told | {"external_id": "q-41"}))


def test_numbers_by_hand_follow_each_other(company, min):
    assert [take_number(company.hall, by=min, at=SIX).number for _n in range(2)] == ["M001", "M002"]


def test_a_number_is_given_back_until_it_is_called(company, waiting, line, min):
    gone = cancel_number(waiting[0], by=line, at=SIX)
    call_next(company.hall, by=min, at=SIX)

    assert (gone.state, gone.left) == (VisitState.ABANDONED, "cancelled")
    assert cancel_number(gone, by=line, at=SIX + minutes(1)).ended_at == gone.ended_at
    with pytest.raises(WrongVisitMoment):
        cancel_number(waiting[1], by=line, at=SIX)


def test_the_evening_ends_what_nobody_ended(company, line, waiting, min, dong, enquiry):
    called = call_next(company.hall, by=min, at=SIX)
    walk_in = take_in(company, enquiry, dong, SIX).visit
    draw(company, line, "B001", 24 * 60)

    for _again in range(2):
        tidy(at=MONDAY_NINE + minutes(24 * 60 + 10))

    assert set(Visit.objects.filter(number__startswith="A").values_list("state", "left")) == {("abandoned", "expired")}
    walk_in.refresh_from_db()
    assert (walk_in.state, walk_in.ended_at) == (VisitState.SERVED, SIX)
    assert Visit.objects.get(number="B001").state == VisitState.WAITING
    assert called.pk in set(Visit.objects.filter(left="expired").values_list("pk", flat=True))
