"""After the database's clock has jumped: an operator has looked at it, and deadlines may fire again."""

import getpass
from datetime import UTC, datetime

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from accounts.actions import audit
from tickets import guard
from tickets.actions.spine import database_time
from tickets.alarms import silence
from tickets.models import Deadline


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Let deadlines fire again after the clock guard has stopped them. Put the clock right first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", default=getpass.getuser(), help="who says so (default: the signed-in user)")

    def handle(self, *args: object, by: str, **options: object) -> None:
        at = database_time()
        with transaction.atomic():
            was_halted = silence(guard.HALT, at=at, by=by)
            if was_halted:
                guard.forget()
                audit(what="clock_resumed", by=None, at=at, facts={"by": by})
        due = Deadline.objects.filter(state="armed", quarantined_at__isnull=True, due_at__lte=at).count()
        self.stdout.write(
            f"The database says {at:%Y-%m-%d %H:%M:%S}, this machine {datetime.now(UTC):%Y-%m-%d %H:%M:%S} (UTC)."
        )
        self.stdout.write(f"Deadlines fire again; {due} are due now." if was_halted else "Nothing was halted.")
