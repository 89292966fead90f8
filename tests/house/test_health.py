"""/healthz lives as long as the web server; /readyz says why it would break a promise."""

import pytest
from django.db import connection
from django.test import Client, override_settings


def tick(ago: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tickets_tick")
        cursor.execute("INSERT INTO tickets_tick (name, at) VALUES ('loop', now() - %s::interval)", [ago])


def test_healthz_needs_no_database_and_no_sign_in(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert not answer.cookies


@pytest.mark.django_db
def test_readyz_is_content_while_the_deadlines_are_swept(client: Client) -> None:
    tick("5 seconds")
    assert client.get("/readyz").json() == {"ready": True, "reasons": []}


@pytest.mark.django_db
def test_readyz_tells_when_nobody_sweeps(client: Client) -> None:
    tick("5 minutes")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["no sweep for 60 s"])


@pytest.mark.django_db
@override_settings(CELERY_BROKER_URL="redis://127.0.0.1:1/0")
def test_readyz_tells_when_the_broker_is_away(client: Client) -> None:
    tick("1 second")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["broker unreachable"])
