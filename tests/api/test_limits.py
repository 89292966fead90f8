"""How often somebody may come, and what the walls cost. Security line 44."""

from ipaddress import ip_network

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hotline.models import ApiClient
from hotline.rest.guessing import GUESSING
from hotline.rest.limits import LIMITS, Limits, burst_of
from servicedesk.addresses import caller
from tests.api.caller import Caller
from tests.api.conftest import no_power
from tickets.models import Ticket


@pytest.fixture(params=["valkey", "without"])
def counted(request, settings):
    """The same answers with Valkey and without: then each process counts for itself."""
    if request.param == "without":
        settings.REDIS_URL = ""
    LIMITS.forget()
    yield request.param
    LIMITS.forget()


def test_a_client_that_comes_too_often_is_told_when_to_come_again(counted, issued, hotline):
    ApiClient.objects.update(per_minute=3)
    answers = [hotline.get("me/") for _try in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0", "0"]
    assert answers[0]["RateLimit-Policy"] == "3;w=60;burst=3"
    assert answers[3].json()["code"] == "too_many"
    assert 1 <= int(answers[3]["Retry-After"]) <= 20
    limits = answers[1].json()["limits"]
    assert 20 < limits.pop("reset") <= 40
    assert limits == {"per_minute": 3, "burst": 3, "remaining": 1}


def test_a_limit_is_the_clients_own_over_all_its_ways_in(counted, issued, hotline, foreign):
    ApiClient.objects.update(per_minute=1)
    seen = [
        hotline.get("me/").status_code,
        Caller(issued.key).get("halls/").status_code,
        foreign.get("me/").status_code,
    ]

    assert seen == [200, 429, 200]


def test_who_is_refused_has_changed_nothing(counted, issued, hotline):
    ApiClient.objects.update(per_minute=1)
    hotline.get("me/")

    assert hotline.post("tickets/", no_power(), headers={"Idempotency-Key": "k"}).status_code == 429
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "redis://192.0.2.1:6379/0"])
def test_a_silent_valkey_turns_nobody_away_and_is_not_asked_by_each(url, monkeypatch, caplog):
    monkeypatch.setattr("hotline.rest.limits.PATIENCE", 0.05)
    limits = Limits(lambda: url)
    passed = [limits.take("x", 2).passes for _try in range(21)]

    assert passed == [True, True, *[False] * 19]
    assert len([record for record in caplog.records if "Valkey" in record.message]) == 1


@pytest.mark.parametrize(("per_minute", "burst"), [(1, 1), (20, 20), (60, 20), (1200, 200), (60_000, 10_000)])
def test_a_burst_is_ten_seconds_worth(per_minute, burst):
    assert burst_of(per_minute) == burst


def test_whoever_tries_keys_is_stopped_and_the_neighbour_with_a_good_one_is_not(counted, hotline, monkeypatch):
    monkeypatch.setattr("hotline.rest.guessing.WRONG_A_MINUTE", 4)
    monkeypatch.setattr(
        "hotline.rest.guessing.blind_index", lambda *_told, **_more: f"tests-{counted}-{id(monkeypatch)}"
    )
    assert hotline.get("me/").status_code == 200
    tries = [Caller(f"hl_{place:012x}_{'x' * 43}") for place in range(7)]
    seen = [one.get("me/").status_code for one in tries]
    with CaptureQueriesContext(connection) as asked:
        stopped = tries[0].get("me/")

    assert seen == [401, 401, 401, 401, 401, 429, 429]
    assert (stopped.status_code, stopped.json()["code"], len(asked)) == (429, "too_many", 0)
    assert int(stopped["Retry-After"]) >= 1
    assert hotline.get("me/").status_code == 200
    GUESSING.forget()
    assert tries[0].get("me/").status_code == 401


@pytest.mark.parametrize(
    ("peer", "forwarded", "who"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.2", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "198.51.100.1, 10.0.0.3", "198.51.100.1"),
        ("10.0.0.2", "garbage", "10.0.0.2"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("10.0.0.2", "10.0.0.3", "10.0.0.3"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, peer, forwarded, who):
    settings.TRUSTED_PROXIES = [ip_network(one) for one in ("10.0.0.0/24",)]

    assert caller(peer, forwarded) == who


def test_the_walls_cost_three_statements_on_the_way_of_a_new_ticket(hotline):
    """One finds key, client, user and rights; two keep the Idempotency-Key; the log comes after."""
    hotline.post("tickets/", no_power(), headers={"Idempotency-Key": "warm"})
    with CaptureQueriesContext(connection) as asked:
        assert hotline.post("tickets/", no_power(), headers={"Idempotency-Key": "k-1"}).status_code == 201
    ours = [one["sql"] for one in asked if '"hotline_' in one["sql"] or "hotline_idem" in one["sql"]]

    assert len(ours) == 3, ours
    assert len([one for one in asked if one["sql"].startswith('SELECT "accounts_grant"')]) == 0
