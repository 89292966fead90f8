"""Outages are put on record, changed, ended and withdrawn; what has to be read first is asked, what is wrong is said."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from outages.actions import amend, announce, end, expect, withdraw
from outages.models import Kind, Outage, OutageArea, OutageEvent
from outages.refusals import Changed, IsOver, ToConfirm
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.outages.conftest import HALF_PAST_EIGHT, By, told
from tests.people import MONDAY_NINE

HOUR = timedelta(hours=1)


def test_it_has_a_number_a_script_and_a_first_event(outage, lin):
    assert outage.number == "TD26031601"
    assert "文昌路 80–90 号" in outage.script
    assert "电缆故障" in outage.script
    event = outage.timeline.get()
    assert (event.what, event.by, event.facts["households"]) == ("announce", lin, 1)


@pytest.mark.parametrize(
    ("kind", "words"),
    [("planned", "the supply is cut from 16 Mar 08:30 to 16 Mar 11:00"), ("fault", "is expected back on 16 Mar 11:00")],
)
def test_work_on_the_grid_is_read_out_with_its_beginning_and_what_is_over_as_over(company, lin, kind, words):
    with override("en"):
        held = announce(told(kind=kind), org=company.org, by=lin, at=MONDAY_NINE, confirmed=True)
        over = end(held, ended_at=MONDAY_NINE, by=lin, at=MONDAY_NINE)

    assert words in held.script
    assert "supply is back since 16 Mar 09:00" in over.script


def test_the_next_of_a_day_counts_on(company, lin, outage):
    other = told(areas=[OutageArea(by=By.FEEDER, value="10kV 梅园线")])

    assert announce(other, org=company.org, by=lin, at=MONDAY_NINE, confirmed=True).number == "TD26031602"


def test_a_place_that_supplies_nobody_is_asked_about_with_the_nearest(company, lin, flat):
    slip = told(areas=[OutageArea(by=By.TRANSFORMER, value="文昌3号公变")])
    with pytest.raises(ToConfirm) as asked:
        announce(slip, org=company.org, by=lin, at=MONDAY_NINE)

    assert asked.value.doubts[0].near == "文昌 3 号公变"
    assert announce(slip, org=company.org, by=lin, at=MONDAY_NINE, confirmed=True).households == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"expected_end_at": HALF_PAST_EIGHT},
        {"expected_end_at": HALF_PAST_EIGHT - HOUR},
        {"areas": []},
        {"title": " "},
        {"starts_at": MONDAY_NINE + timedelta(days=400), "expected_end_at": None},
        {"kind": Kind.PLANNED, "expected_end_at": None},
        {"starts_at": MONDAY_NINE - timedelta(days=40)},
        {"cause_code": "meteor"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(company, lin, wrong):
    with pytest.raises(Invalid):
        announce(told(**wrong), org=company.org, by=lin, at=MONDAY_NINE, confirmed=True)

    assert not Outage.objects.exists()


@pytest.mark.parametrize(
    ("kind", "ahead", "asks"),
    [
        (Kind.PLANNED, timedelta(days=7), False),
        (Kind.PLANNED, timedelta(days=6, hours=23), True),
        (Kind.TEMPORARY, timedelta(hours=24), False),
        (Kind.TEMPORARY, timedelta(hours=23), True),
        (Kind.FAULT, timedelta(), False),
        (Kind.OTHER, timedelta(hours=1), False),
    ],
)
def test_notice_that_is_too_short_is_asked_about_once(company, lin, flat, kind, ahead, asks):
    starts = MONDAY_NINE + ahead
    works = told(kind=kind, starts_at=starts, expected_end_at=starts + HOUR)
    if asks:
        with pytest.raises(ToConfirm):
            announce(works, org=company.org, by=lin, at=MONDAY_NINE)

    assert announce(works, org=company.org, by=lin, at=MONDAY_NINE, confirmed=asks).pk


def test_another_outage_of_the_same_street_is_named(company, lin, outage):
    with pytest.raises(ToConfirm) as asked:
        announce(told(), org=company.org, by=lin, at=MONDAY_NINE)

    assert outage.number in str(asked.value)


def test_a_new_time_rewrites_the_script_unless_it_is_ones_own(company, lin, outage):
    new_end = MONDAY_NINE + 5 * HOUR
    held = expect(outage, end_at=new_end, reason="电缆待换", version=1, by=lin, at=MONDAY_NINE)
    assert "14:00" in held.script

    own = amend(held, told(script="正在抢修，请稍候"), version=2, by=lin, at=MONDAY_NINE)
    assert expect(own, end_at=new_end, reason="", version=3, by=lin, at=MONDAY_NINE).script == "正在抢修，请稍候"
    assert [event.what for event in outage.timeline.all()] == ["announce", "expect", "amend", "expect"]


def test_a_stale_save_is_refused(lin, outage):
    expect(outage, end_at=MONDAY_NINE + HOUR, reason="", version=1, by=lin, at=MONDAY_NINE)
    with pytest.raises(Changed):
        end(outage, ended_at=MONDAY_NINE, version=1, by=lin, at=MONDAY_NINE)


@pytest.mark.parametrize("when", [HALF_PAST_EIGHT - HOUR, MONDAY_NINE + HOUR])
def test_it_ends_between_its_beginning_and_now(lin, outage, when):
    with pytest.raises(Invalid):
        end(outage, ended_at=when, version=1, by=lin, at=MONDAY_NINE)


def test_what_is_over_stays_as_it_is(lin, outage):
    end(outage, ended_at=MONDAY_NINE, version=1, by=lin, at=MONDAY_NINE)
    for act in (
        lambda: withdraw(outage, reason="误报", version=2, by=lin, at=MONDAY_NINE),
        lambda: amend(outage, told(), version=2, by=lin, at=MONDAY_NINE),
        lambda: expect(outage, end_at=MONDAY_NINE + HOUR, reason="", version=2, by=lin, at=MONDAY_NINE),
    ):
        with pytest.raises(IsOver):
            act()


def test_withdrawn_with_a_reason_only(lin, outage):
    with pytest.raises(Invalid):
        withdraw(outage, reason=" ", version=1, by=lin, at=MONDAY_NINE)

    assert withdraw(outage, reason="误报", version=1, by=lin, at=MONDAY_NINE).state(MONDAY_NINE) == "withdrawn"


@pytest.mark.parametrize("who", ["min", "qian", "stranger"])
def test_who_may_not(request, company, outage, who):
    with pytest.raises(NotAllowed):
        announce(told(), org=company.org, by=request.getfixturevalue(who), at=MONDAY_NINE, confirmed=True)


def test_history_is_never_rewritten(outage):
    with pytest.raises(IntegrityError), transaction.atomic():
        OutageEvent.objects.update(what="end")
