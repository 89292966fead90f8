"""`manage.py verify_audit`: prove every sealed history, from the first block on. Ends with 1 when something is not what was sealed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.anchoring import prove_anchors
from accounts.models import AuditBlock
from accounts.proving import note, prove_all


class Command(BaseCommand):
    help = "Prove the sealed histories: every block against its rows, every head against what was told outside."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchors", type=Path, help="a file, or a folder of files, of heads kept elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = [*prove_all(), *prove_anchors(options["anchors"])]
        note([one for one in wrong if one.number], at=timezone.now())
        for one in wrong:
            self.stderr.write(str(one))
        if wrong:
            raise CommandError(f"{len(wrong)} blocks are not what was sealed.")
        self.stdout.write(f"{AuditBlock.objects.count()} blocks, all as they were sealed.")
