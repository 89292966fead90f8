"""Silent customers are put to rest, wake by themselves when they come again, and can be taken back."""

from datetime import date, timedelta

import pytest

from accounts.actions import grant
from customers import resting
from customers.actions import register_customer
from customers.finding_doubles import find_doubles
from customers.lookup import look_up
from customers.models import CleaningRule, Customer, Double, Rest
from keyaccounts.models import CareVisit
from servicedesk.lib.refusals import NotAllowed
from tests.founding import MONDAY_NINE
from tests.people import no_power
from tickets.actions import desk

LONG_AGO = MONDAY_NINE - timedelta(days=365 * 6)


@pytest.fixture
def silent(company):
    """Somebody who came six years ago, and never again."""
    return register_customer(org=company.org, name="郑远航", phone="13500001234", at=LONG_AGO)


def names(company) -> set[str]:
    return set(resting.stale(company.org, at=MONDAY_NINE).values_list("name", flat=True))


def test_who_is_stale(company, silent, guifang, flat, guo):
    with_account = register_customer(org=company.org, name="周有户", phone="13500001235", at=LONG_AGO)
    with_account.holdings.create(org=company.org, supply_point=flat)
    visited = register_customer(org=company.org, name="吴走访", phone="13500001236", at=LONG_AGO)
    CareVisit.objects.create(
        org=company.org, customer=visited, purpose="…", said="…", paid_on=date(2025, 1, 1), paid_by=guo, at=LONG_AGO
    )
    cared_for = register_customer(org=company.org, name="钱经理", phone="13500001237", at=LONG_AGO)
    Customer.objects.filter(pk=cared_for.pk).update(caretaker=guo)

    assert names(company) == {"郑远航"}

    CleaningRule.objects.create(org=company.org, stale_years=10)
    assert names(company) == set()


def test_at_rest_they_are_not_offered_and_taken_back_they_are(company, silent, min, guo):
    rest = resting.put_to_rest(silent, by=guo, at=MONDAY_NINE)
    assert look_up("郑远航", by=min, at=MONDAY_NINE).customers == []
    assert names(company) == set()

    resting.take_back(rest, by=guo, at=MONDAY_NINE)

    assert [one.pk for one in look_up("1234", by=min, at=MONDAY_NINE).customers] == [silent.pk]
    assert names(company) == set(), "taken back is a sign of life as well"
    with pytest.raises(resting.Awake):
        resting.take_back(rest, by=guo, at=MONDAY_NINE)


def test_whoever_registers_again_is_awake(company, silent, guo):
    resting.put_to_rest(silent, by=guo, at=MONDAY_NINE)

    again = register_customer(org=company.org, name="郑远航", phone="135 0000 1234", at=MONDAY_NINE)

    assert again == silent
    assert Customer.objects.get(pk=silent.pk).hidden_at is None
    assert Rest.objects.get().ended_how == "came"


def test_a_ticket_wakes(company, silent, flat, min, guo):
    resting.put_to_rest(silent, by=guo, at=MONDAY_NINE)
    silent.refresh_from_db()

    desk.register(no_power(company, silent, flat), unit=company.hall, by=min, at=MONDAY_NINE)

    assert Customer.objects.get(pk=silent.pk).hidden_at is None


def test_who_may_not_and_whom_one_cannot(company, silent, guifang, min, guo):
    with pytest.raises(NotAllowed):
        resting.put_to_rest(silent, by=min, at=MONDAY_NINE)
    with pytest.raises(resting.HeardOf):
        resting.put_to_rest(guifang, by=guo, at=MONDAY_NINE)


def test_a_leap_day_has_a_day_years_ago():
    assert resting.years_before(MONDAY_NINE.replace(year=2028, month=2, day=29), 5).date() == date(2023, 2, 28)


def test_the_page_puts_many_to_rest_and_names_what_cannot_be(client, company, silent, guifang, guo):
    client.force_login(guo)
    client.cookies["desk_language"] = "en"

    page = client.post("/manage/rest/put/", {"customer": [silent.pk, guifang.pk, "x"]}, follow=True).content.decode()

    assert "1 customer put to rest." in page
    assert "陈*芳：Something has been heard" in page
    rest = Rest.objects.get()
    assert "郑*航" in client.get("/manage/rest/?show=asleep").content.decode()
    client.post(f"/manage/rest/{rest.pk}/back/")
    assert not Rest.objects.asleep().exists()


def test_the_years_are_data(client, company, guo):
    client.force_login(guo)

    client.post("/manage/rest/years/", {"years": "8"})
    client.post("/manage/rest/years/", {"years": "0"})

    assert resting.years_of(company.org) == 8


@pytest.fixture
def pair(company, guifang):
    fang = register_customer(org=company.org, name="陈桂方", phone="138 0000 6217", at=MONDAY_NINE)
    find_doubles(company.org, at=MONDAY_NINE)
    return fang


def test_the_page_of_doubles_masks_all_but_the_difference(client, pair, guo):
    client.force_login(guo)

    page = client.get("/manage/doubles/").content.decode()

    assert "陈*<mark>芳</mark>" in page
    assert "陈*<mark>方</mark>" in page
    assert "陈桂芳" not in page
    assert "13800006217" not in page


def test_pairs_are_merged_together_with_who_stays_as_chosen(client, guifang, pair, guo):
    client.force_login(guo)
    double = Double.objects.get()

    client.post("/manage/doubles/settle/", {"pair": [double.pk], f"stays-{double.pk}": str(pair.pk), "do": "merge"})

    guifang.refresh_from_db()
    assert guifang.hidden_at
    done = guifang.merged_by.get()
    assert "/undo/" in client.get("/manage/doubles/?show=merged").content.decode()
    client.post(f"/manage/doubles/merges/{done.pk}/undo/")
    assert client.post(f"/manage/doubles/merges/{done.pk}/undo/").status_code == 409


def test_pairs_are_kept_apart_and_looked_for_again(client, pair, guo):
    client.force_login(guo)
    double = Double.objects.get()

    client.post("/manage/doubles/settle/", {"pair": [double.pk], "do": "different"})
    client.post("/manage/doubles/look/")
    assert not Double.objects.open().exists()
    assert str(double.pk) in client.get("/manage/doubles/?show=different").content.decode()

    client.post(f"/manage/doubles/{double.pk}/again/")
    assert Double.objects.open().exists()


def test_another_companys_pairs_do_not_exist(client, pair, stranger, company):
    grant(stranger, role="supervisor", unit=company.foreign_org)
    client.force_login(stranger)
    double = Double.objects.get()

    client.post("/manage/doubles/settle/", {"pair": [double.pk], "do": "merge"})

    assert Double.objects.open().count() == 1
    assert client.post(f"/manage/doubles/{double.pk}/again/").status_code == 404
