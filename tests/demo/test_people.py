"""What the generator makes up: right in form, and nobody's."""

from datetime import date
from itertools import islice
from random import Random

import phonenumbers
import pytest

from servicedesk.demo import people
from servicedesk.lib.phones import normalise

TODAY = date(2026, 3, 18)


@pytest.mark.parametrize(
    ("first17", "last"),
    [("11010519491231002", "X"), ("44052418800101001", "4")],  # the examples of the standard, GB 11643-1999
)
def test_the_check_digit_is_that_of_the_standard(first17: str, last: str) -> None:
    assert people.check_digit(first17) == last


@pytest.mark.parametrize("is_woman", [True, False])
def test_an_identity_is_valid_an_adults_and_of_no_district(is_woman: bool) -> None:
    dice = Random(1)
    for _turn in range(200):
        number = people.identity(dice, is_woman=is_woman, today=TODAY)
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        assert people.check_digit(number[:17]) == number[17]
        assert number.startswith("370299")
        assert 18 * 365 < (TODAY - born).days < 87 * 366
        assert int(number[16]) % 2 == (0 if is_woman else 1)


def test_numbers_can_be_written_down_but_belong_to_no_carrier() -> None:
    made = list(islice(people.numbers(Random(1)), 2000))
    assert len(set(made)) == 2000
    for number in made[:50]:
        assert normalise(number) == number
        assert not phonenumbers.is_valid_number(phonenumbers.parse(number, "CN"))
    assert not [number for number in made if number.endswith("6217")]


def test_accounts_differ_and_leave_the_brochures_alone() -> None:
    made = list(islice(people.accounts("0532"), 5000))
    assert len(set(made)) == 5000
    assert {len(account) for account in made} == {12}
    assert not [account for account in made if account.endswith(("6204", "6217"))]


def test_addresses_differ_and_have_something_that_feeds_them() -> None:
    made = list(islice(people.places(Random(1), people.STREETS), 600))
    assert len({place.address for place in made}) == 600
    assert {place.area for place in made} == {"urban", "rural", "remote"}
    assert all(place.transformer.endswith("号公变") and place.feeder.startswith("10kV") for place in made)


def test_the_same_seed_makes_the_same_people() -> None:
    first, second = (list(islice(people.names(Random("a"), rare_first=True), 50)) for _turn in range(2))
    assert first == second
    assert {"陈𠮷", "李昇", "王珺", "周璟"} <= {name for name, _is_woman in first}
