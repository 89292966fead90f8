"""What is stuck, on the command line: listed with its error, tried again, or dropped for a reason."""

import sys
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from servicedesk.lib.refusals import Refusal
from supervision.stuck import EVERYTHING, KINDS, Kind
from tickets.moment import database_time


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = (
        "List deadlines set aside, news and texts given up, each with its error. --again tries them once more, "
        "--drop REASON drops those that are named. Exit 1 if anything is stuck afterwards."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ids", nargs="*", type=UUID, help="only these (default: all)")
        parser.add_argument("--kind", choices=sorted(KINDS), help="only of this kind")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--again", action="store_true", help="try again")
        what.add_argument("--drop", default="", metavar="REASON", help="drop those that are named, for this reason")

    def handle(
        self, *args: object, ids: list[UUID], kind: str | None, again: bool, drop: str, **options: object
    ) -> None:
        if drop and not ids:
            raise CommandError("Name the ids that are to be dropped; they stand in the list.")
        left = sum(
            self._one_kind(code, one, ids, again=again, drop=drop)
            for code, one in KINDS.items()
            if kind in (None, code)
        )
        self.stdout.write(f"{left} stuck.")
        if left:
            sys.exit(1)

    def _one_kind(self, code: str, kind: Kind, ids: list[UUID], *, again: bool, drop: str) -> int:
        rows = kind.of(EVERYTHING)
        for row in (rows.filter(pk__in=ids) if ids else rows).iterator(chunk_size=500):
            shown = kind.shown(row)
            name = shown.ticket.number if shown.ticket else shown.what
            self.stdout.write(f"{code} {shown.key} {shown.since:%Y-%m-%d %H:%M} {name} {shown.error}")
            try:
                if drop:
                    kind.drop(row, reason=drop, by=None, at=database_time())
                elif again:
                    kind.again(row, by=None, at=database_time())
            except Refusal as refusal:
                self.stdout.write(f"   {refusal.sentence()}")
        return int(rows.count())
