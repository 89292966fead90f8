"""A file of figures is looked at, and then imported: batch by batch, each line once, whatever is done twice."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions import audit
from accounts.models import Unit, User
from customers.models import SupplyPoint
from keyaccounts.figures.lines import NEEDED, BadLine, Figure, columns_of, fits, read_line
from keyaccounts.models import Consumption, FigureImport
from servicedesk.lib.masks import mask_account
from servicedesk.lib.refusals import Refusal
from servicedesk.lib.tables.reading import FileKeys, Record, Table, find_table
from servicedesk.lib.tables.refusals import Unusable

BATCH = 1000
MOST_LINES = 300_000
MOST_REFUSALS = 1000
LARGEST_FILE = 32 * 1024 * 1024
Key = tuple[UUID, date, str]


class AlreadyImported(Refusal):
    """The file that was looked at has been imported, or lay too long."""

    code = "already_imported"
    status = 409

    def sentence(self) -> str:
        return _("This file has been imported already, or it lay here too long. Choose it again.")


def look(upload: UploadedFile, *, org: Unit, by: User, at: datetime) -> FigureImport:
    """Keep a file that was handed in, read it to its end and say what importing it would do; nothing else is written.

    Raises Unusable.
    """
    if (upload.size or 0) > LARGEST_FILE:
        raise Unusable(_("The file is larger than 32 MB. Split it."))
    job = FigureImport(org=org, by=by, at=at, name=Path(upload.name or "").name[:120])
    kept = place(job)
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        with kept.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        _Run(job, today=timezone.localdate(at), writes=False).go()
    except Refusal:
        kept.unlink(missing_ok=True)
        raise
    job.save()
    return job


def load(job: FigureImport, *, by: User, at: datetime) -> FigureImport:
    """Import the good lines of a file that was looked at; the same figures again change nothing. Raises AlreadyImported."""
    if job.imported_at or not place(job).exists():
        raise AlreadyImported
    for name in ("read", "fresh", "changed", "same", "refused"):
        setattr(job, name, 0)
    # Two who do this at once write the same figures; only the end is written down.
    _Run(job, today=timezone.localdate(at), writes=True).go()
    job.imported_at = at
    job.save()
    place(job).unlink(missing_ok=True)
    told = {name: getattr(job, name) for name in ("read", "fresh", "changed", "same", "refused")}
    audit(what="import", by=by, at=at, facts=told | {"figures": str(job.pk)})
    return job


def place(job: FigureImport) -> Path:
    """Where the file lies between the look and the import."""
    return Path(settings.MEDIA_ROOT) / "figures" / str(job.pk)


@dataclass
class _Run:
    """One reading from the first line to the last; only one batch of it is in memory, and one key a line."""

    job: FigureImport
    today: date
    writes: bool
    seen: dict[Key, int] = field(default_factory=dict)
    refusals: list[tuple[int, str]] = field(default_factory=list)

    def go(self) -> None:
        table = _open(place(self.job), self.job.name)
        columns = columns_of(table.names)
        records = table.records()
        while batch := list(islice(records, BATCH)):
            self.job.read += len(batch)
            if self.job.read > MOST_LINES:
                raise Unusable(_("More than %(n)d lines. Split the file.") % {"n": MOST_LINES})
            with transaction.atomic():
                self._take(list(self._good(batch, columns)))
        self.job.refusals = [[line, reason] for line, reason in sorted(self.refusals)]

    def _good(self, batch: list[Record], columns: dict[str, str]) -> Iterator[Figure]:
        for record in batch:
            try:
                if record.problem:
                    raise BadLine(record.problem)
                yield read_line(record.line, record.cells, columns, today=self.today)
            except BadLine as refusal:
                self._refuse(record.line, refusal.sentence())

    def _refuse(self, line: int, reason: str) -> None:
        self.job.refused += 1
        if len(self.refusals) < MOST_REFUSALS:
            self.refusals.append((line, reason))

    def _take(self, figures: list[Figure]) -> None:
        """Count and, in a real run, write the lines of one batch whose account is known."""
        points = points_of(self.job.org, figures)
        rows: dict[Key, Figure] = {}
        for figure in figures:
            held = {points[number] for number in figure.accounts if number in points}
            if len(held) != 1:
                self._refuse(figure.line, _("no account %(number)s") % {"number": mask_account(figure.accounts[0])})
                continue
            key = (held.pop(), figure.month, figure.sort)
            if key in self.seen:
                text = _("the same account, month and sort stands in line %(line)d already")
                self._refuse(figure.line, text % {"line": self.seen[key]})
                continue
            self.seen[key] = figure.line
            rows[key] = figure
        self._count(rows)
        if self.writes:
            write(self.job, rows)

    def _count(self, rows: dict[Key, Figure]) -> None:
        known = known_figures(self.job.org, rows)
        verdicts = Counter(
            "fresh" if key not in known else "same" if known[key] == (row.quantity, row.amount) else "changed"
            for key, row in rows.items()
        )
        for name, count in verdicts.items():
            setattr(self.job, name, getattr(self.job, name) + count)


def _open(path: Path, name: str) -> Table:
    try:
        table = find_table(path, FileKeys(), fits)
    except Unusable as refusal:
        # The file lies under a name of ours; people know it by theirs.
        raise Unusable(refusal.sentence().replace(path.name, name)) from refusal
    if table is None:
        raise Unusable(_("No row names the columns account, month and quantity. Download the pattern."))
    used = columns_of(table.names)
    twins = [used[field] for field in NEEDED if table.names.count(used[field]) > 1]
    if twins:
        raise Unusable(_("Two columns are called “%(name)s”. Rename one of them.") % {"name": twins[0]})
    return table


def points_of(org: Unit, figures: list[Figure]) -> dict[str, UUID]:
    """The accounts that these lines name, by number."""
    numbers = {number for figure in figures for number in figure.accounts}
    found = SupplyPoint.objects.filter(org=org, account_number__in=numbers)
    return dict(found.values_list("account_number", "pk"))


def known_figures(org: Unit, rows: dict[Key, Figure]) -> dict[Key, tuple[object, object]]:
    """What is known already of these accounts in these months."""
    points, months = {key[0] for key in rows}, {key[1] for key in rows}
    found = Consumption.objects.filter(org=org, supply_point__in=points, month__in=months)
    columns = found.values_list("supply_point", "month", "sort", "quantity", "amount")
    return {(point, month, sort): (quantity, amount) for point, month, sort, quantity, amount in columns}


def write(job: FigureImport, rows: dict[Key, Figure]) -> None:
    """Write figures with one statement; a newer import of the same account, month and sort replaces the figure."""
    Consumption.objects.bulk_create(
        (
            Consumption(
                org_id=job.org_id,
                supply_point_id=point,
                month=month,
                sort=sort,
                unit=row.unit,
                quantity=row.quantity,
                amount=row.amount,
                source_id=job.pk,
            )
            for (point, month, sort), row in rows.items()
        ),
        update_conflicts=True,
        unique_fields=["org", "supply_point", "month", "sort"],
        update_fields=["unit", "quantity", "amount", "source"],
    )


def forget_old(*, before: datetime) -> int:
    """Throw away files that were looked at and never imported; how many."""
    gone = 0
    for job in FigureImport.objects.filter(imported_at__isnull=True, at__lt=before):
        if place(job).exists():
            place(job).unlink()
            gone += 1
    return gone


def told(job: FigureImport) -> str:
    """What an import did, in one sentence."""
    lines = ngettext("%(n)d line read", "%(n)d lines read", job.read) % {"n": job.read}
    facts = {"lines": lines, "fresh": job.fresh, "changed": job.changed, "same": job.same, "refused": job.refused}
    return _("%(lines)s: %(fresh)d new, %(changed)d changed, %(same)d the same, %(refused)d refused.") % facts
