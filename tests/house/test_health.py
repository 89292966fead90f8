"""/healthz lives as long as the web server; /readyz says why it would break a promise."""

import re
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from tickets.models import Alarm, Proving, Tick


def tick(ago: timedelta) -> None:
    Tick.objects.all().delete()
    Tick.objects.create(name="loop", at=timezone.now() - ago)


def test_healthz_needs_no_database_and_no_sign_in(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert not answer.cookies


@pytest.mark.django_db
def test_readyz_is_content_while_the_deadlines_are_swept(client: Client) -> None:
    tick(timedelta(seconds=5))
    told = client.get("/readyz").json()
    assert (told["ready"], told["reasons"]) == (True, [])
    assert 4 < told["watch"]["last_tick_seconds"] < 60
    assert told["watch"]["overdue_seconds"] == told["watch"]["undelivered_seconds"] == 0


@pytest.mark.django_db
def test_readyz_tells_when_nobody_sweeps(client: Client) -> None:
    tick(timedelta(minutes=5))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["no sweep for 60 s"])


@pytest.mark.django_db
@override_settings(CELERY_BROKER_URL="redis://127.0.0.1:1/0")
def test_readyz_tells_when_the_broker_is_away(client: Client) -> None:
    tick(timedelta(seconds=1))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["broker unreachable"])


@pytest.mark.django_db
def test_readyz_tells_when_the_clock_guard_has_stopped_the_sweep(client: Client) -> None:
    tick(timedelta(seconds=1))
    Alarm.objects.create(code="clock_step", began_at=timezone.now())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["the clock has jumped: nothing fires"])


@pytest.mark.django_db
def test_metrics_are_in_the_format_of_prometheus(client: Client) -> None:
    tick(timedelta(seconds=7))
    Proving.objects.create(at=timezone.now(), took_ms=1, found={"P6": {"count": 3, "ids": []}})
    answer = client.get("/metrics")
    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    assert all(
        re.fullmatch(r"# (HELP|TYPE) desk_\w+ .+|desk_\w+(\{\w+=\"\w+\"\})? -?[\d.e+]+", line) for line in lines
    ), lines
    assert {'desk_proof_rows{proof="P6"} 3', 'desk_proof_rows{proof="P1"} 0', "desk_broker_up 1"} <= set(lines)
    assert any(line.startswith('desk_tick_seconds{trigger="loop"} 7') for line in lines)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "10.0.0.9"}, 403),
        ({"HTTP_X_FORWARDED_FOR": "10.0.0.9"}, 403),
        ({"HTTP_FORWARDED": "for=10.0.0.9"}, 403),
    ],
)
def test_without_a_token_metrics_answer_this_machine_alone(client: Client, asked: dict[str, str], code: int) -> None:
    assert client.get("/metrics", **asked).status_code == code


@pytest.mark.django_db
@override_settings(METRICS_TOKEN="a-long-secret-of-the-operator")
@pytest.mark.parametrize(
    ("given", "code"), [("Bearer a-long-secret-of-the-operator", 200), ("Bearer no", 403), ("", 403)]
)
def test_with_a_token_metrics_answer_whoever_gives_it(client: Client, given: str, code: int) -> None:
    asked = {"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": given}
    assert client.get("/metrics", **asked).status_code == code
