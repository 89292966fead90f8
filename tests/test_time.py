"""I37: instants in UTC, shown in Asia/Shanghai; dates are the hall's whatever the server's zone."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.utils import timezone

from servicedesk.templatetags.hall import hall_time
from tests.people import no_power
from tickets.actions import desk
from tickets.models import Ticket

LATE_EVENING_UTC = datetime(2026, 3, 16, 17, 30, tzinfo=UTC)


@pytest.fixture
def after_midnight_in_the_hall(company, guifang, flat, min):
    return desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=LATE_EVENING_UTC)


def test_the_number_carries_the_halls_day(after_midnight_in_the_hall):
    assert after_midnight_in_the_hall.number == "CN2603170001"


def test_the_instant_is_stored_as_it_was(after_midnight_in_the_hall):
    assert Ticket.objects.get().registered_at == LATE_EVENING_UTC


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York"])
def test_the_database_keeps_instants_whatever_its_zone(after_midnight_in_the_hall, zone):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', %s, true)", [zone])
        cursor.execute("SELECT extract(epoch FROM registered_at) FROM tickets_ticket")
        (seconds,) = cursor.fetchone()

    assert float(seconds) == LATE_EVENING_UTC.timestamp()


def test_a_due_time_is_the_same_instant_in_every_zone(company, guifang, flat, min):
    here = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=LATE_EVENING_UTC)
    abroad = desk.register(
        no_power(company, guifang, flat),
        unit=company.hall,
        by=min,
        at=LATE_EVENING_UTC.astimezone(timezone.get_fixed_timezone(60)),
    )

    due = [ticket.clocks.get(name="arrive").due_at for ticket in (here, abroad)]
    assert due[0] == due[1]


def test_people_read_the_halls_clock():
    assert hall_time(LATE_EVENING_UTC, LATE_EVENING_UTC) == "01:30"
