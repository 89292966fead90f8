"""Who is taken down by hand is tagged, listed, and held against the files later."""

import pytest
from django.test import Client

from accounts.models import User
from customers.actions import register_customer
from customers.models import Customer, SupplyPoint
from tests.people import MONDAY_NINE, Company


@pytest.fixture
def occasional(company: Company) -> Customer:
    """孙晓梅 left a name and a phone."""
    return register_customer(org=company.org, name="孙晓梅", phone="15400002222", at=MONDAY_NINE, is_by_hand=True)


def test_whoever_a_machine_registers_is_not_listed(client: Client, min: User, guifang: Customer) -> None:
    client.force_login(min)

    assert 'class="empty"' in client.get("/customers/unverified/").content.decode()


def test_she_is_listed_masked(client: Client, min: User, occasional: Customer) -> None:
    client.force_login(min)
    page = client.get("/customers/unverified/").content.decode()

    assert "孙*梅" in page
    assert "15400002222" not in page


@pytest.mark.parametrize("account", ["", "0532 1187 6204"])
def test_she_is_verified_with_an_account_or_without(
    client: Client, min: User, occasional: Customer, flat: SupplyPoint, account: str
) -> None:
    client.force_login(min)
    client.post(f"/customers/{occasional.pk}/verify/", {"account": account})

    occasional.refresh_from_db()
    assert occasional.unverified_at is None
    assert list(occasional.supply_points.all()) == ([flat] if account else [])
    assert occasional.events.get().what == "verified"


def test_an_unknown_account_is_named_and_nothing_changes(client: Client, min: User, occasional: Customer) -> None:
    client.force_login(min)
    answer = client.post(f"/customers/{occasional.pk}/verify/", {"account": "053299999999"})

    occasional.refresh_from_db()
    assert answer.status_code == 422
    assert "053299999999" in answer.content.decode()
    assert occasional.unverified_at


@pytest.mark.parametrize(("who", "status"), [("jing", 403), ("stranger", 404), ("guo", 302)])
def test_who_may(client: Client, request: pytest.FixtureRequest, occasional: Customer, who: str, status: int) -> None:
    client.force_login(request.getfixturevalue(who))

    assert client.post(f"/customers/{occasional.pk}/verify/", {}).status_code == status


def test_a_walk_in_of_the_counter_is_tagged(client: Client, min: User, company: Company) -> None:
    client.force_login(min)
    client.post(
        "/intake/",
        {
            "top": "bill",
            "category": "bill",
            "contact_name": "孙晓梅",
            "contact_phone": "15400002222",
            "description": "电费",
        },
    )

    customer = Customer.objects.get(name="孙晓梅")
    assert customer.unverified_at
    ticket = customer.tickets.get()
    assert 'class="tag warn"' in client.get(f"/t/{ticket.number}/").content.decode()
