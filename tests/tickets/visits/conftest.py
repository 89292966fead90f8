"""A hall with two windows and people who wait in it."""

import pytest

from accounts.models import User
from tests.memory import remembered
from tests.people import MONDAY_NINE, Company, minutes, on_duty
from tests.tickets.pages.conftest import fill as fill
from tests.tickets.pages.conftest import walk_in as walk_in
from tickets.actions import numbers, windows
from tickets.models import Visit, Window


@pytest.fixture
@remembered
def dong(company: Company, other: User) -> User:
    """赵东 helps out at the southern hall today."""
    return on_duty("other", "clerk", company.hall)


@pytest.fixture
@remembered
def first(company: Company, root: User) -> Window:
    """Window 1 of the southern hall."""
    return windows.open_window(company.hall, name="1", by=root, at=MONDAY_NINE)


@pytest.fixture
@remembered
def at_first(first: Window, min: User) -> Window:
    """Window 1, with 王敏 behind it."""
    windows.sit(first, by=min)
    return first


def draw(company: Company, by: User, number: str, after: float = 0, **more: object) -> Visit:
    """Somebody draws a number so many minutes after nine."""
    return numbers.take_number(company.hall, number=number, by=by, at=MONDAY_NINE + minutes(after), **more)


@pytest.fixture
def waiting(company: Company, line: User) -> list[Visit]:
    """A037 to A039 wait since nine, a minute after each other."""
    return [draw(company, line, f"A03{n}", n - 7, source="queue-cn", external_id=f"q-{n}") for n in (7, 8, 9)]
