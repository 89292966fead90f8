"""What the clerk reads aloud before saving."""

import pytest

from tests.people import MONDAY_NINE, minutes
from tickets.actions.promises import preview


def lines(company, area):
    found = preview(org=company.org, kind="fault", category=company.fault, area=area, level="", at=MONDAY_NINE)
    return {line.milestone: line for line in found}


@pytest.mark.parametrize(("area", "within"), [("urban", 45), ("rural", 90), ("remote", 120)])
def test_arrival_depends_on_where_it_is(company, area, within):
    assert lines(company, area)["arrive"].due_at == MONDAY_NINE + minutes(within)


def test_a_chained_step_is_an_estimate_from_the_one_before(company):
    found = lines(company, "urban")

    assert found["restore"].due_at == MONDAY_NINE + minutes(45 + 180)
    assert found["restore"].is_estimate
    assert not found["arrive"].is_estimate


def test_after_a_step_that_nobody_promises_nothing_is_estimated(company):
    assert set(lines(company, "remote")) == {"dispatch", "accept", "arrive"}


def test_the_lines_stand_in_order_of_time(company):
    due = [line.due_at for line in lines(company, "urban").values()]

    assert due == sorted(due)
