"""Two inspectors beside the shift leader, and a plan for what the counters take in."""

import pytest

from accounts.models import User
from accounts.roles import Role
from quality.actions.ruling import write_plan
from quality.models import Sheet
from quality.scoring import Said
from tests.people import MONDAY_NINE, somebody

PLAN = {"name": "受理抽检", "work": "desk", "rule": "person", "unit": None, "share": 1, "share_new": 2, "new_days": 30}
PLAN |= {"words": [], "score_days": 7, "appeal_days": 5, "hides_names": True, "is_on": True}


@pytest.fixture
def rong(company) -> User:
    """徐蓉 inspects the quality of service."""
    return somebody("rong", "徐蓉", Role.QUALITY, company.org, company.org, "8001")


@pytest.fixture
def bin(company) -> User:
    """高斌 inspects too, and decides on appeals."""
    return somebody("bin", "高斌", Role.QUALITY, company.org, company.org, "8002")


@pytest.fixture
def plan(company, rong):
    return write_plan(company.org, code="desk", by=rong, at=MONDAY_NINE, **PLAN)


def whole(sheet: Sheet, **other: Said) -> dict[str, Said]:
    """Everything as it should be, but for what is said otherwise."""
    return {str(item["code"]): Said(5) for item in sheet.items} | other
