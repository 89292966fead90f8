"""The desk of the dispatchers, with rules of its own and two people on the rota."""

from datetime import timedelta

import pytest

from accounts.models import Grant, User
from accounts.roles import Role
from fieldwork.models import Shift
from shifts.actions.ruling import set_rule
from shifts.actions.signing import fill
from shifts.actions.spine import current
from tests.people import MONDAY_NINE

NIGHT = MONDAY_NINE + timedelta(hours=11)  # 20:00, the day shift's end
ITEMS = [{"code": "keys", "text": "钥匙", "count": 3}, {"code": "phone", "text": "值班电话", "count": 1}]
TURNS = [{"name": "白班", "from": "08:00", "until": "20:00"}, {"name": "夜班", "from": "20:00", "until": "08:00"}]
RULE = {"tidy_before": 15, "come_before": 5, "late_after": 15, "soon_within": 60, "swaps_a_month": 2, "is_on": True}
WHOLE = dict.fromkeys(("records", "tidy", "things", "repairs"), (True, ""))
COUNTED = {"keys": (3, ""), "phone": (1, "")}


@pytest.fixture
def rule(company, guo):
    return set_rule(company.dispatch, turns=TURNS, items=ITEMS, by=guo, at=MONDAY_NINE, **RULE)


@pytest.fixture
def wei(company):
    """张伟 sends crews by night."""
    person = User.objects.get(login="wei")
    User.objects.filter(pk=person.pk).update(home=company.dispatch)
    Grant.objects.create(person=person, role=Role.DISPATCHER, unit=company.org, org=company.org)
    return User.objects.get(pk=person.pk)


@pytest.fixture
def rota(company, lin, wei, guo):
    for person, begin in ((lin, NIGHT - timedelta(hours=12)), (wei, NIGHT)):
        facts = {"from_at": begin, "until_at": begin + timedelta(hours=12), "by": guo, "made_at": MONDAY_NINE}
        Shift.objects.create(org=company.org, person=person, **facts)


@pytest.fixture
def sheet(rule, company):
    return current(company.dispatch, at=NIGHT - timedelta(minutes=10))


@pytest.fixture
def filled(sheet, lin):
    """The day shift's sheet with everything counted, ten minutes before its end."""
    return fill(sheet, words={}, ticked=COUNTED, by=lin, at=NIGHT - timedelta(minutes=10))
