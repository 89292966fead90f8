"""The people of the tests and the company they work for. Everybody has a name; nobody is `user1`."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection
from pytest_django import DjangoDbBlocker

from accounts.actions import grant, hire, plant
from accounts.models import Unit, User
from accounts.roles import Role
from customers.actions import add_supply_point, register_customer
from customers.models import Customer, SupplyPoint
from deadlines.actions import adopt_profile
from deadlines.loading import load_shipped
from deadlines.models import PolicyRule, Promise
from tickets.actions import desk, field
from tickets.lifecycle import Kind
from tickets.models import Category, Ticket

# Monday 16 March 2026, 09:00 in the hall (Asia/Shanghai).
MONDAY_NINE = datetime(2026, 3, 16, 1, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"

NO_POWER = [
    {
        "code": "neighbours",
        "label": "邻居是否有电",
        "required": True,
        "choices": [{"code": "on", "label": "有电"}, {"code": "off", "label": "没电"}],
    },
    {
        "code": "danger",
        "label": "安全隐患",
        "required": True,
        "choices": [{"code": "none", "label": "无"}, {"code": "yes", "label": "有"}],
    },
]
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


def found() -> None:
    """Build both companies: the tree, the promises that they make and the categories of the first."""
    if not Promise.objects.exists():
        # A test with real transactions has emptied the tables; the shipped standards are part of the product.
        load_shipped(apps)
    province = plant(parent=None, kind="province", code="37", name="省公司")
    city = plant(parent=province, kind="city", code="3702", name="市公司")
    org = plant(parent=city, kind="company", code="C1", name="城区供电公司")
    other = plant(parent=city, kind="company", code="C2", name="邻县供电公司")
    for each in (org, other):
        adopt_profile(each, "power", by=None, at=MONDAY_NINE - timedelta(days=30))
    plant(parent=org, kind="hall", code="CN", name="城南营业厅", phone="0532-00000")
    plant(parent=org, kind="hall", code="CB", name="城北营业厅")
    plant(parent=org, kind="crew", code="Q1", name="城南抢修一班")
    plant(parent=org, kind="crew", code="Q2", name="城北抢修二班")
    plant(parent=org, kind="desk", code="PD", name="派单台", duty="dispatch")
    plant(parent=org, kind="desk", code="TS", name="投诉台", duty="complaints")
    plant(parent=org, kind="desk", code="HF", name="回访台", duty="callback")
    plant(parent=other, kind="hall", code="LX", name="邻县营业厅")
    category(org, "no-power", "单户无电", Kind.FAULT, questions=NO_POWER, hazards=[["danger", "yes"]])
    category(org, "bill", "电费咨询", Kind.ENQUIRY)
    category(org, "attitude", "服务态度", Kind.COMPLAINT)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Every worker's database holds the companies from the start: most tests need them, and to build them takes long."""
    with django_db_blocker.unblock():
        found()


@pytest.fixture
def company(db: None) -> Company:
    if not Unit.objects.exists():  # a test with real transactions has emptied the tables
        found()
    units = {unit.code: unit for unit in Unit.objects.select_related("org", "parent")}
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


@pytest.fixture
def bare(db: None) -> None:
    """A database as it is after the migrations: nobody has set up a company yet."""
    clear()


def clear() -> None:
    """Take away what `found` built."""
    with connection.cursor() as cursor:  # a company is its own `org`, which the ORM takes for a reason to keep it
        for model in (Category, PolicyRule, Unit):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")


def category(org: Unit, code: str, name: str, kind: str, **more: object) -> Category:
    return Category.objects.create(org=org, code=code, name=name, kind=kind, **more)


def somebody(login: str, name: str, role: str, home: Unit, at: Unit, number: str) -> User:
    person = hire(login=login, name=name, home=home, staff_number=number, password=PASSWORD)
    grant(person, role=role, unit=at)
    return User.objects.get(pk=person.pk)


@pytest.fixture
def min(company: Company) -> User:
    """王敏 is at the counter of the southern hall."""
    return somebody("min", "王敏", Role.CLERK, company.hall, company.hall, "3017")


