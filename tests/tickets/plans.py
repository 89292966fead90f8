"""Cases whose plans change: an application with a crew, and the clocks of a case."""

import pytest

from accounts.models import User
from customers.models import Customer, SupplyPoint
from tests.memory import remembered
from tests.people import MONDAY_NINE, Company, category, minutes
from tickets.actions import desk, field
from tickets.lifecycle import Kind
from tickets.models import Clock, Ticket


@pytest.fixture
@remembered
def application(company: Company, guifang: Customer, flat: SupplyPoint, min: User, lin: User, qiang: User) -> Ticket:
    """A request for a meter change, with the crew: its answer is promised in 4 working days."""
    kind = category(company.org, "meter", "换表", Kind.SERVICE)
    intake = desk.Intake(category=kind, customer=guifang, supply_point=flat, contact_phone="13800006217")
    ticket = desk.register(intake, unit=company.hall, by=min, at=MONDAY_NINE)
    field.dispatch(ticket, crew=company.crew, by=lin, at=MONDAY_NINE + minutes(1))
    return field.accept(ticket, by=qiang, at=MONDAY_NINE + minutes(2))


def latest(ticket: Ticket, name: str) -> Clock:
    """The newest generation of a clock."""
    return ticket.clocks.filter(name=name).latest("generation")
