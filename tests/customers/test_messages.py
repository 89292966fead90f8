"""The letterbox page: each message word for word, the number masked, only the own company's."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from customers.actions import owe
from customers.models import Customer, Message
from tests.people import MONDAY_NINE, Company


@pytest.fixture
def letters(company: Company, guifang: Customer) -> list[Message]:
    """One sent, one waiting, one given up."""
    for number, state in enumerate(("sent", "waiting", "dead")):
        at = MONDAY_NINE + timedelta(minutes=number)
        owe(
            org=company.org,
            customer=guifang,
            address="13800006217",
            key=f"k:{state}",
            template="registered",
            text=f"【城南营业厅】{state} <b> https://desk.example.org/s/s3cret-{state}/",
            at=at,
        )
    Message.objects.filter(key="k:sent").update(sent_at=MONDAY_NINE)
    Message.objects.filter(key="k:dead").update(dead_at=MONDAY_NINE, last_error="HTTP 500")
    return list(Message.objects.order_by("created_at"))


@pytest.mark.parametrize(
    ("who", "answer"), [("root", 200), ("guo", 200), ("min", 403), ("shen", 403), ("jing", 403), ("stranger", 403)]
)
def test_who_may_open_the_letterbox(
    client: Client, request: pytest.FixtureRequest, letters: list[Message], who: str, answer: int
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get("/manage/messages/").status_code == answer


def test_each_is_shown_as_the_customer_sees_it_with_the_number_masked(
    client: Client, letters: list[Message], root: User
) -> None:
    client.force_login(root)
    page = client.get("/manage/messages/").content.decode()
    assert "138****6217" in page
    assert "13800006217" not in page
    assert "【城南营业厅】sent &lt;b&gt;" in page
    assert "/s/…/" in page
    assert "s3cret" not in page
    assert page.index("dead &lt;") < page.index("sent &lt;"), "newest first"


@pytest.mark.parametrize("state", ["sent", "waiting", "dead"])
def test_the_list_is_narrowed_by_state(client: Client, letters: list[Message], root: User, state: str) -> None:
    client.force_login(root)
    rows = client.get(f"/manage/messages/?state={state}").context["pager"].rows
    assert [row.key for row in rows] == [f"k:{state}"]


def test_another_company_sees_none_of_it(client: Client, letters: list[Message], company: Company) -> None:
    Message.objects.update(org=company.foreign_org)
    assert not Message.objects.visible_to(User(org=company.org)).exists()


def test_pages_of_thirty(client: Client, company: Company, root: User, django_assert_max_num_queries: object) -> None:
    Message.objects.bulk_create(
        Message(
            org=company.org,
            key=f"n{number}",
            template="registered",
            address="13800006217",
            text="文",
            created_at=MONDAY_NINE,
            available_at=MONDAY_NINE,
        )
        for number in range(70)
    )
    client.force_login(root)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        first = client.get("/manage/messages/?state=waiting").context["pager"]
    second = client.get(f"/manage/messages/{first.next_url}").context["pager"]
    assert (first.shown, second.shown) == (30, 30)
    assert "state=waiting" in second.next_url
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}
