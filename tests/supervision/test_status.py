"""The page that says whether the clockwork is well, and what to do where it is not."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from tests.people import minutes, no_power, somebody
from tickets import broker
from tickets.actions import desk, ticks
from tickets.actions.spine import database_time
from tickets.alarms import sound
from tickets.models import Deadline, Proving, Tick
from tickets.watch import SILENT


@pytest.fixture
def english(client) -> None:
    client.cookies["desk_language"] = "en"


@pytest.fixture
def page(client, guo, english):
    """What the supervisor reads, without the markup's line breaks."""
    client.force_login(guo)
    return lambda: " ".join(client.get("/status/").content.decode().split())


def test_all_is_well(page):
    ticks.tick("loop")
    ticks.tick("celery")
    ticks.prove()

    shown = page()
    assert "All is well: no alarm is open." in shown
    assert "14 of 14 clean" in shown
    assert shown.count('class="st over"') == 0


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("dead", "no worker answers: start the worker again"),
        ("busy", "the workers live and are busy with other jobs"),
        ("unasked", "the workers live and have nothing to do: start beat again"),
        ("away", "the broker does not answer"),
    ],
)
def test_a_silent_celery_says_why(page, monkeypatch, why, words):
    monkeypatch.setattr(broker, "why_silent", lambda: why)
    Tick.objects.create(name="celery", at=database_time() - 2 * SILENT)

    assert words in page()


def test_an_alarm_says_what_to_do(page):
    sound("clock_step", at=database_time(), facts={"seconds": 1800})

    shown = page()
    assert "the clock has jumped and nothing fires" in shown
    assert "manage.py resume_sweep" in shown


def test_what_waits_is_counted_and_timed(page, company, guifang, flat, min):
    desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=database_time() - minutes(50))

    assert "the oldest since" in page()


def test_a_failed_proof_is_named(page):
    Proving.objects.create(at=database_time() - timedelta(hours=3), took_ms=5, found={"P9": {"count": 1, "ids": []}})

    assert "P9" in page()
    assert "3 h ago" in page()


@pytest.mark.parametrize(("who", "seen"), [("guo", True), ("stranger_boss", False)])
def test_a_deadline_set_aside_is_listed_for_those_who_see_its_ticket(
    client, request, fault, company, who, seen, english
):
    Deadline.objects.filter(ticket=fault, name="arrive").update(
        quarantined_at=database_time(), last_error="duplicate key"
    )
    client.force_login(request.getfixturevalue(who))

    assert ("duplicate key" in client.get("/status/").content.decode()) is seen


@pytest.fixture
def stranger_boss(company):
    return somebody("boss", "方远", Role.SUPERVISOR, company.foreign_org, company.foreign_org, "9002")
