"""One box finds a customer by whatever people say of themselves, and tells nobody what a mask hides."""

import pytest
from django.test import Client

from accounts.actions import LOOKUPS_AN_HOUR, MASKED_LOOKUPS_AN_HOUR, grant, hire
from accounts.models import AuditEvent, User
from accounts.roles import MAY, Role
from customers.actions import add_phone, add_supply_point, register_customer
from customers.lookup import MOST_HITS, Found, look_up
from customers.models import Customer, SupplyPoint
from customers.words import check_digit
from servicedesk.lib.refusals import Invalid, TooMany
from tests.people import MONDAY_NINE, Company

IDENTITY = "37020319900101123"


@pytest.fixture
def known(company: Company, guifang: Customer, flat: SupplyPoint) -> Customer:
    """陈桂芳 with everything by which somebody may be found."""
    SupplyPoint.objects.filter(pk=flat.pk).update(meter_number="3730A0012345")
    guifang.set_identity(f"{IDENTITY}X")
    guifang.save()
    add_phone(guifang, "0532-8888 1234 转 801", is_main=False)
    return guifang


def names(found: Found) -> list[str]:
    return [one.name for one in found.customers]


@pytest.mark.parametrize(
    "typed",
    [
        "13800006217",
        "+86 138 0000 6217",
        "0086-138-0000-6217",
        "１３８００００６２１７",
        "138/0000/6217",
        "(0532) 8888 1234",
        "0532-88881234-801",
        "88881234转801",
        "6217",
        "00006217",
        "053211876204",
        "0532 1187 6204",
        "6204",
        "A:053211876204",
        "a：0532 1187 6204",
        "3730a0012345",
        "M:3730A0012345",
        f"{IDENTITY}x",
        f"I:{IDENTITY}X",
        "cgf",
        "CG",
        "chenguifang",
        "chengui",
        "陈",
        "陈桂",
        "陳桂芳",
        "桂芳",
        "6217 cgf",
        "cgf 6217",
        "陈桂 6204",
        "6217 6204",
        "6217 cgf 陈",
        "6217 c",
        "文昌路86号",
        "文昌路 86 号 3 幢",
    ],
)
def test_she_is_found_by(known: Customer, min: User, typed: str) -> None:
    assert names(look_up(typed, by=min, at=MONDAY_NINE)) == ["陈桂芳"]


@pytest.mark.parametrize(
    "typed",
    [
        "6218",
        "cgg",
        "芳桂",
        "6217 wm",
        "6217 6205",
        "P:053211876204",
        "A:13800006217",
        "%",
        "_",
        "' OR 1=1 --",
        "0532118",
    ],
)
def test_she_is_not_found_by(known: Customer, min: User, typed: str) -> None:
    assert look_up(typed, by=min, at=MONDAY_NINE).count == 0


WHOLE, OLD = IDENTITY + check_digit(IDENTITY), "370203900101123"


@pytest.mark.parametrize(("stored", "typed"), [(WHOLE, OLD), (OLD, WHOLE)])
def test_an_identity_number_is_found_in_both_lengths(guifang: Customer, min: User, stored: str, typed: str) -> None:
    guifang.set_identity(stored)
    guifang.save()

    assert names(look_up(typed, by=min, at=MONDAY_NINE)) == ["陈桂芳"]


@pytest.mark.parametrize("typed", ["", "   ", "621", "1 3", "c", "陈 123"])
def test_too_little_to_search_by(known: Customer, min: User, typed: str) -> None:
    with pytest.raises(Invalid):
        look_up(typed, by=min, at=MONDAY_NINE)


def test_more_than_nine_are_counted_and_nine_returned(company: Company, min: User) -> None:
    for number in range(MOST_HITS + 3):
        register_customer(org=company.org, name="王明", phone=f"154000011{number:02d}", at=MONDAY_NINE)

    found = look_up("wm", by=min, at=MONDAY_NINE)

    assert (found.count, len(found.customers), found.is_many) == (12, MOST_HITS, True)


