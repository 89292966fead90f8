"""The brochure, line by line: one fault from the counter to the callback desk."""

from datetime import timedelta

from tests.people import MONDAY_NINE, minutes
from tickets.lifecycle import Status
from tickets.models import Clock


def test_a_walk_in_without_power_is_served(reported, min):
    ticket = reported
    kept = {clock.name: clock.was_kept for clock in Clock.objects.filter(ticket=ticket)}

    assert ticket.number == "CN2603160001"
    assert ticket.short_number == "0316-0001"
    assert ticket.status == Status.RESOLVED
    assert ticket.first_contact == min
    assert [event.what for event in ticket.timeline.all() if event.by] == [
        "register",
        "dispatch",
        "accept",
        "depart",
        "arrive",
        "restore",
        "report",
    ]
    assert kept == {
        "dispatch": True,
        "accept": True,
        "arrive": True,
        "arrive.floor": True,
        "restore": True,
        "report": True,
        "callback": None,
    }


def test_arrival_is_promised_in_45_minutes(fault):
    arrive = Clock.objects.get(ticket=fault, name="arrive")

    assert arrive.due_at == MONDAY_NINE + minutes(45)
    assert arrive.started_at == MONDAY_NINE
    assert arrive.due_at - arrive.started_at == timedelta(minutes=45)
