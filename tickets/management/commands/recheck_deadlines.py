"""Every wrong clock, found by replaying the history of its case; `--fix` puts right what still runs."""

import sys
import time

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from servicedesk.lib.refusals import Refusal
from tickets.actions.mending import can_be_mended, cases_to_check, mend, wrong_clocks
from tickets.models import Ticket
from tickets.recheck import Wrong

EVERY = 5.0  # seconds between two words on how far it is


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = (
        "Replay the history of every open case, and of ended ones in which something still runs, and show each clock "
        "that contradicts it. With --fix what still runs is armed anew. Exit 1 if anything is left wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fix", action="store_true", help="arm wrong clocks anew, with an event that says so")
        parser.add_argument("--ticket", default="", help="one ticket by its number")

    def handle(self, *args: object, fix: bool, ticket: str, **options: object) -> None:
        cases = Ticket.objects.filter(number=ticket) if ticket else cases_to_check()
        total, checked, found, left, said = cases.count(), 0, 0, 0, time.monotonic()
        for case in cases.iterator(chunk_size=500):
            wrongs = self._check(case, fix=fix)
            checked += 1
            found += len(wrongs or ())
            left += 1 if wrongs is None else sum(not (fix and can_be_mended(wrong)) for wrong in wrongs)
            if time.monotonic() - said > EVERY:
                said = time.monotonic()
                self.stderr.write(f"{checked} of {total} cases, {found} wrong clocks so far")
        self.stdout.write(f"{checked} cases, {found} wrong clocks, {left} left")
        if left:
            sys.exit(1)

    def _check(self, case: Ticket, *, fix: bool) -> list[Wrong] | None:
        """One case; None if it cannot be checked. It stops no other."""
        try:
            wrongs = mend(case) if fix else wrong_clocks(case)
        except (DatabaseError, Refusal, LookupError, ValueError) as error:
            reason = (str(error) or type(error).__name__).splitlines()[0]
            self.stdout.write(f"{case.number} cannot be checked: {reason}")
            return None
        for wrong in wrongs:
            what = f"{case.number} {wrong.name} {wrong.what}: shown {wrong.shown or 'nothing'}, right {wrong.right or 'nothing'}"
            kept = "" if can_be_mended(wrong) else " (has ended: kept as history)"
            self.stdout.write(what + kept)
        return wrongs
