"""The bell: only my own notices, each a sentence, read one by one or all at once."""

import pytest
from django.test import Client

from accounts.actions import summarise, tell
from accounts.models import Notice, User
from accounts.notice_words import NOTICES
from accounts.sentences import tell_notice
from tests.people import MONDAY_NINE, minutes
from tickets.actions.announce import fan_out
from tickets.actions.spine import database_time
from tickets.models import Ticket
from tickets.sweep import sweep

FACTS = {
    "number": "CN2603160001",
    "short": "0316-0001",
    "by": "何琳",
    "clock": "arrive",
    "due_at": MONDAY_NINE.isoformat(),
}


@pytest.fixture
def told(min: User) -> Notice:
    tell([min], key="a", what="dispatch", at=MONDAY_NINE, path="/t/CN2603160001/", facts=FACTS)
    return Notice.objects.get()


def test_the_list_shows_mine_as_a_sentence(client: Client, told: Notice, min: User) -> None:
    client.force_login(min)
    page = client.get("/notices/").content.decode()
    assert "0316-0001" in page
    assert "何琳" in page


def test_somebody_elses_notice_is_neither_shown_nor_read(client: Client, told: Notice, lin: User) -> None:
    client.force_login(lin)
    assert "0316-0001" not in client.get("/notices/").content.decode()
    assert client.post(f"/notices/{told.pk}/read/").status_code == 404
    client.post("/notices/read/")
    assert Notice.objects.unread().count() == 1


def test_reading_one_leads_to_its_case(client: Client, told: Notice, min: User) -> None:
    client.force_login(min)
    assert client.get(f"/notices/{told.pk}/read/").status_code == 405
    assert client.post(f"/notices/{told.pk}/read/")["Location"] == "/t/CN2603160001/"
    assert not Notice.objects.unread().exists()


def test_reading_all(client: Client, told: Notice, min: User) -> None:
    tell([min], key="b", what="urge", at=MONDAY_NINE, facts=FACTS)
    client.force_login(min)
    assert client.post("/notices/read/")["Location"] == "/notices/"
    assert not Notice.objects.unread().exists()


@pytest.mark.parametrize("what", [*NOTICES, "something_newer"])
def test_every_code_has_a_sentence_even_without_facts(told: Notice, what: str) -> None:
    told.what = what
    assert tell_notice(told)["text"]
    told.facts = {}
    assert "%(" not in tell_notice(told)["text"]


def test_a_digest_says_how_many(min: User) -> None:
    for _round in range(2):
        summarise({min.pk: 7}, orgs={min.pk: min.org_id}, key="digest:1", at=MONDAY_NINE)
    assert "14" in tell_notice(Notice.objects.get())["text"]


def test_pages_of_fifty_lead_back_and_forth(client: Client, min: User) -> None:
    for number in range(120):
        tell([min], key=f"k{number}", what="urge", at=MONDAY_NINE, facts={"short": f"N{number:03}"})
    client.force_login(min)
    first = client.get("/notices/").context["pager"]
    second = client.get(f"/notices/{first.next_url}").context["pager"]
    third = client.get(f"/notices/{second.next_url}").context["pager"]
    back = client.get(f"/notices/{third.previous_url}").context["pager"]
    assert [page.shown for page in (first, second, third)] == [50, 50, 20]
    assert not third.next_url
    assert [row.pk for row in back.rows] == [row.pk for row in second.rows]
    assert client.get("/notices/?before=rubbish").context["pager"].shown == 50


def test_a_deadline_of_the_same_day_is_told_by_the_clock_alone(told: Notice) -> None:
    told.what = "deadline_missed"
    assert tell_notice(told)["text"].count("09:00") == 1
    said_that_day = tell_notice(told)["text"]
    told.at = MONDAY_NINE.replace(day=20)
    assert len(tell_notice(told)["text"]) > len(said_that_day)


def test_a_warning_names_the_moment_of_the_promise_and_not_its_own(fault: Ticket, min: User) -> None:
    sweep(at=MONDAY_NINE + minutes(23))
    fan_out(at=database_time())
    warned = Notice.objects.get(user=min, what="deadline_warned", facts__clock="arrive")
    assert warned.facts["due_at"] == (MONDAY_NINE + minutes(45)).isoformat()
