"""What an outage covers: by feeder, transformer, street, house numbers, account; now and soon."""

from datetime import timedelta

import pytest

from outages.actions import announce, end, withdraw
from outages.models import Kind, OutageArea
from outages.reach import covering, households, planned_for, word_on
from tests.outages.conftest import By, told
from tests.people import MONDAY_NINE

AREAS = [
    ({"by": By.STREET, "value": "文昌路"}, True),
    ({"by": By.STREET, "value": "文昌路86号3幢"}, True),
    ({"by": By.STREET, "value": "文昌路", "low": 80, "high": 90}, True),
    ({"by": By.STREET, "value": "文昌路", "low": 90, "high": 112}, False),
    ({"by": By.STREET, "value": "文昌"}, True),
    ({"by": By.STREET, "value": "文"}, False),
    ({"by": By.STREET, "value": "昌路"}, False),
    ({"by": By.FEEDER, "value": "10kV 南桥线"}, True),
    ({"by": By.FEEDER, "value": "10kV 南"}, False),
    ({"by": By.TRANSFORMER, "value": "文昌 3 号公变"}, True),
    ({"by": By.TRANSFORMER, "value": "文昌 30 号公变"}, False),
]


@pytest.mark.parametrize(("area", "covered"), AREAS)
def test_what_covers_the_flat(company, lin, flat, area, covered):
    made = announce(told(areas=[OutageArea(**area)]), org=company.org, by=lin, at=MONDAY_NINE, confirmed=True)

    assert covering(flat, MONDAY_NINE) == ([made] if covered else [])
    if area["value"] != "文":
        assert made.households == int(covered)


def test_one_account_is_covered_by_itself(company, lin, flat):
    area = OutageArea(by=By.POINT, value=flat.account_number, supply_point=flat)
    made = announce(told(areas=[area]), org=company.org, by=lin, at=MONDAY_NINE)

    assert covering(flat, MONDAY_NINE) == [made]
    assert households([area]) == 1


def test_a_household_of_two_areas_is_one(company, lin, flat):
    areas = [OutageArea(by=By.STREET, value="文昌路"), OutageArea(by=By.FEEDER, value="10kV 南桥线")]

    assert announce(told(areas=areas), org=company.org, by=lin, at=MONDAY_NINE).households == 1


def test_before_it_begins_it_is_planned_and_after_its_end_it_is_nothing(company, lin, flat, outage):
    tomorrow = MONDAY_NINE + timedelta(days=1)
    works = told(kind=Kind.PLANNED, starts_at=tomorrow, expected_end_at=tomorrow + timedelta(hours=4))
    later = announce(works, org=company.org, by=lin, at=MONDAY_NINE, confirmed=True)

    assert covering(flat, MONDAY_NINE) == [outage]
    assert planned_for(flat, at=MONDAY_NINE) == [later]
    assert planned_for(flat, at=MONDAY_NINE, within=timedelta(hours=1)) == []
    end(outage, ended_at=MONDAY_NINE, version=1, by=lin, at=MONDAY_NINE)
    withdraw(later, reason="改期", version=1, by=lin, at=MONDAY_NINE)
    assert word_on(flat, at=MONDAY_NINE).now == word_on(flat, at=MONDAY_NINE).soon == []


def test_it_lasts_longer_than_expected_until_somebody_ends_it(flat, outage):
    late = outage.expected_end_at + timedelta(hours=5)

    assert covering(flat, late) == [outage]
    assert outage.state(late) == "late"


def test_the_street_but_not_the_house_is_told_as_spared(company, lin, flat):
    areas = [OutageArea(by=By.STREET, value="文昌路", low=90, high=112)]
    made = announce(told(areas=areas), org=company.org, by=lin, at=MONDAY_NINE, confirmed=True)

    assert word_on(flat, at=MONDAY_NINE).spared == [made]


def test_another_companys_outage_covers_nobody_here(company, stranger, lin, flat, outage, guo):
    from_there = outage.__class__.objects.visible_to(stranger)

    assert list(from_there) == []


def test_asking_costs_two_statements(flat, outage, django_assert_num_queries):
    with django_assert_num_queries(2):
        word_on(flat, at=MONDAY_NINE)
