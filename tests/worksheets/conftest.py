"""A case whose work is done, a depot with cable and a meter, and the rules that a test needs."""

from decimal import Decimal

import pytest

from accounts.models import User
from tests.people import MONDAY_NINE, Company, minutes
from tickets.actions import field
from tickets.models import Ticket
from worksheets.actions import stock
from worksheets.actions.usual import adopt_reasons
from worksheets.models import Depot, Item, ReportRule, Supplier


@pytest.fixture
def restored(accepted: Ticket, qiang: User) -> Ticket:
    ticket = field.depart(accepted, by=qiang, at=MONDAY_NINE + minutes(5))
    ticket = field.arrive(ticket, by=qiang, at=MONDAY_NINE + minutes(20))
    return field.restore(ticket, by=qiang, at=MONDAY_NINE + minutes(40))


@pytest.fixture
def reviewed(company: Company) -> ReportRule:
    """Every report of a fault is reviewed."""
    return ReportRule.objects.create(org=company.org, kind="fault", review_all=True, at=MONDAY_NINE)


@pytest.fixture
def depot(company: Company) -> Depot:
    return Depot.objects.create(org=company.org, unit=company.crew, name="一班车库")


@pytest.fixture
def cable(company: Company) -> Item:
    return Item.objects.create(org=company.org, code="BV-6", name="铜芯线 BV-6", measure="米")


@pytest.fixture
def meter(company: Company) -> Item:
    return Item.objects.create(org=company.org, code="DDZ-1", name="单相智能表", measure="只", has_serials=True)


@pytest.fixture
def stocked(company: Company, depot: Depot, cable: Item, meter: Item, lin: User) -> Depot:
    """Ten metres of cable and one meter have been delivered."""
    supplier = Supplier.objects.create(org=company.org, name="宏达电料")
    pieces = [stock.Piece(cable, Decimal(10), price=Decimal("4.50")), stock.Piece(meter, Decimal(1), "SN-1")]
    stock.receive(depot, supplier=supplier, note_number="SH-1", pieces=pieces, by=lin, at=MONDAY_NINE)
    return depot


@pytest.fixture
def reasons(company: Company) -> None:
    """The usual reasons: half an hour after dispatch, an arbiter after three times."""
    adopt_reasons(company.org, by=None, at=MONDAY_NINE)
