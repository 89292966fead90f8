"""Two reports of one fault: the flat's, and the neighbour's some minutes later."""

import pytest

from customers.actions import add_supply_point, register_customer
from tests.memory import remembered
from tests.people import MONDAY_NINE, minutes, no_power
from tickets.actions import desk


@pytest.fixture
@remembered
def yufen(company):
    """李玉芬 lives under the same transformer."""
    return register_customer(org=company.org, name="李玉芬", phone="13900001122", at=MONDAY_NINE)


@pytest.fixture
@remembered
def upstairs(company, yufen, flat):
    return add_supply_point(
        org=company.org,
        holder=yufen,
        account_number="053211876299",
        address="文昌路 86 号 3 幢 2 单元 601",
        area="urban",
        hall=company.hall,
        transformer=flat.transformer,
        feeder=flat.feeder,
    )


@pytest.fixture
@remembered
def second(fault, company, yufen, upstairs, lin):
    """Ten minutes later the neighbour calls; the dispatcher takes it in."""
    intake = no_power(company, yufen, upstairs, contact_phone="13900001122")
    return desk.register(intake, unit=company.hall, by=lin, at=MONDAY_NINE + minutes(10))
