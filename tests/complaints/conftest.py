"""One complaint, moved along by its own actions."""

import pytest

from accounts.models import User
from complaints import actions
from complaints.actions import FileFacts
from tests.memory import remembered
from tests.people import MONDAY_NINE, Company, minutes, somebody
from tickets.actions.desk import Intake
from tickets.models import Ticket

PROOF = [{"kind": "recording", "id": "R-0316-0031"}]


def intake(company: Company, **more: object) -> Intake:
    """What 陈桂芳 says at the counter: the clerk yesterday was rude."""
    facts = {
        "category": company.complaint,
        "contact_name": "陈桂芳",
        "contact_phone": "13800006217",
        "description": "昨天柜台人员态度生硬",
    }
    return Intake(**(facts | more))


@pytest.fixture
@remembered
def complaint(company, min) -> Ticket:
    return actions.register(intake(company), facts=FileFacts(), unit=company.hall, by=min, at=MONDAY_NINE)


@pytest.fixture
@remembered
def taken(complaint, qian) -> Ticket:
    return actions.accept(complaint, by=qian, at=MONDAY_NINE + minutes(10))


@pytest.fixture
@remembered
def contacted(taken, qian) -> Ticket:
    return actions.contact(taken, text="已致歉，约定两天内答复", by=qian, at=MONDAY_NINE + minutes(30))


@pytest.fixture
@remembered
def verified(contacted, company, qian) -> Ticket:
    return actions.verify(
        contacted,
        verdict="upheld",
        finding="录像显示解释时语气生硬",
        cause="attitude",
        responsible_unit=company.hall,
        evidence=PROOF,
        corrective="当日班会复盘",
        by=qian,
        at=MONDAY_NINE + minutes(120),
    )


def approve(ticket: Ticket, *, by: User, text: str = "经核实属实，向您致歉。", minute: int = 150) -> Ticket:
    """Draft the answer and have somebody else approve it; nothing is sent yet."""
    checker = User.objects.filter(login="yan").first()
    if checker is None:
        somebody("yan", "严冬", "complaints", by.home, by.org, "6002")
        checker = User.objects.get(login="yan")
    actions.draft(ticket, text=text, by=by, at=MONDAY_NINE + minutes(minute))
    return actions.review(ticket, approved=True, by=checker, at=MONDAY_NINE + minutes(minute + 10))


@pytest.fixture
@remembered
def approved(verified, qian) -> Ticket:
    return approve(verified, by=qian)


@pytest.fixture
@remembered
def answered(approved, qian) -> Ticket:
    return actions.reply(approved, by=qian, at=MONDAY_NINE + minutes(180))
