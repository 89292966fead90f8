"""Every wrong clock of every open case, found by replaying its history; `--fix` arms them anew."""

import sys

from django.core.management.base import BaseCommand, CommandParser

from tickets.actions.mending import mend, wrong_clocks
from tickets.models import Ticket


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Replay the history of every open case and show each clock that contradicts it. Exit 1 if any is left wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fix", action="store_true", help="arm wrong clocks anew, with an event that says so")
        parser.add_argument("--ticket", default="", help="one ticket by its number")

    def handle(self, *args: object, fix: bool, ticket: str, **options: object) -> None:
        cases = Ticket.objects.open().filter(imported_at__isnull=True).order_by("pk")
        if ticket:
            cases = cases.filter(number=ticket)
        checked = found = 0
        for case in cases.iterator(chunk_size=500):
            checked += 1
            for wrong in mend(case) if fix else wrong_clocks(case):
                found += 1
                facts = f"shown {wrong.shown or 'nothing'}, right {wrong.right or 'nothing'}"
                self.stdout.write(f"{case.number} {wrong.name} {wrong.what}: {facts}")
        self.stdout.write(f"{checked} open cases, {found} wrong clocks{', put right' if fix and found else ''}")
        if found and not fix:
            sys.exit(1)
