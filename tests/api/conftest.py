"""Machines with keys, each in a role of its own."""

import pytest

from accounts.roles import Role
from hotline.actions import Issued, make_client
from hotline.rest.guessing import GUESSING
from hotline.rest.journal import JOURNAL
from tests.api.caller import Caller
from tests.applications.conftest import offer, transfer, types  # noqa: F401  an application at the counter
from tests.complaints.conftest import complaint, contacted, taken  # noqa: F401  a complaint on its way
from tests.keyaccounts.conftest import hospital, kept  # noqa: F401  a key customer
from tests.people import ANSWERS, Company
from tests.surveys.conftest import closed, owed, survey, token  # noqa: F401  a customer who was asked


@pytest.fixture(autouse=True)
def calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test tried, counted or left to be written must not reach the next."""
    monkeypatch.setattr("hotline.rest.guessing.WRONG_A_MINUTE", 1_000_000)
    GUESSING.forget()
    JOURNAL.forget()


@pytest.fixture
def issued(company: Company) -> Issued:
    """The hotline's client and its key."""
    return make_client(org=company.org, name="95598 接口", source="95598")


@pytest.fixture
def hotline(issued: Issued) -> Caller:
    """The provincial hotline, which takes calls for the whole company."""
    return Caller(issued.key)


@pytest.fixture
def foreign(company: Company) -> Caller:
    """The hotline of the neighbouring company."""
    return Caller(make_client(org=company.foreign_org, name="邻县接口", source="neighbour").key)


def machine(company: Company, role: str, **more: object) -> Caller:
    """A system that acts in a role of its own: a dispatch system, the crews' phones, a calling desk."""
    return Caller(make_client(org=company.org, name=f"{role} 接口", source=role, role=role, **more).key)


@pytest.fixture
def dispatching(company: Company) -> Caller:
    return machine(company, Role.DISPATCHER)


@pytest.fixture
def phones(company: Company) -> Caller:
    """The phones of the first crew."""
    return machine(company, Role.CREW, unit=company.crew)


@pytest.fixture
def calling(company: Company) -> Caller:
    return machine(company, Role.CALLBACK)


@pytest.fixture
def complaint_desk(company: Company) -> Caller:
    return machine(company, Role.COMPLAINTS)


@pytest.fixture
def second_desk(company: Company) -> Caller:
    """Another program of the complaint desk: an answer is reviewed by somebody else."""
    told = {"org": company.org, "name": "投诉复核", "source": "review", "role": Role.COMPLAINTS}
    return Caller(make_client(**told).key)


def no_power(**more: object) -> dict[str, object]:
    """A caller in the south has no power."""
    told = {
        "hall": "CN",
        "category": "no-power",
        "contact_name": "陈桂芳",
        "contact_phone": "138 0000 6217",
        "address": "文昌路 86 号 3 幢 2 单元 501",
        "answers": dict(ANSWERS),
    }
    return told | more
