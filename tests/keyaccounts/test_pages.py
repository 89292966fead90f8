"""The pages of the customers' files: who opens them, what stands on them, what never does."""

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from customers.models import Customer, CustomerEvent, SupplyPoint
from tickets.models import Ticket

TABS = ["", "services/", "contracts/", "visits/", "dates/", "changes/"]


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize(("who", "answer"), [("min", 200), ("mei", 200), ("root", 403), ("stranger", 404)])
def test_who_opens_a_file(
    client: Client, request: pytest.FixtureRequest, kept: Customer, who: str, answer: int, tab: str
) -> None:
    client.force_login(request.getfixturevalue(who))

    assert client.get(f"/customers/{kept.pk}/{tab}").status_code == answer


def test_the_file_shows_who_and_where_masked(client: Client, fault: Ticket, guifang: Customer, mei: User) -> None:
    client.force_login(mei)

    page = client.get(f"/customers/{guifang.pk}/").content.decode()

    assert "陈*芳" in page
    assert "138****6217" in page
    assert "0532****6204" in page
    assert "陈桂芳" not in page
    assert "13800006217" not in page
    assert "501" not in page


def test_the_services_are_those_that_the_reader_may_see(
    client: Client, fault: Ticket, guifang: Customer, min: User, other: User
) -> None:
    def numbers(who: User) -> str:
        client.force_login(who)
        return client.get(f"/customers/{guifang.pk}/services/").content.decode()

    assert fault.short_number in numbers(min)
    assert fault.short_number not in numbers(other)


def test_a_file_costs_few_questions(client: Client, kept: Customer, mei: User, django_assert_max_num_queries) -> None:
    client.force_login(mei)

    with django_assert_max_num_queries(40):
        client.get(f"/customers/{kept.pk}/")


def test_a_search_leads_to_the_one_customer_and_leaves_nothing_in_the_address(
    client: Client, guifang: Customer, flat: SupplyPoint, mei: User
) -> None:
    client.force_login(mei)

    answer = client.post("/customers/find/", {"q": "6217 cgf"})

    assert answer.status_code == 302
    assert answer["Location"] == f"/customers/{guifang.pk}/"


def test_a_search_too_short_says_so(client: Client, mei: User) -> None:
    client.force_login(mei)

    assert client.post("/customers/find/", {"q": "62"}).status_code == 422


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("show=mine", True),
        ("show=key", True),
        ("show=orphans", False),
        ("show=verify", False),
        ("show=all", True),
        ("level=first", False),
        ("show=mine&caretaker=nonsense", True),
    ],
)
def test_the_list_by_view_and_filter(client: Client, kept: Customer, mei: User, query: str, is_there: bool) -> None:
    client.force_login(mei)

    page = client.get(f"/customers/?{query}").content.decode()

    assert (f"/customers/{kept.pk}/" in page) is is_there


def test_the_list_begins_with_my_own(client: Client, kept: Customer, guifang: Customer, mei: User) -> None:
    client.force_login(mei)

    page = client.get("/customers/").content.decode()

    assert f"/customers/{kept.pk}/" in page
    assert f"/customers/{guifang.pk}/" not in page


def test_the_paper_needs_its_purpose_and_is_recorded(client: Client, kept: Customer, mei: User) -> None:
    client.force_login(mei)

    assert client.post(f"/customers/{kept.pk}/print/").status_code == 422
    paper = client.post(f"/customers/{kept.pk}/print/", {"reason": "季度走访"})

    assert paper.status_code == 200
    assert "第一***医院" in paper.content.decode()
    printed = AuditEvent.objects.get(what="customer_printed")
    assert (printed.by, printed.reason, printed.facts) == (mei, "季度走访", {"customer": str(kept.pk)})


@pytest.mark.parametrize(("who", "answer"), [("min", 302), ("jing", 403), ("stranger", 404)])
def test_who_changes_a_record(
    client: Client, request: pytest.FixtureRequest, guifang: Customer, who: str, answer: int
) -> None:
    client.force_login(request.getfixturevalue(who))
    told = {"number": "139 0000 1111", "label": "儿子"}

    assert client.post(f"/customers/{guifang.pk}/do/give_phone/", told).status_code == answer


def test_a_stale_save_is_told_and_keeps_what_was_typed(client: Client, guifang: Customer, min: User) -> None:
    client.force_login(min)
    told = {"version": guifang.version, "kind": "business", "name": "", "tags": []}
    client.post(f"/customers/{guifang.pk}/do/edit/", told)

    answer = client.post(f"/customers/{guifang.pk}/do/edit/", told | {"kind": "public", "name": "陈桂方"})

    assert answer.status_code == 409
    assert "陈桂方" in answer.content.decode()
    guifang.refresh_from_db()
    assert guifang.kind == "business"


def test_a_refused_form_stands_open_with_its_reason(client: Client, guifang: Customer, min: User) -> None:
    client.force_login(min)

    answer = client.post(f"/customers/{guifang.pk}/do/give_phone/", {"number": "12", "label": "邻居家"})

    assert answer.status_code == 422
    assert "邻居家" in answer.content.decode()
    assert guifang.phones.count() == 1


def test_undo_stands_on_the_page_and_works(client: Client, guifang: Customer, min: User) -> None:
    client.force_login(min)
    client.post(f"/customers/{guifang.pk}/do/give_phone/", {"number": "13900001111"})
    event = CustomerEvent.objects.get(what="phone_added")

    assert str(event.pk) in client.get(f"/customers/{guifang.pk}/").content.decode()
    client.post(f"/customers/{guifang.pk}/do/undo/", {"row": event.pk})

    assert guifang.phones.count() == 1
    assert str(event.pk) not in client.get(f"/customers/{guifang.pk}/").content.decode()
