"""The watch-list: rules as data, one entry while a rule holds, told once, ended by itself."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from accounts.models import Notice
from customers.models import Customer
from keyaccounts.figures.chart import months_back, year_before
from keyaccounts.models import CareVisit, Consumption, Contract, NightRound, WatchEntry, WatchEvent, WatchRule
from keyaccounts.nightly import tend
from keyaccounts.watch import actions
from keyaccounts.watch.judging import Known, fall, judge, same_day
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.founding import MONDAY_NINE

TODAY = date(2026, 3, 16)
NIGHT = MONDAY_NINE + timedelta(hours=18)


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["desk_language"] = "en"
    with override("en"):
        yield


def rule(**asked: object) -> WatchRule:
    return WatchRule(name="…", **asked)


def year_of(quantity: int, *, then: int, months: int = 3) -> dict[date, Decimal]:
    last = months_back(date(2026, 2, 1), months)
    return {month: Decimal(quantity) for month in last} | {year_before(month): Decimal(then) for month in last}


KNOWN = Known(
    level="first",
    use={"power": year_of(70, then=100)},
    complained_on=(date(2026, 3, 1), date(2025, 12, 1), date(2025, 6, 1)),
    visited_on=date(2025, 9, 1),
    was_visited=True,
    owed=Decimal("1500"),
    contract_ends=date(2026, 4, 20),
)


@pytest.mark.parametrize(
    ("asked", "facts"),
    [
        ({"fall_percent": 30, "fall_months": 3}, {"fall": "30.0", "fall_months": 3, "sort": "power"}),
        ({"fall_percent": 31, "fall_months": 3}, None),
        ({"fall_percent": 30, "fall_months": 4}, None),
        ({"complaints": 2, "complaint_months": 6}, {"complaints": 2, "complaint_months": 6}),
        ({"complaints": 3, "complaint_months": 6}, None),
        ({"unvisited_days": 196}, {"unvisited": 196, "visited": True}),
        ({"unvisited_days": 197}, None),
        ({"owed": Decimal("1500")}, {"owed": "1500"}),
        ({"owed": Decimal("1500.01")}, None),
        ({"contract_days": 35}, {"contract_ends": "2026-04-20"}),
        ({"contract_days": 34}, None),
        ({"unvisited_days": 100, "owed": Decimal(1)}, {"unvisited": 196, "visited": True, "owed": "1500"}),
        ({"unvisited_days": 100, "owed": Decimal(2000)}, None),
        ({"unvisited_days": 100, "levels": ["second"]}, None),
        ({"unvisited_days": 100, "levels": ["first"]}, {"unvisited": 196, "visited": True}),
    ],
)
def test_when_a_rule_holds(asked, facts):
    assert judge(rule(**asked), KNOWN, on=TODAY) == facts


def test_a_month_that_is_not_billed_yet_is_no_falling_use():
    months = year_of(0, then=100)
    del months[date(2026, 2, 1)]

    assert fall(months, 3, before=TODAY) is None
    assert fall(year_of(10, then=0), 3, before=TODAY) is None


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [(date(2026, 5, 31), 3, date(2026, 2, 28)), (date(2026, 3, 16), 15, date(2024, 12, 16))],
)
def test_the_same_day_months_ago(day, months, expected):
    assert same_day(day, months) == expected


@pytest.fixture
def key(company, guifang, flat, mei):
    """Chen Guifang is a key customer of Mei's, owes money, and was visited half a year ago."""
    Customer.objects.filter(pk=guifang.pk).update(level="second", caretaker=mei)
    flat.balance = Decimal("-1500")
    flat.save()
    CareVisit.objects.create(
        org=company.org, customer=guifang, purpose="…", said="…", paid_on=date(2025, 9, 1), paid_by=mei, at=MONDAY_NINE
    )
    guifang.refresh_from_db()
    return guifang


@pytest.fixture
def owing(company, guo):
    return WatchRule.objects.create(org=company.org, name="欠费", owed=1000, by=guo, at=MONDAY_NINE)


@pytest.fixture
def entry(company, key, owing):
    actions.look_through(company.org, at=MONDAY_NINE)
    return WatchEntry.objects.get()


def test_one_entry_while_it_holds_and_told_once(company, key, owing, mei):
    assert actions.look_through(company.org, at=MONDAY_NINE) == (1, 0)
    assert actions.look_through(company.org, at=MONDAY_NINE + timedelta(days=1)) == (0, 0)

    entry = WatchEntry.objects.get()
    assert (entry.since, entry.facts) == (MONDAY_NINE, {"owed": "1500.00"})
    assert Notice.objects.filter(user=mei, what="watch_entry").count() == 1


def test_it_ends_by_itself_and_begins_anew(company, entry, flat):
    flat.balance = 0
    flat.save()
    assert actions.look_through(company.org, at=NIGHT) == (0, 1)
    flat.balance = -2000
    flat.save()

    assert actions.look_through(company.org, at=NIGHT + timedelta(days=1)) == (1, 0)
    assert [row.what for row in WatchEvent.objects.filter(entry=entry).order_by("at")] == ["appeared", "ended"]


def test_who_is_no_key_customer_is_not_watched(company, entry, key):
    Customer.objects.filter(pk=key.pk).update(level="", caretaker=None)

    assert actions.look_through(company.org, at=NIGHT) == (0, 1)


