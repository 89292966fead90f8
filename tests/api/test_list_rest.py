"""Lists: bounded, narrowed down by an allow-list, paged without a shift. Security lines 29 and 34."""

import pytest

from tests.api.caller import signed_in
from tests.people import MONDAY_NINE, minutes
from tests.people import no_power as intake
from tickets.actions import desk
from tickets.models import Ticket


@pytest.fixture
def many(company, guifang, flat, min) -> list[Ticket]:
    """Twelve faults, one a minute."""
    told = intake(company, guifang, flat)
    return [desk.register(told, unit=company.hall, by=min, at=MONDAY_NINE + minutes(n)) for n in range(12)]


def numbers(answer) -> list[str]:
    return [row["number"] for row in answer["results"]]


def test_the_newest_comes_first(hotline, many):
    assert numbers(hotline.see("tickets/")) == [ticket.number for ticket in reversed(many)]


def test_a_page_costs_the_same_however_long_it_is(hotline, many, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        assert len(hotline.see("tickets/")["results"]) == 12


def test_pages_join_without_gap_or_repeat(hotline, many):
    seen, answer = [], hotline.see("tickets/", page_size=5)
    while True:
        seen += numbers(answer)
        if not answer["next"]:
            break
        answer = hotline.client.get(answer["next"], headers=hotline.headers).json()

    assert seen == [ticket.number for ticket in reversed(many)]
    assert answer["previous"]


def test_the_oldest_may_come_first(hotline, many):
    assert numbers(hotline.see("tickets/", ordering="registered_at", page_size=1)) == [many[0].number]


NARROWED: list[tuple[dict[str, object], int]] = [
    ({"status": "registered"}, 11),
    ({"status": ["dispatched", "registered"]}, 12),
    ({"status": "closed"}, 0),
    ({"kind": "fault"}, 12),
    ({"kind": "complaint"}, 0),
    ({"hall": "CN"}, 12),
    ({"hall": "LX"}, 0),
    ({"crew": "Q1"}, 1),
    ({"open": "true"}, 12),
    ({"open": "false"}, 0),
    ({"source": "95598"}, 0),
    ({"external_number": "A-1"}, 0),
    ({"registered_after": "2026-03-16T09:05:00+08:00"}, 7),
    ({"registered_before": "2026-03-16T01:05:00Z"}, 6),
    ({"registered_after": "2026-03-16T01:01:00Z", "registered_before": "2026-03-16T01:02:00Z"}, 2),
]


def test_a_list_is_narrowed_down(hotline, many, company, lin):
    signed_in(lin).do(f"tickets/{many[0].number}/dispatch/", {"crew": "Q1"})

    for query, count in NARROWED:
        assert len(hotline.see("tickets/", **query)["results"]) == count, query


def test_a_customers_tickets_are_found_by_an_opaque_id(hotline, many, guifang):
    assert len(hotline.see("tickets/", customer=str(guifang.pk))["results"]) == 12
    assert not hotline.see("tickets/", customer="00000000-0000-7000-8000-000000000000")["results"]


CANNOT_BE_ASKED = [
    ("status", "asleep"),
    ("kind", "'; DROP TABLE tickets_ticket; --"),
    ("open", "yes"),
    ("open", ""),
    ("customer", "1"),
    ("registered_after", "yesterday"),
    ("registered_after", "0001-01-01T00:00:00Z"),
    ("registered_before", "9999-12-31T23:59:59-12:00"),
    ("page_size", "0"),
    ("page_size", "101"),
    ("page_size", "-5"),
    ("page_size", "１０"),
    ("page_size", "9" * 50),
    ("ordering", "contact_phone"),
    ("ordering", "-first_contact__password"),
    ("cursor", "é"),
    ("cursor", "cD1ub3BlCg=="),
    ("cursor", "cD05OTk5LTk5LTk5"),
    ("hall", "C\0N"),
    ("first_contact__password__startswith", "a"),
    ("contact_phone", "13800006217"),
    ("q", "6217"),
    ("statu", "registered"),
]


def test_what_cannot_be_asked_is_refused_by_name(hotline, many):
    for name, text in CANNOT_BE_ASKED:
        answer = hotline.get("tickets/", **{name: text})

        assert (answer.status_code, answer.json()["code"]) == (400, "invalid"), (name, text)
        assert set(answer.json()["fields"]) == {name}


def test_a_span_of_more_than_a_year_is_refused(hotline):
    span = {"registered_after": "2024-01-01T00:00:00Z", "registered_before": "2026-01-01T00:00:00Z"}

    assert hotline.get("tickets/", **span).status_code == 400


def test_each_sees_the_tickets_of_their_own_places(many, min, other, stranger, qiang, guo):
    seen = {who.login: len(signed_in(who).see("tickets/")["results"]) for who in (min, other, stranger, qiang, guo)}

    assert seen == {"min": 12, "other": 0, "stranger": 0, "qiang": 0, "guo": 12}


def test_events_are_read_on_from_where_one_stopped(hotline, reported):
    path = f"tickets/{reported.number}/events/"
    events = hotline.see(path)["results"]

    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert hotline.see(path, after=3)["results"] == events[3:]
    assert hotline.get(path, after="x").status_code == 400


def test_an_event_is_told_as_a_sentence_too(hotline, dispatched):
    event = hotline.see(f"tickets/{dispatched.number}/events/")["results"][-1]

    assert (event["what"], event["by"]["name"]) == ("dispatch", "何琳")
    assert "何琳" in event["sentence"]


def test_a_deadline_tells_the_promise_it_comes_from(hotline, fault):
    lines = hotline.see(f"tickets/{fault.number}/deadlines/")["results"]
    arrive = next(line for line in lines if (line["name"], line["stage"]) == ("arrive", "breach"))

    assert (arrive["due_at"], arrive["state"], arrive["generation"]) == ("2026-03-16T09:45:00+08:00", "armed", 1)
    assert arrive["clock"]["started_at"] == "2026-03-16T09:00:00+08:00"
    assert {"code", "version", "source", "verified", "limit"} <= set(arrive["clock"]["promise"])


def test_what_a_caller_needs_to_know_beforehand(hotline, company):
    fault = next(row for row in hotline.see("categories/")["results"] if row["code"] == "no-power")
    foreseen = hotline.do("previews/", {"category": "no-power", "area": "remote"})["results"]

    assert [question["code"] for question in fault["questions"]] == ["neighbours", "danger"]
    assert {row["code"] for row in hotline.see("halls/")["results"]} == {"CN", "CB"}
    assert {row["code"] for row in hotline.see("crews/")["results"]} == {"Q1", "Q2"}
    assert [line["due_at"] for line in foreseen] == sorted(line["due_at"] for line in foreseen)
