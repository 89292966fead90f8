"""A database that exists for one run: nothing of a replay touches the real one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def scratch(*, keep: bool) -> Iterator[str]:
    """Make a migrated database beside the real one, work in it, drop it again unless it is to be kept."""
    real = connection.settings_dict["NAME"]
    told = connection.settings_dict["TEST"]
    before, told["NAME"] = told["NAME"], f"replay_{os.getpid()}"
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")  # it can be made again
        yield name
    finally:
        connection.creation.destroy_test_db(real, verbosity=0, keepdb=keep)
        told["NAME"] = before
