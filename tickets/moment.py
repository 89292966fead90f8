"""What time it is, by the only clock that counts."""

from datetime import datetime

from django.db import connection


def database_time() -> datetime:
    """Return the database's clock: the only one by which a promise is judged."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
