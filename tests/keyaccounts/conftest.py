"""A key customer with somebody who looks after them."""

import pytest

from accounts.models import User
from customers.actions import add_supply_point, register_customer
from customers.models import Customer
from keyaccounts.actions.caretakers import assign
from tests.memory import remembered
from tests.people import MONDAY_NINE, Company, on_duty


@pytest.fixture
@remembered
def hospital(company: Company) -> Customer:
    """The hospital, which must never be without power."""
    customer = register_customer(
        org=company.org, name="第一人民医院", phone="0532 8000 1234", kind="public", at=MONDAY_NINE
    )
    add_supply_point(
        org=company.org,
        holder=customer,
        account_number="053200001234",
        address="解放路 1 号",
        area="urban",
        hall=company.hall,
        transformer="医院专变",
    )
    return customer


@pytest.fixture
@remembered
def kept(hospital: Customer, mei: User, guo: User) -> Customer:
    """The hospital, looked after by 韩梅."""
    assign(hospital, mei, by=guo, at=MONDAY_NINE)
    return Customer.objects.get(pk=hospital.pk)


@pytest.fixture
@remembered
def wei_manages(company: Company) -> User:
    """张伟 looks after customers too."""
    return on_duty("wei", "manager", company.org)
