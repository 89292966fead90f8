"""One run from the first row to the report, dry or real."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import Unit
from hotline.imports.building import Case
from hotline.imports.loading import Loaded, Loader, known_numbers
from hotline.imports.locks import wait_for_turn
from hotline.imports.mapping import Mapping
from hotline.imports.places import Home, company_of, hall_for, importer_of
from hotline.imports.policy import Policy, publish, read_policy
from hotline.imports.refusals import BadRow, Unusable
from hotline.imports.repeats import link_repeats
from hotline.imports.report import Report
from hotline.imports.rows import RowReader
from hotline.imports.verdict import judge
from servicedesk.lib.tables.reading import Record, Table, open_table

BATCH = 500

Clock = Callable[[], datetime]
Teller = Callable[[Report, float], None]


@dataclass(frozen=True)
class Order:
    """What somebody asked for on the command line, with the mapping already checked."""

    file: Path
    mapping: Mapping
    source: str
    promises: Path | None = None
    org_code: str = ""
    hall_code: str = ""
    dry_run: bool = False


@dataclass
class Run:
    """A run under way: a table, what its types may take, and where its rows go (nowhere in a dry run)."""

    order: Order
    clock: Clock
    tell: Teller
    report: Report
    table: Table
    policy: Policy
    loader: Loader | None = None
    seen: set[str] = field(default_factory=set)

    def go(self) -> Report:
        """Read to the end, batch by batch."""
        records = self.table.records()
        while batch := list(islice(records, BATCH)):
            self._one_batch(batch, at=self.clock())
            self.tell(self.report, self.table.share())
        return self.report

    def _one_batch(self, records: list[Record], *, at: datetime) -> None:
        cases, twins = self._read(records, at=at)
        done = self._load(cases, at=at)
        lines = {record.row: record.line for record in records}
        for row, reason in done.refused.items():
            self.report.refuse(row, lines[row], reason)
        self.report.imported += done.imported
        self.report.duplicate += len(done.duplicates) + len(twins)
        for case in cases:
            if case.facts.row not in done.refused:
                self.report.count(case.facts, case.verdict, is_new=True)
        for case in twins:
            self.report.count(case.facts, case.verdict, is_new=False)

    def _read(self, records: list[Record], *, at: datetime) -> tuple[list[Case], list[Case]]:
        """The good rows of a batch, and those whose number stood in the file before."""
        reader = RowReader(self.order.mapping, self.table.columns, at=at)
        cases: list[Case] = []
        twins: list[Case] = []
        for record in records:
            self.report.read += 1
            try:
                facts = reader.read(record)
            except BadRow as refusal:
                self.report.refuse(record.row, record.line, refusal.sentence())
                continue
            bound = self.policy.get(facts.told_type)
            (twins if facts.number in self.seen else cases).append(Case(facts, judge(facts, bound, at=at), bound))
            self.seen.add(facts.number)
        return cases, twins

    def _load(self, cases: list[Case], *, at: datetime) -> Loaded:
        if self.loader:
            return self.loader.load(cases, at=at)
        known = known_numbers(self.order.source, (case.facts.number for case in cases))
        return Loaded(duplicates={case.facts.row for case in cases if case.facts.number in known})


def run_import(order: Order, *, clock: Clock, tell: Teller) -> Report:
    """Import a file, or only look at it. Raises Unusable before anything is written."""
    table = open_table(order.file, order.mapping.file, order.mapping.wanted())
    policy = _policy(order)
    hall = _hall(order)
    report = Report(order.source, dry_run=order.dry_run, hall=hall.code if hall else "")
    run = Run(order, clock, tell, report, table, policy)
    return run.go() if order.dry_run or hall is None else _write(run, hall)


def _write(run: Run, hall: Unit) -> Report:
    """A real run: promises first, then the rows, at last the links between those that say the same."""
    order, report, org = run.order, run.report, company_of(hall)
    with transaction.atomic():
        wait_for_turn("import")
        home = Home(org, hall, importer_of(org), order.source)
        run.policy = publish(run.policy, home, file=order.promises.name if order.promises else "", at=run.clock())
    run.loader = Loader(home, customers=order.mapping.contact.customers)
    run.go()
    link_repeats(org_id=org.pk, source=order.source)
    told = {name: getattr(report, name) for name in ("source", "hall", "read", "imported", "refused", "duplicate")}
    audit(what="import", by=home.importer, at=run.clock(), facts=told | {"file": order.file.name})
    return report


def _hall(order: Order) -> Unit | None:
    """Where the rows go. One may look at a file before there is any hall, unless one is named."""
    try:
        return hall_for(org_code=order.org_code, hall_code=order.hall_code)
    except Unusable:
        if order.dry_run and not (order.org_code or order.hall_code):
            return None
        raise


def _policy(order: Order) -> Policy:
    if order.promises is None:
        return {}
    if order.mapping.promises is None:
        raise Unusable(_("The mapping has no [promises], so nobody knows which columns of the policy are which."))
    return read_policy(order.promises, order.mapping.promises)
