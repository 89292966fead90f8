"""Nobody who administers can sign in any more: a new first password for one of them, printed once."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from onboarding.founding import readmit
from servicedesk.lib.refusals import Refusal
from tickets.moment import database_time


class Command(BaseCommand):
    help = "Give an administrator a new first password: the old one ran out, or is forgotten, and nobody else can."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", help="the administrator's sign-in name")

    def handle(self, *args: object, login: str, **options: object) -> None:
        with override("zh-hans"):
            try:
                person, password = readmit(login, at=database_time())
            except Refusal as refusal:
                raise CommandError(" ".join(refusal.fields.values()) or refusal.sentence()) from None
        self.stdout.write(f"{person.name}\n  sign in as  {person.login}")
        self.stdout.write(f"  password    {password}   (once, within three days)")
