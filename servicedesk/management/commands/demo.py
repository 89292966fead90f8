"""The demo company: made on the first call, left as it is on every other; its passwords follow DEMO_PASSWORD each time."""

import time
from datetime import timedelta

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, transaction
from django.utils.translation import override

from accounts.models import Unit, User
from deadlines.actions import adopt_profile
from hotline.models import ApiClient
from servicedesk import env
from servicedesk.demo import (
    above,
    after,
    care,
    categories,
    company,
    crews,
    figures,
    files,
    guarding,
    hooks,
    households,
    interruptions,
    judging,
    keeping,
    lastmonth,
    lobby,
    logins,
    opinions,
    papers,
    persons,
    redress,
    shelf,
    stockroom,
    stories,
    systems,
    telephone,
    turns,
    watching,
    work,
)
from tickets.actions.spine import database_time
from tickets.models import Ticket

# Promises hold from a day on which nothing of the demo had happened yet.
BEFORE_ALL = timedelta(days=70)
# Without the demo: FIRST_COMPANY, FIRST_CODE, FIRST_ADMIN say otherwise.
FIRST = {"FIRST_COMPANY": "我的公司", "FIRST_CODE": "C1", "FIRST_ADMIN": "管理员"}


class Command(BaseCommand):
    help = "Load the demo company (once). --refresh: a fresh set of open tickets. --logins: who may sign in, with what."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--refresh", action="store_true", help="end the demo's open tickets, make new ones as of now"
        )
        parser.add_argument("--logins", action="store_true", help="print the table of logins and do nothing else")
        parser.add_argument("--logins-json", action="store_true", help="the same for scripts")
        parser.add_argument(
            "--scale", type=int, default=1, help="so many times the customers and requests (first load)"
        )

    def handle(
        self, *args: object, refresh: bool, logins: bool, logins_json: bool, scale: int, **options: object
    ) -> None:
        if not env.flag("DEMO", True):
            self._begin_empty(quiet=logins or logins_json)
            return
        if logins or logins_json:
            self._print_logins(as_json=logins_json)
            return
        self.began = time.monotonic()
        if Unit.objects.exists() and not Unit.objects.filter(path=company.PATH).exists():
            self.stdout.write("Demo: another organisation lives in this database, so the demo stays out.")
            return
        with override("zh-hans"):
            people, units, client = self._found(scale)
            if not self._told_first(units, people, client, scale) and refresh:
                self._refresh(units, people, client)

    def _begin_empty(self, *, quiet: bool) -> None:
        """No demo: an installation with nothing in it gets a company and its first administrator."""
        if quiet or Unit.objects.exists():
            return
        named = {name.removeprefix("FIRST_").lower(): env.text(name, usual) for name, usual in FIRST.items()}
        call_command("found", stdout=self.stdout, **named)

    def _print_logins(self, *, as_json: bool) -> None:
        self.stdout.write(logins.as_json() if as_json else logins.as_text())

    def _found(self, scale: int) -> tuple[dict[str, User], company.Units, ApiClient]:
        at = database_time()
        with transaction.atomic():
            _one_at_a_time()
            is_new = not Unit.objects.exists()
            units = company.found()
            people = company.staff(units)
            for org in (units["C1"], units["C2"]):
                adopt_profile(org, "power", by=None, at=at - BEFORE_ALL)
                categories.load(org)
            if is_new:
                self._say(f"{Unit.objects.count()} units, {len(people)} people, their promises and categories")
            opinions.begin(units["C1"], by=people["supervisor"], at=at - BEFORE_ALL)
            shelf.load(units["C1"], editor=people["supervisor"], at=at)
            if made := households.settle(units, at=at, scale=scale):
                self._say(f"{made} customers with their accounts")
            care.begin(units["C1"], people, at=at)
            watching.begin(units["C1"], people, at=at)
            if known := crews.load(units, people, at=at):
                self._say(f"{known} crews with skills, ground and rota")
            if kept := guarding.load(units["C1"], people, at=at):
                self._say(f"{kept} supply-security tasks")
            if made := stockroom.furnish(units, people, at=at):
                self._say(f"{made} items of stock, the rules of sheets")
            if off := interruptions.load(units, by=people["dispatcher"], at=at):
                self._say(f"{off} outages")
        client = logins.apply_key(units["C1"])
        if made := systems.let_them_in(units, by=people["admin"]):
            self._say(f"{made} other systems let in")
        if told := hooks.tell_of_hooks(by=people["admin"]):
            self._say(f"{told} messages of a webhook")
        with transaction.atomic():
            if made := above.begin(units, people, at=at):
                self._say(f"{made} orders from the hotline above")
        if rows := files.hand_files_in(units["CN"], by=people["admin"]):
            self._say(f"{rows} rows of a file")
        if wishes := persons.ask_for_their_data(
            clerk=people["clerk"], supervisor=people["supervisor"], admin=people["admin"]
        ):
            self._say(f"{wishes} wishes about personal data")
        if changed := logins.apply_password():
            self._say(f"password of {changed} demo logins")
        return people, units, client

    @transaction.atomic
    def _told_first(self, units: company.Units, people: dict[str, User], client: ApiClient, scale: int) -> bool:
        _one_at_a_time()
        if Ticket.objects.filter(source=work.SOURCE).exists():
            return False
        if made := papers.settle(units, people, at=database_time()):
            self._say(f"{made} applications and filed matters")
        told = lastmonth.load(work.Desk(units, people, client, at=database_time(), draw=1))
        self._say(f"{told} tickets of last month")
        self._tell(units, people, client, stories.STORIES * scale, draw=0)
        return True

    def _refresh(self, units: company.Units, people: dict[str, User], client: ApiClient) -> None:
        known = Ticket.objects.filter(source=work.SOURCE).count()
        cast = work.Desk(units, people, client, at=database_time())
        self._say(f"{after.settle_old(cast)} old tickets ended")
        self._tell(units, people, client, [story for story in stories.STORIES if not story.is_over], draw=known)

    def _tell(
        self,
        units: company.Units,
        people: dict[str, User],
        client: ApiClient,
        told: "tuple[stories.Story, ...] | list[stories.Story]",
        *,
        draw: int,
    ) -> None:
        cast = work.Desk(units, people, client, at=database_time(), draw=draw)
        for count, _ticket in enumerate(work.tell_all(cast, told), start=1):
            if count % 20 == 0 or count == len(told):
                self._say(f"{count} of {len(told)} tickets")
        self._say(f"{redress.load(cast)} complaints from outside, guarded, repeated or made good")
        stockroom.set_to_work(units, people, at=database_time())
        after.quiet(at=database_time())
        crews.locate(units, people, at=database_time())
        if rang := telephone.load(units["C1"], people, at=database_time()):
            self._say(f"{rang} telephone calls")
        if hung := keeping.load(people, at=database_time()):
            self._say(f"{hung} photos and papers")
        if came := lobby.open_doors(units, people, at=database_time()):
            self._say(f"{came} visits to the southern hall")
        if said := opinions.load_all(units, people, at=database_time()):
            self._say(f"{said} answers of customers")
            self._say(f"{figures.load(units['C1'], people, at=database_time())} days counted")
        if turned := turns.load(units, people, at=database_time()):
            self._say(f"{turned} places hand their shifts over")
        if judged := judging.load(units["C1"], people, at=database_time()):
            self._say(f"{judged} inspections")

    def _say(self, line: str) -> None:
        self.stdout.write(f"{time.monotonic() - self.began:6.1f} s  Demo: {line}")
        self.stdout.flush()


def _one_at_a_time() -> None:
    """Two first starts at once wait for each other; the second finds everything made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('servicedesk.demo', 0))")
