"""Applications at the southern hall: a transfer of an account (office only), a new supply (a crew goes), high voltage."""

import pytest

from accounts.models import Unit, User
from applications.actions import papers, steps
from applications.actions.papers import Looked
from applications.types import load_types
from customers.models import Customer, SupplyPoint
from tests.memory import remembered
from tests.people import MONDAY_NINE, Company, category, minutes
from tickets.actions import desk
from tickets.lifecycle import Kind
from tickets.models import Ticket

GIVEN = Looked("given")


@pytest.fixture
@remembered
def offer(company: Company) -> Unit:
    """The company that offers the power trade's applications; three categories lead to one."""
    load_types(company.org, "power")
    for code, name, application in (
        ("transfer", "过户", "power-transfer"),
        ("new-supply", "低压新装", "power-new-resident"),
        ("high-voltage", "高压新装", "power-new-high"),
    ):
        category(company.org, code, name, Kind.SERVICE, application=application)
    return company.org


@pytest.fixture
def types(company: Company, offer: Unit) -> Company:
    """The company with its offer in place."""
    return company


def apply(company: Company, code: str, customer: Customer, point: SupplyPoint, *, by: User) -> Ticket:
    from_category = type(company.fault).objects.get(org=company.org, code=code)
    intake = desk.Intake(category=from_category, customer=customer, supply_point=point, contact_phone="13800006217")
    return desk.register(intake, unit=company.hall, by=by, at=MONDAY_NINE)


@pytest.fixture
@remembered
def transfer(types: Company, guifang: Customer, flat: SupplyPoint, min: User) -> Ticket:
    """陈桂芳 wants the account of the flat in her name."""
    return apply(types, "transfer", guifang, flat, by=min)


@pytest.fixture
@remembered
def new_supply(types: Company, guifang: Customer, flat: SupplyPoint, min: User) -> Ticket:
    return apply(types, "new-supply", guifang, flat, by=min)


@pytest.fixture
@remembered
def high_voltage(types: Company, guifang: Customer, flat: SupplyPoint, min: User) -> Ticket:
    return apply(types, "high-voltage", guifang, flat, by=min)


def with_all_papers(ticket: Ticket, *, by: User, after: float = 5) -> Ticket:
    """Every paper lies on the counter."""
    codes = ticket.application.papers.values_list("code", flat=True)
    return papers.check(ticket, papers=dict.fromkeys(codes, GIVEN), by=by, at=MONDAY_NINE + minutes(after))


@pytest.fixture
@remembered
def admitted(transfer: Ticket, min: User) -> Ticket:
    with_all_papers(transfer, by=min)
    return papers.admit(transfer, by=min, at=MONDAY_NINE + minutes(6))


@pytest.fixture
@remembered
def done(admitted: Ticket, min: User) -> Ticket:
    """Every step of the transfer is done; the customer is still to be told."""
    for place, code in enumerate(("fee", "contract", "change"), start=1):
        admitted = steps.finish_step(admitted, code=code, by=min, at=MONDAY_NINE + minutes(10 * place))
    return admitted
