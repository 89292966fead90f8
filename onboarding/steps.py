"""The first hour of a company, step by step: what is done, what comes next."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.beginning import Unfinished
from accounts.models import Unit, User
from customers.models import Customer
from onboarding.models import Start
from tickets.models import Ticket, Window


@dataclass(frozen=True)
class Step:
    """One step: its code in the address, its word, what it is for, and whether the hall opens without it."""

    code: str
    word: Promise
    hint: Promise
    may_wait: bool = False


STEPS = (
    Step("trade", _("Trade"), _("promises, topics, scripts, questions and calendar come with it")),
    Step("units", _("Halls, crews, desks"), _("from a table, or typed one by one")),
    Step("people", pgettext_lazy("palette", "Staff"), _("from a table, with their roles")),
    Step("customers", _("Customers"), _("from a table; they may come later"), may_wait=True),
    Step("windows", _("Windows"), _("how many each hall has"), may_wait=True),
    Step("passwords", _("First passwords"), _("one sheet to cut up and hand out")),
    Step("test", _("Test case"), _("registered, shown with its clocks, and taken back")),
)
CODES = tuple(step.code for step in STEPS)


@dataclass(frozen=True)
class Shown:
    """A step as the list on the left draws it."""

    step: Step
    n: int
    is_done: bool
    told: str


def shown(start: Start) -> list[Shown]:
    """Every step with how it stands: what is there counts, whoever brought it."""
    there = counts(start.org)
    return [
        Shown(step, n, start.is_done(step.code), str(there.get(step.code, "")) if there.get(step.code) else "")
        for n, step in enumerate(STEPS, start=1)
    ]


def counts(org: Unit) -> dict[str, int]:
    """How much of each the company has now."""
    units = Unit.objects.filter(org=org, is_active=True).exclude(kind=Unit.Kind.COMPANY)
    people = User.objects.filter(org=org, is_active=True, is_service=False)
    return {
        "units": units.count(),
        "people": people.count(),
        "customers": Customer.objects.filter(org=org)[:100_000].count(),
        "windows": Window.objects.filter(org=org, is_active=True).count(),
    }


def next_step(start: Start) -> str:
    """The first step that is not done; after all of them the last."""
    return next((code for code in CODES if not start.is_done(code)), CODES[-1])


def going_on(user: User) -> Unfinished | None:
    """The first hour that this person should go on with: begun, not ended, and no case taken in yet."""
    if not user.may("manage"):
        return None
    begun = Start.objects.visible_to(user).filter(ended_at__isnull=True).order_by("begun_at").first()
    if begun is None or Ticket.objects.filter(org=begun.org_id, undone_at__isnull=True).exists():
        return None
    return Unfinished(_("First hour"), "/manage/start/", sum(begun.is_done(code) for code in CODES), len(CODES))
