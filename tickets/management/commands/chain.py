"""The chain along which a late promise is told, at one place: who stands on it, and in whose hours."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Q

from accounts.models import Unit, User
from deadlines.reach import USUAL
from deadlines.stages import Rung
from servicedesk.lib.refusals import Refusal
from tickets.actions.placing import keep_hours, stand_on, standing_at
from tickets.rungs import ROLE_ON


class Command(BaseCommand):
    help = "Show who is told of late promises of a unit; let somebody stand on a rung there, or set hours."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("unit", help="the code of a company, hall, crew or desk, or its path as in /37/3702/C1/")
        parser.add_argument("--person", metavar="LOGIN", help="whom --rung or --hours are about")
        parser.add_argument("--rung", choices=list(ROLE_ON), help="let the person stand on this rung at the unit")
        parser.add_argument("--hours", metavar="CALENDAR", help="of the person, else of the unit; '' as above it")

    def handle(self, *args: Any, unit: str, **told: Any) -> None:
        place = _only(Unit.objects.filter(Q(path=unit) | Q(code=unit)), unit)
        person = _only(User.objects.filter(login=told["person"]), told["person"]) if told["person"] else None
        if told["rung"] and person is None:
            raise CommandError("Say who is to stand there: --person LOGIN.")
        try:
            with transaction.atomic():
                if told["rung"] and person is not None:
                    stand_on(person, rung=told["rung"], unit=place)
                if told["hours"] is not None:
                    keep_hours(person or place, told["hours"])
        except Refusal as refusal:
            raise CommandError(refusal.sentence()) from refusal
        self._show(place)

    def _show(self, place: Unit) -> None:
        for rung, people in standing_at(place).items():
            names = ", ".join(f"{one.name} ({one.login}; {one.calendar or '-'})" for one in people)
            self.stdout.write(f"{Rung(rung).label}: {names or '-'}")
        self.stdout.write(f"{place.path} {place.calendar or '-'} ({USUAL})")


def _only(rows: Any, asked: str) -> Any:
    found = list(rows[:2])
    if len(found) != 1:
        raise CommandError(f"“{asked}” names {'none' if not found else 'more than one; give the path'}.")
    return found[0]
