"""The shift board opens on what is overdue and about to be."""

import pytest

from accounts.actions import grant, hire
from complaints.models import Due


@pytest.mark.parametrize(("who", "answer"), [("guo", 200), ("shen", 200), ("min", 403), ("lin", 403), ("qiang", 403)])
def test_who_may_open_the_board(client, request, fault, who, answer):
    client.force_login(request.getfixturevalue(who))

    assert client.get("/board/").status_code == answer


def test_the_overdue_stands_on_top_without_a_click(client, guo, fault):
    client.force_login(guo)

    page = client.get("/board/").content.decode()

    assert fault.short_number in page
    assert "13800006217" not in page


@pytest.mark.parametrize("view", ["due", "undispatched", "returned", "complaints", "callback", "open", "imported", "x"])
def test_every_tab_opens(client, guo, fault, view):
    client.force_login(guo)

    assert client.get("/board/", {"view": view, "hall": "CN"}).status_code == 200


def test_selected_tickets_are_urged_and_the_bad_one_is_named(client, guo, fault, reported):
    client.force_login(guo)

    page = client.post("/board/urge/", {"number": [fault.number, "CN9999990001"]}, follow=True)

    fault.refresh_from_db()
    assert fault.urges == 1
    assert page.status_code == 200


def test_a_board_of_another_company_shows_nothing_of_ours(client, company, fault):
    chief = hire(login="chief", name="外司长", home=company.foreign_org)
    grant(chief, role="supervisor", unit=company.foreign_org)
    client.force_login(chief)

    page = client.get("/board/", {"view": "open"}).content.decode()

    assert fault.short_number not in page


def test_the_board_asks_few_questions_of_the_database(client, guo, fault, django_assert_max_num_queries):
    client.force_login(guo)

    with django_assert_max_num_queries(27):
        client.get("/board/")


def test_the_limit_of_an_outside_case_is_overdue_work_of_its_hall(client, company, guo, fault):
    late = fault.registered_at
    Due.objects.create(
        org=fault.org, ticket=fault, step="outer", key="outer:1", opened_at=late, remind_at=late, due_at=late
    )
    client.force_login(guo)

    pages = [client.get("/board/", {"hall": hall}) for hall in ("", fault.unit.code, company.north.code)]

    assert ["外部来件" in page.content.decode() for page in pages] == [True, True, False]
    assert [page.context["figures"][0].value for page in pages] == ["1", "1", "0"]
