"""A street of neighbours under one transformer, of whom some have called."""

from datetime import timedelta

import pytest

from customers.actions import add_supply_point, register_customer
from customers.models import Customer, SupplyPoint
from outages.actions import Told, announce
from outages.models import Kind, Outage, OutageArea
from tests.people import MONDAY_NINE, Company, minutes, no_power
from tickets.actions import desk
from tickets.models import Ticket

By = OutageArea.By
NAMES = ("陈桂芳", "李玉芬", "王建军", "赵海燕", "周志强", "吴秀英")


@pytest.fixture
def street(company: Company) -> list[SupplyPoint]:
    """Six houses of 文昌路; the last is supplied by the next transformer of the same feeder."""
    found = []
    for n, name in enumerate(NAMES):
        who = register_customer(org=company.org, name=name, phone=f"1380000621{n}", at=MONDAY_NINE)
        found.append(
            add_supply_point(
                org=company.org,
                holder=who,
                account_number=f"05321187620{n}",
                address=f"文昌路 {80 + 2 * n} 号",
                area="urban",
                hall=company.hall,
                transformer="文昌 3 号公变" if n < 5 else "文昌 4 号公变",
                feeder="10kV 南桥线",
            )
        )
    return found


def holder(point: SupplyPoint) -> Customer:
    return point.holders.get()


def calls(company: Company, point: SupplyPoint, by, at, **more) -> Ticket:
    phone = holder(point).phones.get().number
    return desk.register(
        no_power(company, holder(point), point, contact_phone=phone, **more), unit=company.hall, by=by, at=at
    )


@pytest.fixture
def called(company, street, min) -> list[Ticket]:
    """Three of them call within ten minutes, before anybody knows of an outage."""
    return [calls(company, point, min, MONDAY_NINE + minutes(4 * n)) for n, point in enumerate(street[:3])]


def told(**more: object) -> Told:
    facts = {
        "kind": Kind.FAULT,
        "title": "文昌 3 号公变台区",
        "cause_code": "transformer",
        "starts_at": MONDAY_NINE - timedelta(minutes=5),
        "expected_end_at": MONDAY_NINE + timedelta(hours=2),
        "areas": [OutageArea(by=By.TRANSFORMER, value="文昌 3 号公变")],
    }
    return Told(**(facts | more))  # type: ignore[arg-type]


@pytest.fixture
def outage(company, street, called, lin) -> Outage:
    return announce(told(), org=company.org, by=lin, at=MONDAY_NINE + minutes(10))
