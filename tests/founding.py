"""What every test may count on: two companies, their promises and their people; there from the start, for it takes long."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

from accounts.actions import hire, plant
from accounts.models import Standing, Unit, User
from deadlines.actions import adopt_profile
from deadlines.loading import load_shipped
from deadlines.models import PolicyRule, Promise
from tests.memory import WORLD, written_by
from tickets.lifecycle import Kind
from tickets.models import Category

# Monday 16 March 2026, 09:00 in the hall (Asia/Shanghai).
MONDAY_NINE = datetime(2026, 3, 16, 1, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
EMPTY = pytest.StashKey[bool]()
AGAIN: list[bytes] = []  # what fills empty tables, once it is known
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
# Everybody who appears by name: what they are called, where they sit and their staff number.
STAFF = {
    "min": ("王敏", "CN", "3017"),
    "other": ("赵东", "CB", "3018"),
    "lin": ("何琳", "PD", "4001"),
    "qiang": ("李强", "Q1", "5120"),
    "wei": ("张伟", "Q2", "5121"),
    "qian": ("周倩", "TS", "6001"),
    "jing": ("陈静", "HF", "7001"),
    "mei": ("韩梅", "CN", "3101"),
    "guo": ("刘建国", "C1", "2001"),
    "root": ("孙宁", "C1", "1001"),
    "shen": ("沈清", "C1", "1002"),
    "stranger": ("吴远", "LX", "9001"),
}


def found() -> None:
    """Have both companies in the database. After a test with real transactions it is empty: the second time is quick."""
    if Promise.objects.exists():
        WORLD.forget()
        build()
    elif not AGAIN:
        WORLD.forget()
        AGAIN.append(written_by(refill))
    else:
        with connection.cursor() as cursor:
            cursor.cursor.execute(AGAIN[0])


def refill() -> None:
    """Put back what the product ships, the standards and the row of what stands, and build."""
    Standing.objects.create(revision=uuid4())
    load_shipped(apps)
    build()


def build() -> None:
    """Build the tree, the promises that they make, the categories of the first, and who works there."""
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
    units = {unit.code: unit for unit in Unit.objects.all()}
    for login, (name, home, number) in STAFF.items():
        hire(login=login, name=name, home=units[home], staff_number=number, password=PASSWORD)


def category(org: Unit, code: str, name: str, kind: str, **more: object) -> Category:
    return Category.objects.create(org=org, code=code, name=name, kind=kind, **more)


def known_units() -> dict[str, Unit]:
    return {unit.code: unit for unit in Unit.objects.select_related("org", "parent")}


@pytest.fixture
def bare(db: None) -> None:
    """A database as it is after the migrations: nobody has set up a company yet."""
    clear()


def clear() -> None:
    """Take away what `found` built."""
    with connection.cursor() as cursor:  # a company is its own `org`, which the ORM takes for a reason to keep it
        for model in (Category, PolicyRule, User, Unit):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The run's own server is thrown away as a whole; only on somebody else's is the database dropped."""
    return "TEST_DATABASE_URL" not in os.environ


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Every worker's database holds the companies from the start: most tests need them, and to build them takes long."""
    with django_db_blocker.unblock():
        found()


def empties_the_tables(item: pytest.Item) -> bool:
    """Whether the test works with real transactions, after which every table is empty."""
    marker = item.get_closest_marker("django_db")
    asked = bool(marker and marker.kwargs.get("transaction"))
    return asked or not {"transactional_db", "live_server"}.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """What every test may count on is there again before the first one that does, not built anew in each of them."""
    mine = item.config.stash
    if mine.get(EMPTY, False) and not empties_the_tables(item):
        mine[EMPTY] = False
        with mine[blocking_manager_key].unblock():
            found()
    mine[EMPTY] = mine.get(EMPTY, False) or empties_the_tables(item)
    WORLD.begin(in_one_transaction=not empties_the_tables(item))
    return (yield)
