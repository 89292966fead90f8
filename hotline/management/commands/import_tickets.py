"""Bring in the history of another system from a table."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from hotline.imports.mapping import SOURCE, Mapping, bad_source, load_mapping
from hotline.imports.refusals import Unusable
from hotline.imports.report import Report
from hotline.imports.running import Order, run_import
from hotline.imports.sense import check_sense
from hotline.imports.telling import in_words
from servicedesk.lib.refusals import Refusal
from tickets.actions.spine import database_time

UNUSABLE = 2
BAR = 30
PLAIN = str  # on a terminal standard error is painted red, and progress is no error
EVERY = 5.0  # seconds between two lines where there is no terminal to draw a bar on


class Command(BaseCommand):
    """`manage.py import_tickets FILE --mapping MAPPING.toml [--promises POLICY.csv] [--dry-run] [--report OUT.json]`

    Exit code 0 when the file was read to its end, however many rows were refused; 2 when the file, the mapping, the
    policy or the place cannot be used, and then nothing was written.
    """

    help = "Import a CSV or XLSX table of another system as tickets with their own times, without any message."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the table: CSV (UTF-8, GB18030) or XLSX")
        parser.add_argument("--mapping", type=Path, required=True, help="which column is what: docs/import/README.md")
        parser.add_argument("--promises", type=Path, help="a table of types and how long each may take")
        parser.add_argument("--source", default="", help="a name for the source instead of the mapping's")
        place = parser.add_mutually_exclusive_group()
        place.add_argument("--org", default="", metavar="CODE", help="the company; its first hall takes the rows")
        place.add_argument("--hall", default="", metavar="CODE", help="the hall that takes the rows")
        parser.add_argument("--dry-run", action="store_true", help="read, check, count, show; write nothing")
        parser.add_argument("--report", type=Path, metavar="OUT.json", help="write the report here, too; - is stdout")

    def handle(self, *args: object, **options: Any) -> None:
        progress = Progress(self)
        target = Path(options["report"]) if options["report"] else None
        try:
            order = read_order(options)
            refuse_place_of_report(target)
            report = run_import(order, clock=database_time, tell=progress.show)
            progress.end()
            self._write(report, target)
        except Refusal as refusal:
            progress.end()
            self.stderr.write(refusal.sentence())
            raise SystemExit(UNUSABLE) from refusal

    def _write(self, report: Report, target: Path | None) -> None:
        as_json = json.dumps(report.as_json(), ensure_ascii=False, indent=1)
        if target and str(target) == "-":
            self.stdout.write(as_json)
            return
        self.stdout.write(in_words(report))
        if target:
            target.write_text(f"{as_json}\n", encoding="utf-8")


def read_order(options: dict[str, Any]) -> Order:
    """The order that the options give. Raises Unusable."""
    mapping: Mapping = load_mapping(Path(options["mapping"]))
    check_sense(mapping)
    source = options["source"] or mapping.source
    if not SOURCE.fullmatch(source):
        raise bad_source(source)
    return Order(
        file=Path(options["file"]),
        mapping=mapping,
        source=source,
        promises=Path(options["promises"]) if options["promises"] else None,
        org_code=options["org"],
        hall_code=options["hall"],
        dry_run=options["dry_run"],
    )


def refuse_place_of_report(target: Path | None) -> None:
    """A report that could not be written would be missed after the rows are in. Raises Unusable."""
    if target and (target.is_dir() or not target.parent.is_dir()):
        raise Unusable(_("%(file)s is no file into which the report could be written.") % {"file": target})


class Progress:
    """How far a run has come: a bar where somebody looks at a terminal, a line now and then where nobody does."""

    def __init__(self, command: BaseCommand) -> None:
        self.out = command.stderr
        self.is_terminal = sys.stderr.isatty() and command.stderr.isatty()
        self.begun = self.told = time.monotonic()
        self.has_bar = False

    def show(self, report: Report, share: float) -> None:
        """Say how far it is, if it is time to."""
        now = time.monotonic()
        pace = report.read / max(now - self.begun, 0.001)
        facts = {"share": f"{share:.0%}", "read": report.read, "pace": round(pace), "refused": report.refused}
        line = _("%(share)s, %(read)d rows read, %(refused)d refused, %(pace)d a second") % facts
        if self.is_terminal:
            bar = "█" * round(share * BAR)
            self.out.write(f"\r\x1b[K{bar:░<{BAR}} {line}", PLAIN, ending="")
            self.out.flush()
            self.has_bar = True
        elif now - self.told >= EVERY:
            self.out.write(line, PLAIN)
            self.told = now

    def end(self) -> None:
        """Leave the bar standing on a line of its own."""
        if self.has_bar:
            self.out.write("", PLAIN)
        self.has_bar = False
