"""One field in full: a POST, logged, limited, and only of customers one may see."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import REVEALS_A_DAY, count_reveal
from accounts.models import AuditEvent, User
from customers.models import Customer, SupplyPoint
from servicedesk.lib.ids import uuid7
from tests.people import Company

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.mark.parametrize(
    ("who", "answer"),
    [("min", 200), ("lin", 200), ("qiang", 200), ("jing", 200), ("root", 403), ("shen", 403), ("stranger", 404)],
)
def test_who_may_see_a_number_in_full(
    client: Client, request: pytest.FixtureRequest, guifang: Customer, who: str, answer: int
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.post(f"/customers/{guifang.pk}/reveal/", {"field": "phone"}).status_code == answer


@pytest.mark.parametrize(
    ("field", "text"), [("phone", "13800006217"), ("name", "陈桂芳"), ("address", "文昌路 86 号 3 幢 2 单元 501")]
)
def test_the_part_holds_the_field_and_an_entry_is_made(
    client: Client,
    guifang: Customer,
    flat: SupplyPoint,
    min: User,
    field: str,
    text: str,
) -> None:
    client.force_login(min)
    part = client.post(f"/customers/{guifang.pk}/reveal/", {"field": field}, **HTMX).content.decode()
    assert text in part
    assert "<html" not in part
    entry = AuditEvent.objects.get(what="reveal")
    assert entry.facts == {"customer": str(guifang.pk), "field": field}
    assert text not in str(entry.facts)


def test_without_script_it_is_a_page(client: Client, guifang: Customer, min: User) -> None:
    client.force_login(min)
    assert "<html" in client.post(f"/customers/{guifang.pk}/reveal/").content.decode()
    assert client.get(f"/customers/{guifang.pk}/reveal/").status_code == 405


@pytest.mark.parametrize(
    "told",
    [{"field": "password"}, {"field": "address"}, {"pk": str(uuid7())}, {"pk": "x"}, {"field": "address", "pk": "1"}],
)
def test_what_is_not_there_is_refused_without_an_entry(
    client: Client, guifang: Customer, min: User, told: dict[str, str]
) -> None:
    client.force_login(min)
    assert client.post(f"/customers/{guifang.pk}/reveal/", told).status_code == 422
    assert not AuditEvent.objects.filter(what="reveal").exists()


def test_fifty_a_day_are_enough(client: Client, company: Company, guifang: Customer, min: User) -> None:
    for _number in range(REVEALS_A_DAY):
        count_reveal(min, at=timezone.now(), facts={})
    client.force_login(min)
    assert client.post(f"/customers/{guifang.pk}/reveal/").status_code == 429
