"""One reading of a file of figures: batch by batch, each line once, and with each batch how far it is."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import Unit
from customers.models import SupplyPoint
from keyaccounts.figures.lines import NEEDED, BadLine, Figure, columns_of, fits, read_line
from keyaccounts.models import Consumption, FigureImport
from servicedesk.lib.masks import mask_account
from servicedesk.lib.tables.reading import FileKeys, Record, Table, find_table
from servicedesk.lib.tables.refusals import Unusable

BATCH = 1000
MOST_LINES = 300_000
MOST_REFUSALS = 1000
# Whoever reads renews it with every batch; after a worker was killed the next one takes over so soon.
LEASE = timedelta(seconds=60)
COUNTS = ("read", "fresh", "changed", "same", "refused")
Key = tuple[UUID, date, str]


class LostLease(Exception):
    """Somebody else reads on: this reader was silent for too long."""


@dataclass
class Reading:
    """One reading from where the last one stopped; one batch of it is in memory, and one key a line."""

    job: FigureImport
    path: Path
    today: date
    seen: dict[Key, int] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        return self.job.stage == FigureImport.Stage.LOAD

    def go(self) -> None:
        """Read to the end. Raises Unusable, LostLease, and OSError where the file is gone."""
        table = open_table(self.path, self.job.name)
        columns = columns_of(table.names)
        records = islice(table.records(), self.job.done, None)
        while batch := list(islice(records, BATCH)):
            with transaction.atomic():
                self._take_batch(batch, columns)

    def _take_batch(self, batch: list[Record], columns: dict[str, str]) -> None:
        behind = self.job.done
        self.job.read += len(batch)
        if self.job.read > MOST_LINES:
            raise Unusable(_("More than %(n)d lines. Split the file.") % {"n": MOST_LINES})
        self._take(list(self._good(batch, columns)))
        self.job.done = behind + len(batch)
        told = {name: getattr(self.job, name) for name in (*COUNTS, "done", "refusals")}
        mine = FigureImport.objects.filter(pk=self.job.pk, stage=self.job.stage, done=behind)
        if not mine.update(lease_until=Now() + LEASE, **told):
            raise LostLease

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
        if len(self.job.refusals) < MOST_REFUSALS:
            self.job.refusals = sorted([*self.job.refusals, [line, reason]])

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
        rows = self._without_twins(rows)
        self._count(rows)
        if self.writes:
            write(self.job, rows)

    def _without_twins(self, rows: dict[Key, Figure]) -> dict[Key, Figure]:
        """Lines whose figure an earlier reader of this very file has written already, before it was killed."""
        if not (self.writes and rows):
            return rows
        written = Consumption.objects.filter(
            org=self.job.org, source=self.job, supply_point__in={key[0] for key in rows}
        )
        twins = set(written.values_list("supply_point", "month", "sort")) & set(rows)
        for key in twins:
            self._refuse(rows[key].line, _("the same account, month and sort stands in an earlier line already"))
        return {key: row for key, row in rows.items() if key not in twins}

    def _count(self, rows: dict[Key, Figure]) -> None:
        known = known_figures(self.job.org, rows)
        verdicts = Counter(
            "fresh" if key not in known else "same" if known[key] == (row.quantity, row.amount) else "changed"
            for key, row in rows.items()
        )
        for name, count in verdicts.items():
            setattr(self.job, name, getattr(self.job, name) + count)


def open_table(path: Path, name: str) -> Table:
    """The table in a file, with the columns that are needed. Raises Unusable."""
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
