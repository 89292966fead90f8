"""`manage.py database_roles`: the SQL of four roles, each with no more than its part needs (security line 52)."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import Unit
from safekeeping.database_roles import statements


class Command(BaseCommand):
    help = "Print the SQL that makes the roles web, worker and report beside the one that owns the tables."

    def handle(self, *args: Any, **options: Any) -> None:
        companies = Unit.objects.filter(kind=Unit.Kind.COMPANY).order_by("pk").values_list("pk", flat=True)
        self.stdout.write(";\n".join(statements(companies)) + ";")
