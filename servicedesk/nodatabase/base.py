"""Postgres in every respect but one: whoever really asks it something hears a sentence, not a stack of riddles.

So `check`, `makemigrations --check` and `compilemessages` need no server."""

from typing import Any, NoReturn

from django.core.management import CommandError
from django.db.backends.postgresql import base
from django.db.utils import OperationalError


class NoDatabase(OperationalError, CommandError):
    """A database error for the code that asks; for whoever typed a command, a sentence without a traceback."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Refuses to connect."""

    def get_connection_params(self) -> dict[str, Any]:
        return {}

    def get_new_connection(self, conn_params: dict[str, Any]) -> NoReturn:
        raise NoDatabase("No database is running: start the product with `make up`, or set DATABASE_URL.")
