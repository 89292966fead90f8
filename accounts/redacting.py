"""Rows of history lose their words and stay history: what they were sealed by is written down first, then they are emptied."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from accounts.chain import row_digests
from accounts.models import Redacted
from servicedesk.sealed import BY_NAME, Sealed


@transaction.atomic
def redact(name: str, keys: Iterable[UUID], *, empty: Mapping[str, str], why: str, at: datetime) -> int:
    """Give the columns of `empty` these SQL values in rows of a history; the database lets nothing else of them change.

    What is emptied already stays. Returns how many rows lost words.
    """
    known = set(Redacted.objects.filter(name=name, row__in=list(keys)).values_list("row", flat=True))
    fresh = [key for key in keys if key not in known]
    if not fresh:
        return 0
    table = BY_NAME.get(name) or Sealed(name, _columns(name))
    digests = row_digests(table, fresh)
    Redacted.objects.bulk_create(
        Redacted(org_id=org, name=name, row=pk, digest=digest, columns=sorted(empty), why=why, at=at)
        for pk, (org, digest) in digests.items()
    )
    told = ", ".join(f'"{column}" = {value}' for column, value in empty.items())
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {name} SET {told} WHERE id = ANY(%s::uuid[])", [list(digests)])
    return len(digests)


def _columns(name: str) -> tuple[str, ...]:
    """The columns of a history that is not sealed: it has a digest all the same, in case it is one day."""
    with connection.cursor() as cursor:
        described: list[Any] = list(connection.introspection.get_table_description(cursor, name))
    return tuple(column.name for column in described)
