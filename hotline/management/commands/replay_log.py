"""Walk the event log of another system through our own actions."""

import json
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from hotline.imports.refusals import Unusable
from hotline.management.commands.import_tickets import PLAIN, UNUSABLE, refuse_place_of_report
from hotline.replays.plan import load_plan
from hotline.replays.scratch import scratch
from hotline.replays.stage import is_empty
from hotline.replays.tally import Tally
from hotline.replays.telling import in_words
from hotline.replays.walking import replay
from servicedesk.lib.refusals import Refusal

EVERY = 5.0


class Command(BaseCommand):
    """`manage.py replay_log FILE --mapping MAPPING.toml [--cases N] [--report OUT.json] [--keep | --here]`

    Exit code 0 when the clocks and the proofs are sound at the end, however many steps were refused; 1 when they are
    not; 2 when the log, the mapping or the place cannot be used.
    """

    help = "Let the cases of an event log happen here, with the log's own times, and report what was legal."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the log: CSV or XLSX, an event a row")
        parser.add_argument("--mapping", type=Path, required=True, help="what is what: docs/import/replay.md")
        parser.add_argument(
            "--cases", type=int, default=0, metavar="N", help="only N cases, spread evenly over the log"
        )
        parser.add_argument("--report", type=Path, metavar="OUT.json", help="write the report here, too; - is stdout")
        place = parser.add_mutually_exclusive_group()
        place.add_argument("--keep", action="store_true", help="leave the scratch database, and say its name")
        place.add_argument("--here", action="store_true", help="in this database, where nobody lives yet")

    def handle(self, *args: object, file: Path, mapping: Path, cases: int, report: Path | None, **told: Any) -> None:
        self.begun = self.told = time.monotonic()
        try:
            refuse_place_of_report(report)
            plan = load_plan(mapping)
            with self._place(here=told["here"], keep=told["keep"]) as name:
                if told["keep"]:
                    self.stderr.write(name, PLAIN)
                tally = replay(file, plan, tell=self._progress, most=cases)
        except Refusal as refusal:
            self.stderr.write(refusal.sentence())
            raise SystemExit(UNUSABLE) from refusal
        self._write(tally, report)
        if not tally.is_sound:
            raise SystemExit(1)

    def _place(self, *, here: bool, keep: bool) -> AbstractContextManager[str]:
        if not here:
            return scratch(keep=keep)
        if not is_empty():
            raise Unusable(_("Somebody lives in this database already. Leave out --here: a replay makes its own."))
        return nullcontext("")

    def _progress(self, tally: Tally, share: float) -> None:
        now = time.monotonic()
        if now - self.told >= EVERY:
            facts = {"share": f"{share:.0%}", "events": tally.events, "refused": tally.refused.total()}
            facts["pace"] = round(tally.events / (now - self.begun))
            line = _("%(share)s, %(events)d events, %(refused)d refused, %(pace)d a second") % facts
            self.stderr.write(line, PLAIN)
            self.told = now

    def _write(self, tally: Tally, target: Path | None) -> None:
        told = tally.as_json() | {"seconds": round(time.monotonic() - self.begun, 1)}
        as_json = json.dumps(told, ensure_ascii=False, indent=1)
        if target and str(target) == "-":
            self.stdout.write(as_json)
            return
        self.stdout.write(in_words(tally, seconds=told["seconds"]))
        if target:
            target.write_text(f"{as_json}\n", encoding="utf-8")
