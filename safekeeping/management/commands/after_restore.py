"""`manage.py after_restore`: said by `make restore`, before the product starts again."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from safekeeping.actions.returning import come_back


class Command(BaseCommand):
    help = "Catch up after a restore, and hold back what may have left the building already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--taken-at", required=True, type=datetime.fromisoformat)

    def handle(self, *args: Any, **options: Any) -> None:
        done = come_back(taken_at=options["taken_at"], at=timezone.now())
        self.stdout.write(
            f"{done.fired} deadlines fired meanwhile; {done.letters} texts and {done.hooks} messages are held; "
            f"everybody signs in again ({done.sessions} sessions ended)."
        )
