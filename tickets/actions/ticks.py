"""One round of the desk's clockwork, the same whoever runs it: the Celery worker or the loop that needs Postgres alone."""

from datetime import datetime

from django.db import connection

from tickets.actions.announce import fan_out
from tickets.actions.spine import database_time
from tickets.sweep import Swept, sweep_all

_TICK = """INSERT INTO tickets_tick (name, at, fired, lateness_ms) VALUES (%s, clock_timestamp(), %s, %s)
           ON CONFLICT (name) DO UPDATE SET at = EXCLUDED.at, fired = tickets_tick.fired + EXCLUDED.fired,
           lateness_ms = EXCLUDED.lateness_ms"""


def tick(name: str, *, at: datetime | None = None) -> Swept:
    """Fire what is due and write down that this trigger (`celery` or `loop`) did its round."""
    done = sweep_all(at=at)
    with connection.cursor() as cursor:
        cursor.execute(_TICK, [name, done.fired, int(done.lateness.total_seconds() * 1000)])
    return done


def announce() -> int:
    """Tell people what has fired since the last round."""
    return fan_out(at=database_time())
