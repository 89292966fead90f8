"""The one box: acts of the page, pages and tickets, by words or initials; eight lines at most."""

import pytest
from django.utils import timezone

from tickets.palette import MOST_LINES, offered

ACTS = [("催办 李强", "U"), ("转派", "R"), ("内部备注", "N")]


@pytest.fixture
def lines(min):
    def ask(words, labels=ACTS):
        return offered(words, user=min, at=timezone.now(), labels=labels)

    return ask


def test_an_act_is_found_by_its_initials_and_named_by_its_place(lines):
    (line,) = lines("cb")

    assert (line.word, line.act, line.keys) == ("催办 李强", 0, "U")


def test_a_page_is_found_and_its_keys_are_said(lines):
    found = {line.url: line.keys for line in lines("", labels=())}

    assert found["/intake/"] == "G I"
    assert "/board/" not in found


def test_a_tickets_number_leads_to_it_first(lines, fault):
    assert lines(fault.short_number)[0].url == f"/t/{fault.number}/"


def test_another_halls_ticket_is_not_offered(fault, other):
    assert not [line for line in offered(fault.number, user=other, at=timezone.now()) if line.url.startswith("/t/")]


def test_there_are_never_more_than_eight(lines):
    assert len(lines("", labels=[(f"操作{n}", "") for n in range(80)])) == MOST_LINES


def test_what_is_typed_travels_in_the_body_and_an_act_without_label_is_left_out(client, min):
    client.force_login(min)

    told = client.post("/palette/", {"q": "nb", "label": ["内部备注", ""], "keys": ["N"]}).content.decode()

    assert 'data-act="0"' in told
    assert client.get("/palette/?q=nb").status_code == 405
