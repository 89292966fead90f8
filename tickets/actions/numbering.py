"""The numbers of tickets."""

from datetime import date

from django.db import connection

from accounts.models import Unit
from servicedesk.lib.ids import uuid7


def next_number(hall: Unit, *, day: date) -> str:
    """Give out the hall's next number of the day, `<hall code><yymmdd><4 digits>`; never the same twice."""
    sql = """INSERT INTO tickets_daynumber (id, org_id, hall_id, day, last) VALUES (%s, %s, %s, %s, 1)
             ON CONFLICT (hall_id, day) DO UPDATE SET last = tickets_daynumber.last + 1 RETURNING last"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [uuid7(), hall.org_id, hall.pk, day])
        (sequence,) = cursor.fetchone()
    return f"{hall.code}{day:%y%m%d}{sequence:04d}"
