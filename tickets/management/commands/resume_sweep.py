"""After the database's clock has jumped: an operator has looked at it, and deadlines may fire again."""

import getpass
from collections import defaultdict
from datetime import UTC, datetime
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.actions import audit
from accounts.models import User
from servicedesk.lib.refusals import Refusal
from tickets import guard
from tickets.actions.spine import database_time
from tickets.actions.voiding import void_all
from tickets.alarms import silence
from tickets.models import Deadline, Ticket
from tickets.stepped import fired_early, last_step
from tickets.voids import takes_two


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = (
        "Let deadlines fire again after the clock guard has stopped them, and list what fired early meanwhile. "
        "Put the clock right first. With --void those are voided."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--by", default=getpass.getuser(), help="who says so; with --void the login of a supervisor"
        )
        parser.add_argument("--void", default="", metavar="REASON", help="void what fired early, for this reason")

    def handle(self, *args: object, by: str, void: str, **options: object) -> None:
        at = database_time()
        judge = _supervisor(by) if void else None
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
        alarm = last_step()
        rows = fired_early(alarm) if alarm else []
        if judge and rows:
            self._void(rows, reason=void, by=judge)
        elif rows:
            self._list(rows)

    def _list(self, rows: list[Deadline]) -> None:
        self.stdout.write(f"{len(rows)} fired during the jump although they were not due by the true time:")
        for row in rows:
            two = ", takes two" if takes_two(row.ticket, row.clock) else ""
            self.stdout.write(
                f"   {row.ticket.number} {row.name} {row.stage}, due {row.due_at:%Y-%m-%d %H:%M:%S} UTC{two}"
            )
        self.stdout.write(
            'Void them: resume_sweep --void "the reason" --by LOGIN; or one by one on the tickets\' pages.'
        )

    def _void(self, rows: list[Deadline], *, reason: str, by: User) -> None:
        """Case by case; one that refuses says why and stops no other."""
        of_case: dict[Ticket, list[UUID]] = defaultdict(list)
        for row in rows:
            of_case[row.ticket].append(row.pk)
        for ticket, keys in of_case.items():
            try:
                void_all(ticket, deadlines=keys, reason=reason, by=by)
            except Refusal as refusal:
                self.stdout.write(f"   {ticket.number}: {refusal.sentence()}")
        alarm = last_step()
        left = len(fired_early(alarm)) if alarm else 0
        self.stdout.write(f"{len(rows) - left} voided, {left} left: asked of a second person, or refused.")


def _supervisor(login: str) -> User:
    person = User.objects.filter(login=login, is_active=True).first()
    if person is None or not person.may("void"):
        raise CommandError(f"“{login}” is nobody who may void a breach: give the login of a supervisor with --by.")
    return person
