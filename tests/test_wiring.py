"""What one app announces and who hears it: the whole list, so that no listener appears or vanishes unseen."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from accounts.signals import person_gone, unit_gone
from deadlines.signals import calendar_published
from tests.routes import every_route
from tickets import signals

HEARD = {
    "ticket_registered": {
        "applications.receivers",
        "complaints.receivers",
        "keyaccounts.receivers",
        "restoration.receivers",
        "tickets.receivers",
    },
    "tickets_registered": {
        "applications.receivers",
        "complaints.receivers",
        "keyaccounts.receivers",
        "restoration.receivers",
        "tickets.receivers",
    },
    "ticket_resolved": {"complaints.receivers", "hotline.receivers", "restoration.receivers", "surveys.receivers"},
    "tickets_resolved": {"hotline.receivers", "surveys.receivers"},
    "field_estimated": {"restoration.receivers"},
    "field_reported": {"applications.receivers"},
    "ticket_closed": {"complaints.receivers", "surveys.receivers"},
    "ticket_reopened": {
        "applications.receivers",
        "complaints.receivers",
        "restoration.receivers",
        "surveys.receivers",
    },
    "ticket_withdrawn": {"complaints.receivers", "hotline.receivers", "surveys.receivers"},
    "visit_rated": {"surveys.receivers"},
    "ticket_phoned": {"calls.receivers"},
    "deadline_fired": {"complaints.receivers"},
}


def listeners(name: str) -> set[str]:
    found = set()
    for entry in getattr(signals, name).receivers:
        receiver = entry[1]()
        if receiver is not None:
            found.add(receiver.__module__)
    return found


@pytest.mark.parametrize("name", HEARD)
def test_who_hears_what(name):
    assert listeners(name) == HEARD[name]


def test_every_signal_is_in_the_list():
    announced = {
        name for name in vars(signals) if name.startswith(("ticket_", "tickets_", "deadline_", "field_", "visit_"))
    }

    assert announced == set(HEARD)


def test_a_published_calendar_is_heard_by_the_open_cases():
    assert {entry[1]().__module__ for entry in calendar_published.receivers if entry[1]()} == {"tickets.receivers"}


@pytest.mark.parametrize("signal", [person_gone, unit_gone])
def test_whoever_leaves_is_heard_by_the_open_cases(signal):
    assert {entry[1]().__module__ for entry in signal.receivers if entry[1]()} == {"tickets.receivers"}


def test_every_address_that_a_template_asks_for_exists_with_as_many_parts():
    """A link in a rare branch fails when somebody stands before it: it is looked up here instead."""
    known: dict[str, set[int]] = {}
    for route in every_route():
        known.setdefault(route.name, set()).add(route.pattern.count("<"))
    asked = {
        (path.name, name, len(rest.split(" as ")[0].split()))
        for path in sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
        for name, rest in re.findall(r"\{% url ['\"]([\w:-]+)['\"]([^%]*)%\}", path.read_text())
    }
    assert len(asked) > 100
    assert [one for one in asked if one[2] not in known.get(one[1], set())] == []
