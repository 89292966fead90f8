"""Words go, codes stay: the statements of `safekeeping.clears`, run for some subjects at a time."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from accounts.models import Unit, User
from accounts.redacting import redact
from safekeeping.clears import GONE, Clear
from safekeeping.kinds import KINDS, Kind
from servicedesk.lib.files import store
from servicedesk.lib.masks import mask_name, mask_phone
from tickets.model_files import CLEARED
from tickets.models import Attachment

AT_ONCE = 200
# What a code, a figure, a moment or a key looks like: it names nobody.
CODE = re.compile(r"[A-Za-z0-9_.:+\-/]{1,40}")
NUMBER_OF_SOMEBODY = re.compile(r"\+?\d[\d\- ]{5,}")


def without_words(told: Any) -> Any:
    """The same structure with its figures and codes; words, and digits that could be anybody's number, become a dash."""
    if isinstance(told, dict):
        return {key: without_words(value) for key, value in told.items()}
    if isinstance(told, list):
        return [without_words(value) for value in told]
    if isinstance(told, str) and told and not (CODE.fullmatch(told) and not NUMBER_OF_SOMEBODY.fullmatch(told)):
        return GONE
    return told


def old_ones(kind: Kind, org: Unit, *, before: datetime, most: int = AT_ONCE) -> list[UUID]:
    """The next subjects of a company whose time is over."""
    return [key for (key,) in _rows(kind.old, {"org": org.pk, "before": before, "most": most})]


def examples(kind: Kind, ids: Sequence[UUID]) -> list[tuple[str, str, datetime]]:
    """Some of them, masked, for somebody to see what a rule means."""
    if not kind.example or not ids:
        return []
    rows = _rows(kind.example, {"ids": list(ids)})
    return [(number, mask_phone(text) if text[:1].isdigit() else mask_name(text), at) for number, text, at in rows]


@transaction.atomic
def clear(kind: Kind, ids: Sequence[UUID], *, by: User | None, why: str, at: datetime) -> Counter[str]:
    """Take the words of these subjects away; returns how many rows of which table lost some. All of it or nothing."""
    done: Counter[str] = Counter()
    if kind.takes_files:
        _take_files(ids, by=by, at=at)
    for one in kind.clears:
        count = _history(one, ids, why=why, at=at) if one.is_history else _plain(one, ids)
        if count:
            done[one.table] += count
    return done


def _plain(one: Clear, ids: Sequence[UUID]) -> int:
    if one.codes:
        for column in one.codes:
            _rewrite(one, column, ids)
    if not one.empty and not one.codes:
        return _run(f"DELETE FROM {one.table} WHERE {one.where}", ids)
    if not one.empty:
        return 0
    told = ", ".join(f"{column} = {value}" for column, value in one.empty)
    return _run(f"UPDATE {one.table} SET {told} WHERE {one.where}", ids)


def _rewrite(one: Clear, column: str, ids: Sequence[UUID]) -> None:
    """Take the words out of a column of facts, row by row."""
    for key, told in _rows(f"SELECT id, {column}::text FROM {one.table} WHERE {one.where}", {"ids": list(ids)}):
        facts = json.loads(told)
        if (left := without_words(facts)) != facts:
            _rows(
                f"UPDATE {one.table} SET {column} = %(told)s::jsonb WHERE id = %(key)s",
                {"told": json.dumps(left), "key": key},
            )


def _history(one: Clear, ids: Sequence[UUID], *, why: str, at: datetime) -> int:
    """First it is written down by what the rows were sealed, then their words go."""
    keys = [key for (key,) in _rows(f"SELECT id FROM {one.table} WHERE {one.where}", {"ids": list(ids)})]
    empty = dict(one.empty) | {column: column for column in one.codes}
    count = redact(one.table, keys, empty=empty, why=why, at=at)
    for column in one.codes:
        _rewrite(one, column, ids)
    return count


def _take_files(ids: Sequence[UUID], *, by: User | None, at: datetime) -> None:
    """Nobody sees the files any more, and after this transaction the disk has them no more."""
    rows = list(Attachment.objects.filter(ticket__in=ids).exclude(name=GONE))
    if by is not None:
        shown = Attachment.objects.filter(pk__in=[row.pk for row in rows], hidden_at__isnull=True)
        shown.update(hidden_at=at, hidden_by=by, hidden_why=CLEARED)
    names = {name for row in rows for name in row.stored_names}
    transaction.on_commit(lambda: store.remove(names))


def _rows(sql: str, facts: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return list(cursor.fetchall()) if cursor.description else []


def _run(sql: str, ids: Sequence[UUID]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"ids": list(ids)})
        return int(cursor.rowcount)


def tables() -> Iterable[str]:
    """Every table of which something goes."""
    return {one.table for kind in KINDS for one in kind.clears}
