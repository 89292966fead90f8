"""Outages of the tests: the street is off since half past eight."""

from datetime import timedelta

import pytest

from outages.actions import Told, announce
from outages.models import Kind, Outage, OutageArea
from tests.memory import remembered
from tests.people import MONDAY_NINE, Company

By = OutageArea.By
HALF_PAST_EIGHT = MONDAY_NINE - timedelta(minutes=30)


def told(**more: object) -> Told:
    facts = {
        "kind": Kind.FAULT,
        "title": "文昌路 80–90 号",
        "cause": "电缆故障",
        "starts_at": HALF_PAST_EIGHT,
        "expected_end_at": MONDAY_NINE + timedelta(hours=2),
        "areas": [OutageArea(by=By.STREET, value="文昌路", low=80, high=90)],
    }
    return Told(**(facts | more))  # type: ignore[arg-type]


@pytest.fixture
@remembered
def outage(company: Company, lin, flat) -> Outage:
    return announce(told(), org=company.org, by=lin, at=MONDAY_NINE)
