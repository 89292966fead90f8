"""An installation with nothing in it: a company and its first administrator, whose password is printed once."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from onboarding.founding import found
from servicedesk.lib.refusals import Refusal
from tickets.moment import database_time


class Command(BaseCommand):
    help = "Make a company and its first administrator, who then walks through /manage/start/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--company", required=True, help="name of the company")
        parser.add_argument("--code", required=True, help="its code: letters and digits, at most 12")
        parser.add_argument("--admin", required=True, help="name of the first administrator")
        parser.add_argument("--login", default="admin", help="the administrator's sign-in name")

    def handle(self, *args: object, company: str, code: str, admin: str, login: str, **options: object) -> None:
        with override("zh-hans"):
            try:
                person, password = found(company=company, code=code, admin=admin, login=login, at=database_time())
            except Refusal as refusal:
                raise CommandError(" ".join(refusal.fields.values()) or refusal.sentence()) from None
        self.stdout.write(f"{company}: {person.name}")
        self.stdout.write(f"  sign in as  {person.login}\n  password    {password}   (once, within three days)")
        self.stdout.write("  then open   /manage/start/")
