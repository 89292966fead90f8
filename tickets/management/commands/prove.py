"""The fourteen proofs over the database as it stands."""

import sys

from django.core.management.base import BaseCommand

from tickets.proofs import SHOWN, prove_all


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Run the proofs P1 to P14 of the deadline engine: how many rows break each, and which. Exit 0 if none does."

    def handle(self, *args: object, **options: object) -> None:
        findings = prove_all()
        for finding in findings:
            self.stdout.write(f"{finding.number} {finding.count}")
            for key in finding.ids:
                self.stdout.write(f"   {key}")
            if finding.count > SHOWN:
                self.stdout.write(f"   and {finding.count - SHOWN} more")
        clean = sum(finding.count == 0 for finding in findings)
        self.stdout.write(f"{clean} of {len(findings)} clean")
        if clean < len(findings):
            sys.exit(1)
