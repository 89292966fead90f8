"""/healthz lives as long as the web server; /readyz says why it would break a promise."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from tickets.models import Tick


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
    assert client.get("/readyz").json() == {"ready": True, "reasons": []}


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
