"""Give words to cases that came in without: from before there was a search, or through a file."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from tickets.wording import fill


class Command(BaseCommand):
    help = "Make the cases that the search does not know yet findable; may be stopped and run again at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="cases in one transaction (default 500)")

    def handle(self, *args: object, batch: int, **options: Any) -> None:
        last: UUID | None = None
        done = 0
        while True:
            with transaction.atomic():
                last = fill(after=last, most=batch)
            if last is None:
                break
            done += 1
            self.stdout.write(f"batch {done} done")
        self.stdout.write("every case can be found")
