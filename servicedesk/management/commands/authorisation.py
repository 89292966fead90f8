"""The matrix of rights, written from the routes and the roles."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from servicedesk.rights import HEAD, as_csv

FILE = Path(settings.BASE_DIR) / "docs" / "authorisation.csv"


class Command(BaseCommand):
    help = "Write docs/authorisation.csv and its note: route x method x role x unit."

    def handle(self, *args: object, **options: object) -> None:
        FILE.write_text(as_csv(), encoding="utf-8")
        note = f"# Who may ask what, where\n\n`authorisation.csv` is written by `manage.py authorisation`; a test compares it.\n\n{HEAD}\n"
        FILE.with_suffix(".md").write_text(note, encoding="utf-8")
        self.stdout.write(f"{FILE}: {as_csv().count(chr(10)) - 1} lines")