def test_every_kind_of_fact_is_gathered(company, key, flat, guo):
    for month, quantity in year_of(50, then=100).items():
        Consumption.objects.create(org=company.org, supply_point=flat, month=month, quantity=quantity)
    told = {"org": company.org, "customer": key, "by": guo, "at": MONDAY_NINE}
    for number, until in (("1", date(2026, 4, 1)), ("2", date(2026, 5, 1))):
        Contract.objects.create(**told, kind="supply", number=number, signed_on=date(2024, 1, 1), valid_until=until)
    asked = {"fall_percent": 40, "fall_months": 3, "unvisited_days": 100, "owed": 1000, "contract_days": 60}
    WatchRule.objects.create(org=company.org, name="全部", by=guo, at=MONDAY_NINE, **asked)

    actions.look_through(company.org, at=MONDAY_NINE)

    facts = WatchEntry.objects.get().facts
    assert facts["fall"] == "50.0"
    assert facts["contract_ends"] == "2026-05-01", "the shorter one was followed by a longer"
    assert facts["unvisited"] == 196


def test_a_planned_visit_stands_in_the_file(entry, mei):
    actions.plan(entry, on=TODAY + timedelta(days=3), reason="谈欠费", by=mei, at=MONDAY_NINE)

    assert CareVisit.objects.get(planned_on=TODAY + timedelta(days=3)).purpose == "谈欠费"
    assert not WatchEntry.objects.to_do(TODAY).exists()
    assert WatchEntry.objects.to_do(TODAY + timedelta(days=4)).exists()


def test_what_is_put_off_comes_back(entry, mei):
    actions.put_off(entry, on=TODAY + timedelta(days=7), reason="春节后再谈", by=mei, at=MONDAY_NINE)

    assert WatchEntry.objects.under_way(TODAY + timedelta(days=7)).exists()
    assert WatchEntry.objects.to_do(TODAY + timedelta(days=8)).exists()


def test_what_is_refused(company, entry, flat, mei, min):
    with pytest.raises(Invalid):
        actions.explain(entry, reason=" ", by=mei, at=MONDAY_NINE)
    with pytest.raises(Invalid):
        actions.put_off(entry, on=TODAY - timedelta(days=1), reason="…", by=mei, at=MONDAY_NINE)
    with pytest.raises(NotAllowed):
        actions.explain(entry, reason="…", by=min, at=MONDAY_NINE)
    flat.balance = 0
    flat.save()
    actions.look_through(company.org, at=NIGHT)
    with pytest.raises(actions.EntryOver):
        actions.explain(entry, reason="…", by=mei, at=NIGHT)


def test_the_night_comes_once(company, key, owing):
    assert tend(at=NIGHT) > 0
    assert tend(at=NIGHT + timedelta(minutes=1)) == 0
    assert NightRound.objects.filter(org=company.org, name="watch").count() == 1
    assert WatchEntry.objects.count() == 1
    assert tend(at=MONDAY_NINE.replace(hour=16)) == 0, "not before one o'clock"


def test_the_page_shows_mine_and_the_act_is_one_form(client, entry, mei, guo):
    client.force_login(mei)
    page = client.get("/watch/").content.decode()
    assert "陈*芳" in page and "陈桂芳" not in page and "owes 1,500 yuan" in page

    wrong = client.post(f"/watch/{entry.pk}/", {"act": "explain", "reason": ""})
    done = client.post(f"/watch/{entry.pk}/", {"act": "explain", "reason": "改造停产"})

    assert (wrong.status_code, done.status_code) == (422, 302)
    assert "改造停产" in client.get(f"/watch/{entry.pk}/").content.decode()
    assert "Explained" in client.get("/watch/?show=under_way").content.decode()


def test_somebody_elses_customer_is_not_mine(client, entry, key, mei, guo):
    Customer.objects.filter(pk=key.pk).update(caretaker=guo)
    client.force_login(mei)

    assert client.get(f"/watch/{entry.pk}/").status_code == 404
    client.force_login(guo)
    assert client.get(f"/watch/{entry.pk}/").status_code == 200


def test_rules_are_written_changed_and_looked_through_on_demand(client, company, key, guo):
    client.force_login(guo)
    empty = client.post("/manage/watch-rules/new/", {"name": "空"})
    half = client.post("/manage/watch-rules/new/", {"name": "半", "fall_percent": "20"})
    client.post("/manage/watch-rules/new/", {"name": "欠费", "owed": "1000", "is_active": "on"})
    twice = client.post("/manage/watch-rules/new/", {"name": "欠费", "owed": "1", "is_active": "on"})
    client.post("/watch/look/")

    assert [answer.status_code for answer in (empty, half, twice)] == [422, 422, 422]
    assert WatchEntry.objects.holding().count() == 1
    held = WatchRule.objects.get()
    client.post(f"/manage/watch-rules/{held.pk}/", {"name": "欠费", "owed": "9000", "is_active": "on"})
    client.post("/watch/look/")
    assert not WatchEntry.objects.holding().exists()


def test_the_usual_rules(client, company, guo):
    client.force_login(guo)

    client.post("/manage/watch-rules/usual/")
    client.post("/manage/watch-rules/usual/")

    assert WatchRule.objects.count() == len(actions.USUAL)
    assert "use at least 20 % below" in client.get("/manage/watch-rules/").content.decode()
