"""The supervisor's list of requests for more time."""

import pytest

from tests.people import category
from tests.tickets.pages.conftest import shown
from tests.tickets.plans import latest
from tickets.actions import desk, extending, field
from tickets.lifecycle import Kind
from tickets.models import Extension, Ticket

PAGE = "/board/extensions/"


@pytest.fixture
def asked(company, guifang, flat, min, lin, qiang, guo) -> list[Extension]:
    """Two applications taken in just now: for one the crew asks for more time, for one the supervisor does."""
    kind = category(company.org, "meter", "换表", Kind.SERVICE)
    intake = desk.Intake(category=kind, customer=guifang, supply_point=flat, contact_phone="13800006217")
    return [_ask(desk.register(intake, unit=company.hall, by=min), company, lin, by=by) for by in (qiang, guo)]


def _ask(ticket: Ticket, company, lin, *, by) -> Extension:
    field.dispatch(ticket, crew=company.crew, by=lin)
    extending.extend(ticket, name="reply", limit="9wd", why="permit", reason="规划审批", by=by)
    return Extension.objects.get(ticket=ticket)


def decide(client, *asked: Extension, **told):
    return client.post(PAGE + "decide/", {"extension": [one.pk for one in asked], "answer": "yes"} | told)


def test_each_request_shows_who_asks_why_and_both_times(client, guo, asked):
    client.force_login(guo)

    page = shown(client, PAGE)

    assert "<title> (2)" in page
    assert page.count("规划审批") == 2
    assert "李强" in page
    assert latest(asked[0].ticket, "reply").due_at.strftime("%Y-%m-%dT") in page


def test_the_good_ones_are_done_and_the_bad_ones_named(client, guo, asked):
    client.force_login(guo)

    answer = decide(client, *asked)

    asked[0].refresh_from_db()
    asked[1].refresh_from_db()
    page = answer.content.decode()
    assert (answer.status_code, asked[0].granted, asked[1].granted) == (409, True, None)
    assert f'value="{asked[1].pk}" checked disabled' in page
    assert asked[1].ticket.short_number in page


def test_a_refusal_without_a_reason_decides_nothing(client, guo, asked):
    client.force_login(guo)

    assert decide(client, asked[0], answer="no").status_code == 409
    assert decide(client, asked[0], answer="no", reason="可先装旧表").status_code == 302
    asked[0].refresh_from_db()
    assert asked[0].granted is False


def test_what_is_gone_meanwhile_is_said(client, guo, asked):
    extending.withdraw_extension(asked[0].ticket, name="reply", by=asked[0].asked_by)
    client.force_login(guo)

    page = client.post(PAGE + "decide/", {"extension": [asked[0].pk], "answer": "yes"}, follow=True)

    assert page.status_code == 200
    assert list(page.context["messages"])


def test_the_rail_counts_what_waits_for_me(client, guo, asked):
    client.force_login(guo)

    assert next(one["count"] for one in client.get(PAGE).context["rail"] if one["name"] == "extensions") == 1


def test_the_list_is_for_those_who_decide(client, qiang, other, asked):
    client.force_login(qiang)
    assert client.get(PAGE).status_code == 403
    assert decide(client, asked[0]).status_code == 403


def test_the_board_grants_what_waits_and_names_the_others(client, guo, fault, asked):
    client.force_login(guo)
    tickets = [asked[0].ticket, asked[1].ticket, fault]
    board = client.get("/board/", {"view": "open"}).content.decode()

    page = client.post("/board/act/", {"do": "grant", "number": [one.number for one in tickets]})

    asked[0].refresh_from_db()
    asked[1].refresh_from_db()
    assert board.count('class="tag warn" href="/board/extensions/"') == 1  # one's own is for somebody else
    assert (page.status_code, asked[0].granted, asked[1].granted) == (409, True, None)
    assert set(page.context["told"].against) == {asked[1].ticket.number, fault.number}
