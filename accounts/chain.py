"""History is sealed in blocks: SHA-256 over the rows of a stretch and over the block before it, a chain for each company.

No row waits for it: a tick seals what lies behind, once every transaction that may still write there has ended. So no case
pays for it, and nothing is left out. Whoever alters a row breaks its block; whoever drops or inserts one as well; whoever makes
a whole chain anew is found out by the heads that were told outside (`accounts.anchoring`).
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from accounts.models import AuditBlock, AuditMark
from servicedesk.sealed import SEALED, Sealed

# Keys are made by many machines, whose clocks differ, a moment before their rows are written.
BEHIND = timedelta(minutes=10)
A_BLOCK = 5000
NOTHING = UUID(int=0)
GENESIS = "0" * 64
_ENDED = """SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
       pg_current_xact_id()::text::bigint"""


def key_at(moment: datetime) -> UUID:
    """The first key that could have been made at this moment."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def digest_of(table: Sealed, row: str = "t") -> str:
    """The SQL that makes the digest of one row from its columns, whatever the session's zone and the table's order."""
    parts = []
    for column in table.columns:
        name = f'{row}."{column}"'
        if column in table.moments:
            name = f"extract(epoch FROM {name})"
        elif column in table.raw:
            name = f"encode({name}, 'hex')"
        parts.append(name)
    return f"encode(sha256(convert_to(jsonb_build_array({', '.join(parts)})::text, 'UTF8')), 'hex')"


def sums(table: Sealed, after: UUID, upto: UUID) -> dict[UUID | None, tuple[int, str]]:
    """Of each company with rows in this stretch: how many, and one digest over theirs. A row that lost its words counts as before."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT org_id, count(*), encode(sha256(convert_to(string_agg(one, '' ORDER BY id), 'UTF8')), 'hex')
                  FROM (SELECT t.id, t.org_id, coalesce(r.digest, {digest_of(table)}) AS one
                          FROM {table.name} t
                          LEFT JOIN accounts_redacted r ON r.name = %(name)s AND r.row = t.id
                         WHERE t.id > %(after)s AND t.id <= %(upto)s) AS rows
                 GROUP BY org_id""",
            {"name": table.name, "after": after, "upto": upto},
        )
        return {org: (rows, digest) for org, rows, digest in cursor.fetchall()}


def bound(block: AuditBlock) -> str:
    """The digest of a block: over what it says, and over the one before."""
    told = (block.org_id, block.name, block.number, block.after, block.upto, block.rows, block.rows_digest)
    return hashlib.sha256("|".join([*map(str, told), block.previous]).encode()).hexdigest()


def seal_all(*, at: datetime, seconds: float) -> int:
    """Seal what can be sealed, for so long; returns how many blocks were made. Any number may run at once."""
    until, made = monotonic() + seconds, 0
    for table in SEALED:
        has_more = True
        while has_more and monotonic() < until:
            blocks, has_more = seal(table, at=at)
            made += blocks
    return made


@transaction.atomic
def seal(table: Sealed, *, at: datetime) -> tuple[int, bool]:
    """Seal one stretch; returns how many blocks that made, and whether there is more to be sealed now."""
    AuditMark.objects.get_or_create(name=table.name, defaults={"sealed_upto": NOTHING})
    mark = AuditMark.objects.select_for_update(skip_locked=True).filter(name=table.name).first()
    if mark is None or not _may_seal(mark, at=at) or mark.waiting_upto is None:
        return 0, False
    upto, is_last = _end_of_stretch(table, mark.sealed_upto, mark.waiting_upto)
    found = sums(table, mark.sealed_upto, upto)
    blocks = _blocks(table, found, after=mark.sealed_upto, upto=upto, at=at)
    AuditBlock.objects.bulk_create(blocks)
    mark.sealed_upto = upto
    if is_last:
        mark.waiting_upto = mark.waiting_for = None
    mark.save()
    return len(blocks), not is_last


def _may_seal(mark: AuditMark, *, at: datetime) -> bool:
    """Whether all that could still write into the stretch that waits has ended; if none waits, one begins to."""
    with connection.cursor() as cursor:
        cursor.execute(_ENDED)
        oldest, newest, own = cursor.fetchone()
    if mark.waiting_for is None:
        upto = key_at(at - BEHIND)
        if upto > mark.sealed_upto:
            mark.waiting_upto, mark.waiting_for = upto, own  # every number given before is smaller
            mark.save()
        return False
    # A number that this server has not come to yet is that of another one: the data were restored from it, whole.
    return bool(oldest > mark.waiting_for or newest < mark.waiting_for)


def _end_of_stretch(table: Sealed, after: UUID, upto: UUID) -> tuple[UUID, bool]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {table.name} WHERE id > %s AND id <= %s ORDER BY id OFFSET %s LIMIT 1",
            [after, upto, A_BLOCK - 1],
        )
        found = cursor.fetchone()
    return (found[0], False) if found else (upto, True)


def _blocks(
    table: Sealed, found: dict[UUID | None, tuple[int, str]], *, after: UUID, upto: UUID, at: datetime
) -> list[AuditBlock]:
    heads = {block.org_id: block for block in last_blocks(table.name)}
    made = []
    for org, (rows, rows_digest) in sorted(found.items(), key=lambda pair: str(pair[0])):
        before = heads.get(org)
        block = AuditBlock(org_id=org, name=table.name, after=after, upto=upto, rows=rows, rows_digest=rows_digest)
        block.number, block.at = (before.number + 1 if before else 1), at
        block.previous = before.digest if before else GENESIS
        block.digest = bound(block)
        made.append(block)
    return made


def last_blocks(name: str = "") -> Sequence[AuditBlock]:
    """The head of every chain, or of those of one table."""
    blocks = AuditBlock.objects.filter(name=name) if name else AuditBlock.objects.all()
    return list(blocks.order_by("org_id", "name", "-number").distinct("org_id", "name"))


def row_digests(table: Sealed, keys: Sequence[Any]) -> dict[UUID, tuple[UUID | None, str]]:
    """What these rows are sealed by: company and digest, before they lose their words."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.id, t.org_id, {digest_of(table)} FROM {table.name} t WHERE t.id = ANY(%s::uuid[])", [list(keys)]
        )
        return {pk: (org, digest) for pk, org, digest in cursor.fetchall()}
