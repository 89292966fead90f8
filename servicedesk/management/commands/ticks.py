"""Tells a container's health check whether the deadlines are being swept."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection


class Command(BaseCommand):
    help = "Succeed if this trigger (celery or loop) has swept the deadlines within the last minute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=["celery", "loop"])
        parser.add_argument("--within", type=int, default=60, help="seconds (default 60)")

    def handle(self, *args: object, name: str, within: int, **options: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM now() - at)::int FROM tickets_tick WHERE name = %s", [name])
            row = cursor.fetchone()
        if row is None or row[0] > within:
            raise CommandError(f"No sweep by {name} within {within} s.")
        self.stdout.write(f"{name} swept {row[0]} s ago")