def test_the_neighbours_customers_are_nobodys_here(known: Customer, stranger: User) -> None:
    assert look_up("6217 cgf", by=stranger, at=MONDAY_NINE).count == 0


def test_a_merged_customer_is_not_found(known: Customer, min: User) -> None:
    Customer.objects.update(hidden_at=MONDAY_NINE)

    assert look_up("6217", by=min, at=MONDAY_NINE).count == 0


def test_whoever_shares_a_number_and_an_account_is_found_once(known: Customer, flat: SupplyPoint, min: User) -> None:
    add_phone(known, "13911116217")
    add_supply_point(org=flat.org, holder=known, account_number="053200006217", address="文昌路 88 号", area="urban")

    assert look_up("6217", by=min, at=MONDAY_NINE).count == 1


def test_a_search_asks_little_of_the_database(
    known: Customer, min: User, django_assert_max_num_queries: object
) -> None:
    min.reach, min.orgs()
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        look_up("6217 cgf", by=min, at=MONDAY_NINE)


# --- what a mask hides -----------------------------------------------------------------------


@pytest.fixture
def masked(company: Company, monkeypatch: pytest.MonkeyPatch) -> User:
    """马远 may look customers up, and numbers stay masked for her."""
    monkeypatch.setitem(MAY, "reveal", MAY["reveal"] - {Role.CALLBACK})
    person = hire(login="ma", name="马远", home=company.hall)
    grant(person, role=Role.CALLBACK, unit=company.org)
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize("typed", ["6217", "13800006217", "+86 13800006217", "053211876204", "6217 cgf"])
def test_the_last_four_or_all_of_a_number_find_her_for_anybody(known: Customer, masked: User, typed: str) -> None:
    assert names(look_up(typed, by=masked, at=MONDAY_NINE)) == ["陈桂芳"]


@pytest.mark.parametrize("typed", ["06217", "006217", "00006217", "876204", "6217 76204"])
def test_a_mask_is_not_guessed_away_figure_by_figure(known: Customer, masked: User, typed: str) -> None:
    """Security line 25: 138****6217 shows four figures at the end; a search by five would tell the fifth."""
    with pytest.raises(Invalid) as refused:
        look_up(typed, by=masked, at=MONDAY_NINE)

    assert "4" in str(refused.value)
    assert not AuditEvent.objects.filter(what="lookup").exists()


def test_ten_figures_of_eleven_are_no_whole_number(known: Customer, masked: User) -> None:
    assert look_up("3800006217", by=masked, at=MONDAY_NINE).count == 0


def test_searches_by_a_part_are_counted_for_whoever_sees_masks(known: Customer, masked: User) -> None:
    for _search in range(MASKED_LOOKUPS_AN_HOUR):
        look_up("6217", by=masked, at=MONDAY_NINE)
    with pytest.raises(TooMany) as refused:
        look_up("6217", by=masked, at=MONDAY_NINE)

    assert "60" in str(refused.value)
    assert look_up("13800006217", by=masked, at=MONDAY_NINE).count == 1, "whoever has the number goes on working"


def test_every_search_is_counted_and_the_four_hundredth_is_the_last(known: Customer, min: User) -> None:
    facts = {"length": 4, "partial": True}
    AuditEvent.objects.bulk_create(
        AuditEvent(what="lookup", by=min, at=MONDAY_NINE, facts=facts, org=min.org) for _each in range(LOOKUPS_AN_HOUR)
    )
    with pytest.raises(TooMany):
        look_up("13800006217", by=min, at=MONDAY_NINE)


def test_a_refused_search_is_a_sentence_on_the_page(client: Client, known: Customer, masked: User) -> None:
    client.force_login(masked)

    answer = client.post("/search/", {"q": "06217"})

    assert answer.status_code == 422
    assert "陈*芳" not in answer.content.decode()


def test_nothing_of_what_was_typed_is_kept(known: Customer, min: User) -> None:
    look_up("13800006217", by=min, at=MONDAY_NINE)

    assert AuditEvent.objects.get(what="lookup").facts == {"length": 11, "partial": False}
