"""Two customers become one, and two again: every row goes over, and goes back; what is new stays with the survivor."""

from datetime import date
from decimal import Decimal

import pytest

from customers.actions import add_phone, add_supply_point, owe, register_customer
from customers.cleaning import links, merge, undo_merge
from customers.cleaning_refusals import Gone, LaterMerge, Undone
from customers.finding_doubles import find_doubles
from customers.lookup import look_up
from customers.models import Customer, Double, Holding, Merge, MergeMove, Message, Phone
from keyaccounts.models import CaretakerTerm, CareVisit, Consumption, Contract, Hazard, LevelTerm, Reminder, SafetyFile
from servicedesk.lib.refusals import NotAllowed
from tests.founding import MONDAY_NINE
from tests.people import no_power
from tickets.actions import desk

LATER = MONDAY_NINE.replace(hour=9)


@pytest.fixture
def fang(company):
    """Chen Guifang, mistyped, with an account and a phone of her own, an ID number and a tag."""
    fang = register_customer(
        org=company.org, name="陈桂方", phone="138 0000 6217", identity="370203199001011234", at=MONDAY_NINE
    )
    add_phone(fang, "13900001111", is_main=False)
    fang.tags, fang.level, fang.secrecy = ["独居老人"], "second", "internal"
    fang.save()
    return fang


@pytest.fixture
def shop(company, fang):
    return add_supply_point(
        org=company.org,
        holder=fang,
        account_number="053211870001",
        address="文昌路 90 号",
        area="urban",
        hall=company.hall,
        balance=Decimal("-30"),
    )


@pytest.fixture
def everything(company, fang, shop, min, guo):
    """One row of every kind that can hang on a customer."""
    org = company.org
    desk.register(no_power(company, fang, shop), unit=company.hall, by=min, at=MONDAY_NINE)
    owe(org=org, customer=fang, address="13900001111", key="k", template="registered", text="…", at=MONDAY_NINE)
    Consumption.objects.create(org=org, supply_point=shop, month=date(2026, 1, 1), quantity=5)
    SafetyFile.objects.create(org=org, customer=fang, supply_point=shop, filed_at=MONDAY_NINE, next_on=date(2026, 6, 1))
    told = {"org": org, "customer": fang}
    Hazard.objects.create(
        **told, supply_point=shop, number="YH26-0001", found_at=MONDAY_NINE, found_by=guo, text="裸露"
    )
    CaretakerTerm.objects.create(**told, person=guo, from_at=MONDAY_NINE)
    LevelTerm.objects.create(**told, level="second", reason="…", from_at=MONDAY_NINE)
    Contract.objects.create(**told, kind="supply", number="HT-1", signed_on=date(2025, 1, 1), by=guo, at=MONDAY_NINE)
    CareVisit.objects.create(**told, purpose="走访", planned_on=date(2026, 4, 1), planned_by=guo, at=MONDAY_NINE)
    Reminder.objects.create(**told, kind="own", first_on=date(2026, 5, 1), by=guo, at=MONDAY_NINE)
    return fang


