"""Whose hand a change of the settings is: told to the database once a transaction, and only when a table of settings is written.

The triggers behind `accounts.Change` read it. It lasts until the transaction ends, so that a pooled connection carries
nobody's name into the next one. Whatever writes no setting pays nothing.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.settings_pages import NOTED

WRITES = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?')
_by: ContextVar[Callable[[], str] | None] = ContextVar("acting", default=None)


class Acting:
    """For the length of a request, whoever is signed in by then acts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with acting_as(lambda: person(request.user.pk) if request.user.is_authenticated else f"page {request.path}"):
            return self.get_response(request)


def person(pk: object) -> str:
    """How a member of staff, or the service user of an API client, is told to the database."""
    return f"person:{pk}"


@contextmanager
def acting_as(who: Callable[[], str]) -> Iterator[None]:
    """What is written inside is `who`'s doing; asked only if it has to be known."""
    token = _by.set(who)
    try:
        yield
    finally:
        _by.reset(token)


def begin_task(task: Any = None, **_more: object) -> None:
    """A worker does what it does in the name of its task."""
    _by.set(lambda: f"task {task.name}")


def acting() -> str:
    """Who acts now: a person, a task, or the command that runs."""
    who = _by.get()
    return who() if who else _command()


@cache
def _command() -> str:
    return " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]])[:80]


class _Told:
    """Waits for the end of the transaction in which the name was told, or of the savepoint, and so says that it holds."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self) -> None:
        pass


def name_the_hand(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Stand between Django and the database, and say who acts before a setting is written."""
    if not _is_setting(sql):
        return execute(sql, params, many, context)
    connection = context["connection"]
    with transaction.atomic(using=connection.alias, savepoint=False):
        _tell(connection)
        return execute(sql, params, many, context)


def _is_setting(sql: Any) -> bool:
    found = WRITES.match(sql) if isinstance(sql, str) else None
    if found is None or found[2] not in NOTED:
        return False
    columns = NOTED[found[2]]
    return found[1] != "UPDATE" or not columns or any(f'"{column}" = ' in sql for column in columns)


def _tell(connection: Any) -> None:
    name = acting()
    told = next((one for _points, one, *_more in reversed(connection.run_on_commit) if isinstance(one, _Told)), None)
    if told is None or told.name != name:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('desk.by', %s, true)", [name])
        connection.on_commit(_Told(name))


def listen(connection: Any, **_more: object) -> None:
    """Have every connection go through here."""
    if name_the_hand not in connection.execute_wrappers:
        connection.execute_wrappers.append(name_the_hand)
