"""Bring in outages of the past from a table."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from restoration.history import HOUSE, Mapping, Report, bring_in, read_mapping
from servicedesk.lib.refusals import Refusal


class Command(BaseCommand):
    """`manage.py import_outages FILE --org CODE --by LOGIN [--mapping MAPPING.toml]`; the report is printed."""

    help = "Import a CSV or XLSX table of past outages; nothing of them is armed, nobody is told."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the table: CSV (UTF-8, GB18030) or XLSX")
        parser.add_argument("--org", required=True, metavar="CODE", help="the company")
        parser.add_argument("--by", required=True, metavar="LOGIN", help="whose doing it is")
        parser.add_argument("--mapping", type=Path, help="which column is what: docs/import/README.md")

    def handle(self, *args: object, **options: Any) -> None:
        """Read, compare, write, and print the report."""
        try:
            org = Unit.objects.get(kind=Unit.Kind.COMPANY, code=options["org"])
            by = User.objects.get(login=options["by"])
            mapping = read_mapping(options["mapping"]) if options["mapping"] else Mapping(HOUSE)
            report = bring_in(options["file"], mapping, org=org, by=by, at=timezone.now())
        except (Unit.DoesNotExist, User.DoesNotExist) as nobody:
            raise CommandError(str(nobody)) from None
        except Refusal as no:
            raise CommandError(no.sentence()) from None
        for line in in_words(report):
            self.stdout.write(line)


def in_words(report: Report) -> list[str]:
    """The report, a line for each thing that is to be said."""
    lines = [
        _("%(rows)d rows: %(new)d new, %(known)d known already, %(refused)d refused")
        % {"rows": report.rows, "new": report.new, "known": report.known, "refused": len(report.refused)},
        _("%(count)d last exactly as long as their own times say") % {"count": report.equal},
    ]
    named = (
        (_("%(count)d differ by an hour (summer time): %(names)s"), report.by_an_hour),
        (_("%(count)d differ otherwise: %(names)s"), report.otherwise),
        (_("%(count)d without an end, which arm nothing: %(names)s"), report.without_end),
    )
    lines += [said % {"count": len(rows), "names": ", ".join(rows)} for said, rows in named if rows]
    lines += [_("line %(line)d: %(said)s") % {"line": line, "said": said} for line, said in report.refused]
    return lines
