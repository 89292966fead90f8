"""Dates of a customer are said once each time they come round, to whoever looks after them then."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Notice, User
from customers.models import Customer
from keyaccounts.actions.caretakers import assign
from keyaccounts.actions.contracts import end_contract, enter_contract
from keyaccounts.actions.dates import end_date, keep_date, remind
from keyaccounts.model_dealings import Contract, Reminder
from keyaccounts.refusals import DoneAlready
from keyaccounts.turns import months_on, next_turn, occurrence, said_at
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import MONDAY_NINE

TODAY = timezone.localdate(MONDAY_NINE)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("first", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_the_31st_stays_the_31st(first: date, months: int, then: date) -> None:
    assert months_on(first, months) == then


@pytest.mark.parametrize("every", [1, 3, 6, 12])
@pytest.mark.parametrize("ahead", [0, 7, 60])
def test_the_next_turn_is_the_first_that_lies_ahead(every: int, ahead: int) -> None:
    first = date(2024, 1, 31)
    for days in range(0, 800, 13):
        after = MONDAY_NINE + days * DAY
        turn = next_turn(first, every, ahead, after=after)
        assert turn is not None
        assert said_at(occurrence(first, every, turn), ahead) > after
        assert turn == 0 or said_at(occurrence(first, every, turn - 1), ahead) <= after


def keep(customer: Customer, by: User, **more: object) -> Reminder:
    facts: dict[str, object] = {"kind": "own", "text": "设备检测", "first_on": TODAY + 10 * DAY, "ahead_days": 3}
    return keep_date(customer, by=by, at=MONDAY_NINE, **(facts | more))  # type: ignore[arg-type]


def tick(reminder: Reminder, at: datetime) -> bool:
    reminder.refresh_from_db()
    return remind(reminder, at=at)


def test_a_single_date_is_said_once_ahead(kept: Customer, mei: User) -> None:
    row = keep(kept, mei)
    assert not tick(row, MONDAY_NINE + 6 * DAY)

    assert tick(row, MONDAY_NINE + 7 * DAY)
    assert not tick(row, MONDAY_NINE + 8 * DAY)

    told = Notice.objects.get(what="customer_date")
    assert (told.user, told.facts) == (mei, {"date": "own", "on": (TODAY + 10 * DAY).isoformat()})


def test_two_workers_say_it_once(kept: Customer, mei: User) -> None:
    row = keep(kept, mei)
    twin = Reminder.objects.get(pk=row.pk)
    at = MONDAY_NINE + 7 * DAY

    assert [remind(row, at=at), remind(twin, at=at)] == [True, False]
    assert Notice.objects.filter(what="customer_date").count() == 1


def test_a_date_that_comes_again_is_said_each_time(kept: Customer, mei: User) -> None:
    row = keep(kept, mei, every_months=1)

    for month in range(3):
        day = months_on(TODAY + 10 * DAY, month)
        assert tick(row, said_at(day, 3))
        assert not tick(row, said_at(day, 3) + DAY)

    assert Notice.objects.filter(what="customer_date").count() == 3
    row.refresh_from_db()
    assert row.turn == 3


def test_what_passed_while_nothing_ran_is_said_as_one_the_latest(kept: Customer, mei: User) -> None:
    row = keep(kept, mei, every_months=1)

    assert tick(row, MONDAY_NINE + 100 * DAY)

    told = Notice.objects.get(what="customer_date")
    assert told.facts["on"] == months_on(TODAY + 10 * DAY, 3).isoformat()


def test_whoever_looks_after_them_then_is_told(kept: Customer, mei: User, wei_manages: User, guo: User) -> None:
    row = keep(kept, mei)
    assign(kept, wei_manages, by=guo, at=MONDAY_NINE + DAY)

    tick(row, MONDAY_NINE + 7 * DAY)

    assert Notice.objects.get(what="customer_date").user == wei_manages


def test_without_a_caretaker_the_supervisor_is_told(kept: Customer, mei: User, guo: User) -> None:
    row = keep(kept, mei)
    assign(kept, None, by=guo, at=MONDAY_NINE + DAY)

    tick(row, MONDAY_NINE + 7 * DAY)

    assert Notice.objects.get(what="customer_date").user == guo


def test_a_date_nearer_than_it_is_said_ahead_is_said_at_once(kept: Customer, mei: User) -> None:
    row = keep(kept, mei, ahead_days=30)

    assert tick(row, MONDAY_NINE)


@pytest.mark.parametrize("wrong", [{"text": " "}, {"every_months": 5}, {"ahead_days": 400}, {"first_on": TODAY - DAY}])
def test_dates_that_cannot_be_kept(kept: Customer, mei: User, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        keep(kept, mei, **wrong)


def test_a_date_is_ended_once_and_by_whoever_may(kept: Customer, mei: User, min: User) -> None:
    row = keep(kept, mei)
    with pytest.raises(NotAllowed):
        end_date(row, by=min, at=MONDAY_NINE)
    end_date(row, by=mei, at=MONDAY_NINE)

    assert not tick(row, MONDAY_NINE + 30 * DAY)
    with pytest.raises(DoneAlready):
        end_date(row, by=mei, at=MONDAY_NINE)


@pytest.fixture
def contract(kept: Customer, mei: User) -> Contract:
    return enter_contract(
        kept,
        kind="safety",
        number="AQ-2026-01",
        signed_on=TODAY - 365 * DAY,
        valid_until=TODAY + 100 * DAY,
        by=mei,
        at=MONDAY_NINE,
    )


def test_the_end_of_a_contract_is_a_date_of_its_own(contract: Contract, mei: User) -> None:
    row = Reminder.objects.get(contract=contract)
    assert not tick(row, MONDAY_NINE + 39 * DAY)
    assert tick(row, MONDAY_NINE + 40 * DAY)


def test_nobody_is_reminded_of_a_contract_that_has_ended(contract: Contract, mei: User) -> None:
    end_contract(contract, on=TODAY, by=mei, at=MONDAY_NINE)

    assert not tick(Reminder.objects.get(), MONDAY_NINE + 50 * DAY)
    with pytest.raises(DoneAlready):
        end_contract(contract, on=TODAY, by=mei, at=MONDAY_NINE)


@pytest.mark.parametrize("wrong", [{"number": "AQ-2026-01"}, {"number": " "}, {"valid_until": TODAY - 2 * DAY}])
def test_contracts_that_are_not_taken(contract: Contract, mei: User, wrong: dict[str, object]) -> None:
    facts: dict[str, object] = {"kind": "supply", "number": "GY-1", "signed_on": TODAY - DAY}
    with pytest.raises(Invalid):
        enter_contract(contract.customer, by=mei, at=MONDAY_NINE, **(facts | wrong))  # type: ignore[arg-type]
