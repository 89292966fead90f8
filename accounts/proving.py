"""Is the history still what was sealed? Every block is worked out anew and held against what it says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from uuid import UUID

from accounts.auditing import audit
from accounts.chain import GENESIS, NOTHING, bound, sums
from accounts.models import AuditBlock, AuditBreak, AuditMark
from servicedesk.sealed import BY_NAME, SEALED, Sealed

AT_ONCE = 20


@dataclass(frozen=True)
class Finding:
    """What is wrong with one block: its rows were changed, some are gone, some came in later, or the chain is broken."""

    name: str
    org: UUID | None
    number: int
    what: str

    def __str__(self) -> str:
        return f"{self.name} company {self.org or '-'} block {self.number}: {self.what}"


def prove(table: Sealed, *, after: UUID = NOTHING, most: int | None = None) -> tuple[list[Finding], UUID | None]:
    """Prove blocks from `after` on, `most` stretches at the most; returns what is wrong and where to go on (None: at the end)."""
    wrong: list[Finding] = []
    tails: dict[UUID | None, AuditBlock] = {}
    edge = after
    for done, (start, upto) in enumerate(_stretches(table, after), start=1):
        wrong += _between(table, edge, start)
        edge = upto
        blocks = list(AuditBlock.objects.filter(name=table.name, after=start, upto=upto).order_by("number"))
        wrong += _stretch(table, blocks, start, upto, tails)
        if most is not None and done >= most:
            return wrong, upto
    mark = AuditMark.objects.filter(name=table.name).first()
    return wrong + _between(table, edge, mark.sealed_upto if mark else edge), None


def _between(table: Sealed, edge: UUID, start: UUID) -> list[Finding]:
    """Where nothing was to be sealed nothing may stand."""
    return [Finding(table.name, org, 0, "added") for org in sums(table, edge, start)] if start > edge else []


def _stretches(table: Sealed, after: UUID) -> Iterator[tuple[UUID, UUID]]:
    """The stretches of a table, in order, a few at a time."""
    while True:
        found = AuditBlock.objects.filter(name=table.name, after__gte=after).order_by("after", "upto")
        some = list(found.values_list("after", "upto").distinct()[:AT_ONCE])
        if not some:
            return
        yield from some
        after = some[-1][1]


def _stretch(
    table: Sealed, blocks: list[AuditBlock], start: UUID, upto: UUID, tails: dict[UUID | None, AuditBlock]
) -> list[Finding]:
    wrong, found = [], sums(table, start, upto)
    for block in blocks:
        rows, digest = found.pop(block.org_id, (0, ""))
        what = ""
        if not _is_linked(block, tails.get(block.org_id)):
            what = "chain"
        elif rows != block.rows:
            what = "gone" if rows < block.rows else "added"
        elif digest != block.rows_digest:
            what = "changed"
        if what:
            wrong.append(Finding(table.name, block.org_id, block.number, what))
        tails[block.org_id] = block
    # Rows of a company that had none in this stretch when it was sealed.
    return wrong + [Finding(table.name, org, 0, "added") for org in found]


def _is_linked(block: AuditBlock, before: AuditBlock | None) -> bool:
    """Whether a block says what its digest covers, and follows the one before it."""
    if before is None and block.number > 1:
        before = AuditBlock.objects.filter(name=block.name, org=block.org_id, number=block.number - 1).first()
        if before is None:
            return False
    follows = block.previous == (before.digest if before else GENESIS)
    return follows and block.number == (before.number + 1 if before else 1) and block.digest == bound(block)


def prove_all() -> list[Finding]:
    """Everything, from the first block on."""
    return [finding for table in SEALED for finding in prove(table)[0]]


def prove_some(*, at: datetime, seconds: float) -> None:
    """Go on proving where it was left, for so long; a table whose round is done begins again when `due` says so."""
    until = monotonic() + seconds
    for mark in AuditMark.objects.filter(name__in=list(BY_NAME)).order_by("proved_at"):
        if not _is_due(mark, at=at):
            continue
        after: UUID | None = mark.proved_upto or NOTHING
        while after is not None and monotonic() < until:
            wrong, after = prove(BY_NAME[mark.name], after=after, most=AT_ONCE)
            note(wrong, at=at)
        if after is None:
            AuditMark.objects.filter(name=mark.name).update(proved_upto=None, proved_at=at)
        else:
            AuditMark.objects.filter(name=mark.name).update(proved_upto=after)


def _is_due(mark: AuditMark, *, at: datetime) -> bool:
    """Once a day of the database's: a round that was begun is ended first."""
    return mark.proved_upto is not None or mark.proved_at is None or (at - mark.proved_at).total_seconds() > 23 * 3600


def note(wrong: list[Finding], *, at: datetime) -> None:
    """Write down what is wrong, each thing once; the audit says so too."""
    for one in wrong:
        _known, is_new = AuditBreak.objects.get_or_create(
            org_id=one.org, name=one.name, number=one.number, what=one.what, defaults={"found_at": at}
        )
        if is_new:
            audit(what="audit_broken", by=None, at=at, facts={"table": one.name, "block": one.number, "how": one.what})


def still_broken() -> list[Finding]:
    """What was found wrong and is so still: looked at again, block by block. What was put right is struck off."""
    left = []
    for known in AuditBreak.objects.order_by("found_at")[:100]:
        finding = Finding(known.name, known.org_id, known.number, known.what)
        if _is_still(finding):
            left.append(finding)
        else:
            known.delete()
    return left


def _is_still(finding: Finding) -> bool:
    block = AuditBlock.objects.filter(name=finding.name, org=finding.org, number=finding.number).first()
    if block is None:
        return True
    blocks = [block]
    return any(one.number == block.number for one in _stretch(BY_NAME[block.name], blocks, block.after, block.upto, {}))