def picture() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that names a customer, and the customers themselves."""
    names = ("pk", "name", "level", "secrecy", "tags", "identity_index", "caretaker_id", "hidden_at")
    found = {"customers": [tuple(map(str, row)) for row in Customer.objects.order_by("pk").values_list(*names)]}
    for link in links():
        columns = ["pk", link.column, *(["is_main"] if link.model is Phone else [])]
        found[f"{link.label}.{link.column}"] = list(link.model._base_manager.order_by("pk").values_list(*columns))
    return found


def test_everything_goes_over_and_back_exactly_as_it_was(company, guifang, flat, everything, guo):
    before = picture()

    done = merge(guifang, everything, by=guo, at=LATER)

    left = {link.label for link in links() if link.model._base_manager.filter(**{link.column: everything.pk}).exists()}
    assert left == {"customers.phone"}, "only the number that both had stays"
    assert guifang.supply_points.count() == 2
    assert guifang.tickets.count() == guifang.contracts.count() == guifang.hazards.count() == 1
    assert MergeMove.objects.filter(merge=done).count() >= 11

    undo_merge(done, by=guo, at=LATER)

    assert picture() == before


def test_the_survivors_record_takes_what_it_lacks(guifang, fang, guo):
    merge(guifang, fang, by=guo, at=LATER)

    guifang.refresh_from_db()
    assert guifang.identity() == "370203199001011234"
    assert (guifang.level, guifang.tags, guifang.secrecy) == ("second", ["独居老人"], "internal")
    assert list(guifang.phones.filter(is_main=True).values_list("number", flat=True)) == ["13800006217"]


def test_what_is_new_since_stays_with_the_survivor(company, guifang, flat, fang, shop, min, guo):
    done = merge(guifang, fang, by=guo, at=LATER)
    guifang.refresh_from_db()
    new_ticket = desk.register(no_power(company, guifang, shop), unit=company.hall, by=min, at=LATER)
    new_phone = add_phone(guifang, "13700002222")
    guifang.level = "first"
    guifang.save()
    moved = Holding.objects.get(supply_point=shop)
    moved.part = "tenant"
    moved.save()

    back, kept_back = undo_merge(done, by=guo, at=LATER)

    new_ticket.refresh_from_db()
    new_phone.refresh_from_db()
    moved.refresh_from_db()
    guifang.refresh_from_db()
    assert new_ticket.customer == new_phone.customer == guifang
    assert (moved.customer, moved.part) == (fang, "tenant")
    assert (guifang.level, guifang.tags, guifang.identity_index) == ("first", [], "")
    assert (back, kept_back) == (2, 0)


def test_a_row_deleted_since_is_no_hindrance(guifang, fang, guo):
    done = merge(guifang, fang, by=guo, at=LATER)
    Phone.objects.filter(number="13900001111").delete()

    assert undo_merge(done, by=guo, at=LATER) == (0, 1)


def test_the_other_is_offered_no_more_and_after_an_undo_again(guifang, fang, min, guo):
    done = merge(guifang, fang, by=guo, at=LATER)
    assert [one.pk for one in look_up("13900001111", by=min, at=LATER).customers] == [guifang.pk]
    assert look_up("陈桂方", by=min, at=LATER).customers == []

    undo_merge(done, by=guo, at=LATER)

    assert [one.pk for one in look_up("陈桂方", by=min, at=LATER).customers] == [fang.pk]


def test_whoever_comes_under_the_old_name_is_the_survivor(company, guifang, fang, guo):
    merge(guifang, fang, by=guo, at=LATER)

    assert register_customer(org=company.org, name="陈桂方", phone="13900001111", at=LATER) == guifang


def test_the_pair_is_settled_and_after_an_undo_open(company, guifang, fang, guo):
    find_doubles(company.org, at=LATER)
    done = merge(guifang, fang, by=guo, at=LATER)
    assert Double.objects.get().settled == "merged"
    assert find_doubles(company.org, at=LATER) == 0

    undo_merge(done, by=guo, at=LATER)

    assert Double.objects.get().settled == ""


def test_what_nobody_may_or_can(company, guifang, fang, min, guo):
    third = register_customer(org=company.org, name="陈桂枋", phone="13600003333", at=MONDAY_NINE)
    with pytest.raises(NotAllowed):
        merge(guifang, fang, by=min, at=LATER)
    first = merge(guifang, fang, by=guo, at=LATER)
    with pytest.raises(Gone):
        merge(third, fang, by=guo, at=LATER)
    second = merge(third, guifang, by=guo, at=LATER)
    with pytest.raises(LaterMerge):
        undo_merge(first, by=guo, at=LATER)

    undo_merge(second, by=guo, at=LATER)
    undo_merge(first, by=guo, at=LATER)

    with pytest.raises(Undone):
        undo_merge(first, by=guo, at=LATER)
    assert not Merge.objects.standing().exists()
    assert not Customer.objects.filter(hidden_at__isnull=False).exists()


def test_history_is_never_re_pointed(db):
    assert "customers.customerevent" not in {link.label for link in links()}
    assert "customers.viewing" not in {link.label for link in links()}


def test_messages_go_over(company, guifang, everything, guo):
    merge(guifang, everything, by=guo, at=LATER)

    assert Message.objects.get(key="k").customer == guifang
