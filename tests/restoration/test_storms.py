"""Many calls become few outages: suggested, accepted or rejected, the wider taking in the narrower, none doubled."""

from datetime import timedelta

import pytest

from accounts.models import Notice
from outages.models import Outage
from outages.reach import covering
from outages.refusals import IsOver
from restoration.actions import storms
from restoration.cases import joined_to
from restoration.grouping import Fault, group, street_of
from restoration.models import OutageCase, StormRule
from servicedesk.lib.ids import uuid7
from servicedesk.lib.refusals import NotAllowed
from tests.people import MONDAY_NINE, minutes
from tests.restoration.conftest import calls
from tickets.models import Ticket

QUARTER = timedelta(minutes=15)
RULES = [("feeder", 6, QUARTER), ("transformer", 3, QUARTER), ("street", 3, QUARTER)]
SOON = MONDAY_NINE + minutes(12)


def fault(minute: float, transformer: str = "", feeder: str = "", street: str = "") -> Fault:
    return Fault(uuid7(), MONDAY_NINE + minutes(minute), feeder, transformer, street)


CASES = [
    ([fault(n, "T1", "F") for n in range(2)], []),
    ([fault(n, "T1", "F") for n in range(3)], [("transformer", "T1", 3)]),
    ([fault(n * 9, "T1", "F") for n in range(3)], []),
    ([fault(n, "T1", "F") for n in range(9)], [("transformer", "T1", 9)]),
    ([fault(n, f"T{n % 2}", "F") for n in range(6)], [("feeder", "F", 6)]),
    ([fault(n, f"T{n % 2}", "F") for n in range(5)], [("transformer", "T0", 3)]),
    ([fault(n, street="文昌路") for n in range(3)], [("street", "文昌路", 3)]),
    ([fault(n) for n in range(9)], []),
]


@pytest.mark.parametrize(("faults", "wanted"), CASES)
def test_which_faults_belong_together(faults, wanted):
    found = group(faults, RULES, at=SOON + minutes(3))

    assert [(one.by, one.value, len(one.faults)) for one in found] == wanted


@pytest.mark.parametrize(
    ("address", "street"),
    [("文昌路 86 号 3 幢", "文昌路"), ("盐滩村 12 号", "盐滩村"), ("市中心广场", ""), ("和平小区 3 栋", "和平小区")],
)
def test_the_street_of_an_address(address, street):
    assert street_of(address) == street


@pytest.fixture
def storm(company, street, min, lin) -> list[Ticket]:
    StormRule.objects.create(org=company.org, by="transformer", calls=3, minutes=15)
    return [calls(company, point, min, MONDAY_NINE + minutes(n)) for n, point in enumerate(street[:3])]


def test_calls_of_one_transformer_suggest_an_outage_once(company, storm, street, lin, min):
    assert [len(storms.look(company.org, at=SOON)) for _thrice in range(3)] == [1, 0, 0]
    outage = Outage.objects.get()
    assert (outage.state(SOON), outage.title, outage.starts_at) == ("suggested", "文昌 3 号公变", MONDAY_NINE)
    assert covering(street[0], SOON) == []
    assert Notice.objects.filter(what="outage_suggested", user=lin).count() == 1

    calls(company, street[3], min, SOON)
    joined = storms.accept(outage, by=lin, at=SOON)
    assert len(joined) == 4
    outage.refresh_from_db()
    assert covering(street[0], SOON) == [outage]
    late = calls(company, street[4], min, SOON + minutes(1))
    assert late in joined_to(outage)
    assert storms.look(company.org, at=SOON + minutes(2)) == []
    with pytest.raises(IsOver):
        storms.accept(outage, by=lin, at=SOON)


def test_rejected_it_is_not_suggested_again_by_the_same_calls(company, storm, lin, min):
    storms.look(company.org, at=SOON)
    outage = Outage.objects.get()
    with pytest.raises(NotAllowed):
        storms.reject(outage, by=min, at=SOON)
    storms.reject(outage, by=lin, at=SOON)

    assert storms.look(company.org, at=SOON + minutes(1)) == []
    assert OutageCase.objects.filter(state="refused").count() == 3


def test_transformers_of_a_feeder_become_the_feeder(company, storm, street, min):
    StormRule.objects.create(org=company.org, by="feeder", calls=4, minutes=15)
    storms.look(company.org, at=SOON)
    calls(company, street[5], min, SOON)
    (feeder,) = storms.look(company.org, at=SOON + minutes(1))

    assert feeder.title == "10kV 南桥线"
    assert [one.merged_into for one in Outage.objects.exclude(pk=feeder.pk)] == [feeder]
    assert Outage.objects.suggested().get() == feeder


def test_a_storm_of_36_calls_a_minute_from_one_city_is_a_few_outages():
    """Ten minutes of it: four feeders, looked at after every minute, nothing doubled."""
    everything = [fault(n / 36, f"T{n % 24}", f"F{n % 4}") for n in range(360)]
    rules = [("feeder", 10, QUARTER), ("transformer", 4, QUARTER)]
    named: set[tuple[str, str]] = set()
    for minute in range(1, 11):
        at = MONDAY_NINE + minutes(minute)
        open_ones = [one for one in everything if one.at <= at and ("feeder", one.feeder) not in named]
        named |= {(one.by, one.value) for one in group(open_ones, rules, at=at)}

    assert {by for by, _value in named if by == "feeder"} == {"feeder"}
    assert len([one for one in named if one[0] == "feeder"]) == 4
    assert len(named) <= 8