@pytest.fixture
def other(company: Company) -> User:
    """赵东 is at the counter of the northern hall."""
    return somebody("other", "赵东", Role.CLERK, company.north, company.north, "3018")


@pytest.fixture
def lin(company: Company) -> User:
    """何琳 sends the crews of the company."""
    return somebody("lin", "何琳", Role.DISPATCHER, company.dispatch, company.org, "4001")


@pytest.fixture
def qiang(company: Company) -> User:
    """李强 repairs with the first crew."""
    return somebody("qiang", "李强", Role.CREW, company.crew, company.crew, "5120")


@pytest.fixture
def wei(company: Company) -> User:
    """张伟 repairs with the second crew."""
    return somebody("wei", "张伟", Role.CREW, company.second_crew, company.second_crew, "5121")


@pytest.fixture
def qian(company: Company) -> User:
    """周倩 handles complaints."""
    return somebody("qian", "周倩", Role.COMPLAINTS, company.complaints, company.org, "6001")


@pytest.fixture
def jing(company: Company) -> User:
    """陈静 calls customers back."""
    return somebody("jing", "陈静", Role.CALLBACK, company.callback, company.org, "7001")


@pytest.fixture
def guo(company: Company) -> User:
    """刘建国 leads the shift."""
    return somebody("guo", "刘建国", Role.SUPERVISOR, company.org, company.org, "2001")


@pytest.fixture
def root(company: Company) -> User:
    """孙宁 administers the product."""
    return somebody("root", "孙宁", Role.ADMIN, company.org, company.org, "1001")


@pytest.fixture
def shen(company: Company) -> User:
    """沈清 audits."""
    return somebody("shen", "沈清", Role.AUDITOR, company.org, company.org, "1002")


@pytest.fixture
def stranger(company: Company) -> User:
    """吴远 is at a counter of the neighbouring company."""
    return somebody(
        "stranger",
        "吴远",
        Role.CLERK,
        company.foreign_hall,
        company.foreign_hall,
        "9001",
    )


@pytest.fixture
def line(company: Company) -> User:
    """The hotline's machine."""
    person = hire(login="line", name="95598 接口", home=company.org)
    User.objects.filter(pk=person.pk).update(is_service=True)
    grant(person, role=Role.HOTLINE, unit=company.org)
    return User.objects.get(pk=person.pk)


@pytest.fixture
def guifang(company: Company) -> Customer:
    """陈桂芳, a resident whose phone ends in 6217."""
    return register_customer(org=company.org, name="陈桂芳", phone="138 0000 6217", at=MONDAY_NINE)


@pytest.fixture
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
def fault(company: Company, min: User, guifang: Customer, flat: SupplyPoint) -> Ticket:
    """A walk-in reported at nine that the flat has no power."""
    return desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)


@pytest.fixture
def dispatched(fault: Ticket, company: Company, lin: User) -> Ticket:
    return field.dispatch(fault, crew=company.crew, by=lin, at=MONDAY_NINE + minutes(1))


@pytest.fixture
def accepted(dispatched: Ticket, qiang: User) -> Ticket:
    return field.accept(dispatched, by=qiang, at=MONDAY_NINE + minutes(2))


@pytest.fixture
def departed(accepted: Ticket, qiang: User) -> Ticket:
    return field.depart(accepted, by=qiang, at=MONDAY_NINE + minutes(5))


@pytest.fixture
def arrived(departed: Ticket, qiang: User) -> Ticket:
    return field.arrive(departed, by=qiang, at=MONDAY_NINE + minutes(30))


@pytest.fixture
def restored(arrived: Ticket, qiang: User) -> Ticket:
    return field.restore(arrived, by=qiang, at=MONDAY_NINE + minutes(90))


@pytest.fixture
def reported(restored: Ticket, qiang: User) -> Ticket:
    return field.report(restored, cause="表后开关烧毁", by=qiang, at=MONDAY_NINE + minutes(100))
