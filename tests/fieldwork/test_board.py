"""Sending a crew from the dispatch desk."""

import pytest

from tickets.lifecycle import Status


@pytest.mark.parametrize(
    ("who", "answer"), [("lin", 200), ("guo", 200), ("min", 403), ("qiang", 403), ("stranger", 403)]
)
def test_who_may_open_the_dispatch_desk(client, request, fault, who, answer):
    client.force_login(request.getfixturevalue(who))

    assert client.get("/dispatch/").status_code == answer


def test_the_waiting_ticket_and_three_crews_are_shown(client, lin, fault, company):
    client.force_login(lin)

    page = client.get("/dispatch/").content.decode()

    assert fault.short_number in page
    assert company.crew.name in page
    assert "13800006217" not in page
    assert "单元" not in page


def test_a_crew_is_sent_with_one_post(client, lin, fault, company):
    client.force_login(lin)

    answer = client.post(f"/dispatch/{fault.number}/", {"crew": company.crew.pk, "version": fault.version})

    fault.refresh_from_db()
    assert answer.status_code == 302
    assert (fault.status, fault.crew) == (Status.DISPATCHED, company.crew)


def test_the_second_dispatcher_is_told_that_somebody_was_faster(client, lin, guo, fault, company):
    client.force_login(guo)
    client.post(f"/dispatch/{fault.number}/", {"crew": company.crew.pk, "version": fault.version})
    client.force_login(lin)

    page = client.post(
        f"/dispatch/{fault.number}/", {"crew": company.second_crew.pk, "version": fault.version}, follow=True
    )

    fault.refresh_from_db()
    assert fault.crew == company.crew
    assert "刘建国" in page.content.decode()


@pytest.mark.parametrize("crew", ["", "nonsense", "01900000-0000-7000-8000-000000000000"])
def test_an_unknown_crew_is_not_found(client, lin, fault, crew):
    client.force_login(lin)

    assert client.post(f"/dispatch/{fault.number}/", {"crew": crew}).status_code == 404


def test_the_desk_asks_few_questions_of_the_database(client, lin, fault, company, django_assert_max_num_queries):
    client.force_login(lin)

    with django_assert_max_num_queries(14):
        client.get("/dispatch/")
