"""One box over everything."""

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from tests.people import no_power
from tickets.actions import desk
from tickets.finding import numbered


@pytest.fixture
def todays(company, min, guifang, flat):
    return desk.register(no_power(company, guifang, flat), unit=company.hall, by=min)


def search(client, words: str):
    return client.post("/search/", {"q": words})


@pytest.mark.parametrize("say", ["whole", "lower", "short", "wide", "sequence"])
def test_a_number_opens_its_ticket(client, min, todays, say):
    words = {
        "whole": todays.number,
        "lower": todays.number.lower(),
        "short": todays.short_number,
        "wide": todays.short_number.replace("-", " － "),
        "sequence": todays.number[-4:],
    }[say]
    client.force_login(min)

    assert search(client, words)["Location"] == f"/t/{todays.number}/"


@pytest.mark.parametrize("who", ["other", "stranger", "qiang"])
def test_a_number_outside_ones_scope_opens_nothing(client, request, todays, who):
    client.force_login(request.getfixturevalue(who))

    for words in (todays.number, todays.short_number):
        answer = search(client, words)
        assert answer.status_code in (200, 403)
        assert f"/t/{todays.number}/" not in answer.content.decode()


def test_the_sequence_is_that_of_my_own_hall(other, todays):
    assert numbered(todays.number[-4:], user=other, at=timezone.now()) == []


def test_a_phone_finds_the_customer_and_what_they_have_masked(client, min, todays):
    client.force_login(min)

    page = search(client, "6217").content.decode()

    assert "陈*芳" in page
    assert f"/t/{todays.number}/" in page
    assert "13800006217" not in page
    assert "陈桂芳" not in page
    assert AuditEvent.objects.get(what="lookup").facts == {"length": 4, "partial": True}


def test_nothing_found_says_so(client, min, company):
    client.force_login(min)

    assert 'class="empty"' in search(client, "9999").content.decode()


@pytest.mark.parametrize("words", ["12", "1"])
def test_too_little_is_refused_with_a_sentence(client, min, company, words):
    client.force_login(min)
    answer = search(client, words)

    assert answer.status_code == 422
    assert f'value="{words}"' in answer.content.decode()


def test_the_empty_page_asks_for_words(client, min, company):
    client.force_login(min)

    assert client.get("/search/?q=6217").status_code == 200
    assert not AuditEvent.objects.filter(what="lookup").exists()
