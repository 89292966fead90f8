"""Each quarter every key customer's file is confirmed, item by item; a round is opened once, who is late is told once."""

from datetime import date, timedelta

import pytest

from accounts.models import Notice
from customers.models import Customer
from keyaccounts.models import RecheckRound, RecheckSheet
from keyaccounts.recheck.actions import SheetDone, answer, keep_round, last_day_of, quarter_of
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.founding import MONDAY_NINE

LATER = MONDAY_NINE + timedelta(days=20)
ALL = dict.fromkeys(("phones", "people", "contract", "hazards", "level"), ("confirmed", ""))


@pytest.fixture
def key(guifang, flat, mei):
    Customer.objects.filter(pk=guifang.pk).update(level="second", caretaker=mei)
    guifang.refresh_from_db()
    return guifang


@pytest.fixture
def sheet(company, key):
    keep_round(company.org, at=MONDAY_NINE)
    return RecheckSheet.objects.get()


@pytest.mark.parametrize(
    ("day", "quarter", "last"),
    [
        (date(2026, 1, 1), "2026Q1", date(2026, 3, 31)),
        (date(2026, 6, 30), "2026Q2", date(2026, 6, 30)),
        (date(2026, 12, 31), "2026Q4", date(2026, 12, 31)),
    ],
)
def test_quarters(day, quarter, last):
    assert (quarter_of(day), last_day_of(day)) == (quarter, last)


def test_a_round_a_quarter_and_a_sheet_a_customer(company, key, guo, mei):
    assert keep_round(company.org, at=MONDAY_NINE) == 1
    assert keep_round(company.org, at=MONDAY_NINE + timedelta(days=1)) == 0
    later = Customer.objects.create(org=company.org, name="后来者", level="first", created_at=MONDAY_NINE)

    assert keep_round(company.org, at=MONDAY_NINE + timedelta(days=2)) == 1
    assert keep_round(company.org, at=LATER) == 2, "a new quarter"
    assert RecheckRound.objects.count() == 2
    assert RecheckSheet.objects.filter(customer=later).count() == 2


def test_who_is_concerned_is_told_once_and_once_more_when_late(company, sheet, mei):
    keep_round(company.org, at=MONDAY_NINE + timedelta(days=1))
    keep_round(company.org, at=LATER)
    keep_round(company.org, at=LATER + timedelta(days=1))

    told = Notice.objects.filter(user=mei).order_by("at").values_list("what", flat=True)
    assert sorted(told) == ["recheck_late", "recheck_open", "recheck_open"]


def test_a_sheet_is_done_when_all_is_answered(sheet, mei):
    answer(sheet, {"phones": ("confirmed", "")}, by=mei, at=MONDAY_NINE)
    assert not RecheckSheet.objects.get().done_at

    done = answer(sheet, ALL | {"level": ("unknown", "问班长")}, by=mei, at=MONDAY_NINE)

    assert (done.done_at, done.done_by) == (MONDAY_NINE, mei)
    with pytest.raises(SheetDone):
        answer(sheet, ALL, by=mei, at=MONDAY_NINE)


def test_what_changed_has_to_be_said(sheet, mei, min):
    with pytest.raises(Invalid) as refusal:
        answer(sheet, {"phones": ("changed", "")}, by=mei, at=MONDAY_NINE)
    assert "phones_note" in refusal.value.fields
    with pytest.raises(NotAllowed):
        answer(sheet, ALL, by=min, at=MONDAY_NINE)


def test_the_pages(client, company, sheet, mei, guo):
    client.force_login(mei)
    page = client.get("/recheck/").content.decode()
    assert "陈*芳" in page and "0</b> / 1" in page
    form = client.get(f"/recheck/{sheet.pk}/").content.decode()
    assert "138****6217" in form and "13800006217" not in form

    wrong = client.post(f"/recheck/{sheet.pk}/", {"phones": "changed"})
    done = client.post(f"/recheck/{sheet.pk}/", dict.fromkeys(ALL, "confirmed"))

    assert (wrong.status_code, done.status_code) == (422, 302)
    assert "1</b> / 1" in client.get("/recheck/").content.decode()
    assert client.get(f"/recheck/{sheet.pk}/").status_code == 200
    assert client.get("/recheck/?quarter=2026Q1").status_code == 200


def test_somebody_elses_sheet_does_not_exist(client, sheet, key, mei, guo):
    Customer.objects.filter(pk=key.pk).update(caretaker=guo)
    client.force_login(mei)

    assert client.get(f"/recheck/{sheet.pk}/").status_code == 404
