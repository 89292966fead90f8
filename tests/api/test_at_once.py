"""Many identical calls at the same moment, on a real web server with real connections: one ticket."""

import json
from concurrent.futures import ThreadPoolExecutor
from time import sleep
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.db import connection, transaction

from hotline.actions import make_client
from tests.api.conftest import no_power
from tickets.models import Ticket, TicketEvent

pytestmark = pytest.mark.django_db(transaction=True)
CALLS = 40


@pytest.fixture
def key(company) -> str:
    return make_client(org=company.org, name="95598 接口", source="95598").key


def send(url: str, key: str, told: dict[str, object], **headers: str) -> tuple[int, dict[str, object]]:
    """Call once, and again as long as the answer is to come again."""
    head = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"} | headers
    for _try in range(20):
        try:
            with urlopen(Request(url, json.dumps(told).encode(), head), timeout=30) as answer:
                return answer.status, json.loads(answer.read())
        except HTTPError as error:
            if error.code != 503:
                return error.code, json.loads(error.read())
            sleep(float(error.headers["Retry-After"]))
    raise AssertionError("never answered")


@pytest.mark.parametrize("way", ["own number", "key"])
def test_forty_identical_calls_make_one_ticket(live_server, key, way):
    told = no_power(external_number="A-1") if way == "own number" else no_power()
    head = {"Idempotency-Key": "k-1"} if way == "key" else {}
    url = f"{live_server.url}/api/v1/tickets/"
    with ThreadPoolExecutor(CALLS) as crowd:
        answers = list(crowd.map(lambda _call: send(url, key, told, **head), range(CALLS)))

    assert Ticket.objects.count() == TicketEvent.objects.filter(what="register").count() == 1
    assert {body["number"] for _status, body in answers} == {Ticket.objects.get().number}
    assert [status for status, _body in answers].count(201) == (CALLS if way == "key" else 1)


def test_forty_repeats_of_a_verb_are_one_event(live_server, key):
    url = f"{live_server.url}/api/v1/tickets/"
    _status, ticket = send(url, key, no_power())
    note, head = f"{url}{ticket['number']}/note/", {"Idempotency-Key": "n-1"}
    with ThreadPoolExecutor(CALLS) as crowd:
        answers = list(crowd.map(lambda _call: send(note, key, {"text": "x"}, **head), range(CALLS)))

    assert TicketEvent.objects.filter(what="note").count() == 1
    assert {(status, json.dumps(body)) for status, body in answers} == {(200, json.dumps(answers[0][1]))}


def test_two_requests_under_one_key_at_once_are_one_ticket_and_a_refusal(live_server, key):
    """Invariant I6: whoever was first is done; the other is told, however the two fell together."""
    url, bodies = f"{live_server.url}/api/v1/tickets/", [no_power(), no_power(description="x")]
    with ThreadPoolExecutor(CALLS) as crowd:
        told = list(
            crowd.map(lambda call: send(url, key, bodies[call % 2], **{"Idempotency-Key": "k-1"}), range(CALLS))
        )

    assert Ticket.objects.count() == 1
    assert sorted(status for status, _body in told) == [201] * (CALLS // 2) + [409] * (CALLS // 2)
    assert {body.get("code", "") for _status, body in told} == {"", "same_key_other_content"}


def test_forty_different_calls_make_forty_numbers(live_server, key):
    url = f"{live_server.url}/api/v1/tickets/"
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda call: send(url, key, no_power(external_number=f"A-{call}")), range(CALLS)))

    assert {status for status, _body in answers} == {201}
    assert len({body["number"] for _status, body in answers}) == CALLS


def test_a_row_held_too_long_is_answered_with_come_again(live_server, key):
    url = f"{live_server.url}/api/v1/tickets/"
    _status, ticket = send(url, key, no_power())
    head = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    note = Request(f"{url}{ticket['number']}/note/", b'{"text": "x"}', head)
    with transaction.atomic():
        Ticket.objects.select_for_update().get(number=ticket["number"])
        with pytest.raises(HTTPError) as refused:
            urlopen(note, timeout=30)

    assert (refused.value.code, refused.value.headers["Retry-After"]) == (503, "2")
    assert json.loads(refused.value.read())["code"] == "busy"
    assert urlopen(note, timeout=30).status == 200
    connection.close()
