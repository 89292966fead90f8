"""The people of the tests and the company they work for. Everybody has a name; nobody is `user1`."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from accounts.actions import grant, hire
from accounts.models import Grant, Unit, User
from accounts.roles import Role
from customers.actions import add_supply_point, register_customer
from customers.models import Customer, SupplyPoint
from surveys.models import CallPlan
from tests.founding import MONDAY_NINE, PASSWORD, category, clear, found, known_units
from tests.memory import remembered
from tickets.actions import desk, field
from tickets.models import Category, Ticket

__all__ = ["MONDAY_NINE", "PASSWORD", "category", "clear"]

ANSWERS = {"neighbours": "on", "danger": "none"}


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@dataclass
class Company:
    """A county company with two halls, a crew and its desks; beside it another company that must see nothing of it."""

    org: Unit
    hall: Unit
    north: Unit
    crew: Unit
    second_crew: Unit
    dispatch: Unit
    complaints: Unit
    callback: Unit
    foreign_hall: Unit
    foreign_org: Unit
    fault: Category
    enquiry: Category
    complaint: Category


@pytest.fixture
def company(db: None) -> Company:
    if not (units := known_units()):  # a test with real transactions has emptied the tables
        found()
        units = known_units()
    kinds = {kind.code: kind for kind in Category.objects.select_related("org")}
    return Company(
        org=units["C1"],
        hall=units["CN"],
        north=units["CB"],
        crew=units["Q1"],
        second_crew=units["Q2"],
        dispatch=units["PD"],
        complaints=units["TS"],
        callback=units["HF"],
        foreign_org=units["C2"],
        foreign_hall=units["LX"],
        fault=kinds["no-power"],
        enquiry=kinds["bill"],
        complaint=kinds["attitude"],
    )


def somebody(login: str, name: str, role: str, home: Unit, at: Unit, number: str) -> User:
    person = hire(login=login, name=name, home=home, staff_number=number, password=PASSWORD)
    grant(person, role=role, unit=at)
    return User.objects.get(pk=person.pk)


def on_duty(login: str, role: str, at: Unit) -> User:
    """Somebody known by name, who holds this role from now on and none before."""
    person = User.objects.get(login=login)
    Grant.objects.create(person=person, role=role, unit=at, org=at.org)
    return person


@pytest.fixture
@remembered
def min(company: Company) -> User:
    """王敏 is at the counter of the southern hall."""
    return on_duty("min", Role.CLERK, company.hall)


@pytest.fixture
@remembered
def other(company: Company) -> User:
    """赵东 is at the counter of the northern hall."""
    return on_duty("other", Role.CLERK, company.north)


@pytest.fixture
@remembered
def lin(company: Company) -> User:
    """何琳 sends the crews of the company."""
    return on_duty("lin", Role.DISPATCHER, company.org)


@pytest.fixture
@remembered
def qiang(company: Company) -> User:
    """李强 repairs with the first crew."""
    return on_duty("qiang", Role.CREW, company.crew)


@pytest.fixture
@remembered
def wei(company: Company) -> User:
    """张伟 repairs with the second crew."""
    return on_duty("wei", Role.CREW, company.second_crew)


@pytest.fixture
@remembered
def qian(company: Company) -> User:
    """周倩 handles complaints."""
    return on_duty("qian", Role.COMPLAINTS, company.org)


@pytest.fixture
@remembered
def jing(company: Company) -> User:
    """陈静 calls customers back."""
    return on_duty("jing", Role.CALLBACK, company.org)


@pytest.fixture
@remembered
def mei(company: Company) -> User:
    """韩梅 looks after the customers that matter most."""
    return on_duty("mei", Role.MANAGER, company.org)


@pytest.fixture
@remembered
def guo(company: Company) -> User:
    """刘建国 leads the shift."""
    return on_duty("guo", Role.SUPERVISOR, company.org)


@pytest.fixture
@remembered
def root(company: Company) -> User:
    """孙宁 administers the product."""
    return on_duty("root", Role.ADMIN, company.org)


@pytest.fixture
@remembered
def shen(company: Company) -> User:
    """沈清 audits."""
    return on_duty("shen", Role.AUDITOR, company.org)


@pytest.fixture
@remembered
def stranger(company: Company) -> User:
    """吴远 is at a counter of the neighbouring company."""
    return on_duty("stranger", Role.CLERK, company.foreign_hall)


@pytest.fixture
@remembered
def line(company: Company) -> User:
    """The hotline's machine."""
    person = hire(login="line", name="95598 接口", home=company.org)
    User.objects.filter(pk=person.pk).update(is_service=True)
    grant(person, role=Role.HOTLINE, unit=company.org)
    return User.objects.get(pk=person.pk)


@pytest.fixture
def always(company: Company) -> CallPlan:
    """A plan without quiet hours, for tests that stand in real time."""
    return CallPlan.objects.create(org=company.org, version=1, at=MONDAY_NINE, quiet=[], parts=[])


@pytest.fixture
@remembered
def guifang(company: Company) -> Customer:
    """陈桂芳, a resident whose phone ends in 6217."""
    return register_customer(org=company.org, name="陈桂芳", phone="138 0000 6217", at=MONDAY_NINE)


@pytest.fixture
@remembered
def flat(company: Company, guifang: Customer) -> SupplyPoint:
    return add_supply_point(
        org=company.org,
        holder=guifang,
        account_number="053211876204",
        address="文昌路 86 号 3 幢 2 单元 501",
        area="urban",
        hall=company.hall,
        transformer="文昌 3 号公变",
        feeder="10kV 南桥线",
    )


def no_power(company: Company, customer: Customer, point: SupplyPoint, **more: object) -> desk.Intake:
    facts = {"answers": ANSWERS, "contact_phone": "13800006217"} | more
    return desk.Intake(category=company.fault, customer=customer, supply_point=point, **facts)


@pytest.fixture
@remembered
def fault(company: Company, min: User, guifang: Customer, flat: SupplyPoint) -> Ticket:
    """A walk-in reported at nine that the flat has no power."""
    return desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)


@pytest.fixture
@remembered
def dispatched(fault: Ticket, company: Company, lin: User) -> Ticket:
    return field.dispatch(fault, crew=company.crew, by=lin, at=MONDAY_NINE + minutes(1))


@pytest.fixture
@remembered
def accepted(dispatched: Ticket, qiang: User) -> Ticket:
    return field.accept(dispatched, by=qiang, at=MONDAY_NINE + minutes(2))


@pytest.fixture
@remembered
def departed(accepted: Ticket, qiang: User) -> Ticket:
    return field.depart(accepted, by=qiang, at=MONDAY_NINE + minutes(5))


@pytest.fixture
@remembered
def arrived(departed: Ticket, qiang: User) -> Ticket:
    return field.arrive(departed, by=qiang, at=MONDAY_NINE + minutes(30))


@pytest.fixture
@remembered
def restored(arrived: Ticket, qiang: User) -> Ticket:
    return field.restore(arrived, by=qiang, at=MONDAY_NINE + minutes(90))


@pytest.fixture
@remembered
def reported(restored: Ticket, qiang: User) -> Ticket:
    return field.report(restored, cause="表后开关烧毁", by=qiang, at=MONDAY_NINE + minutes(100))
