"""What is done in the first hour: a company begins, its trade is loaded or put by, windows open, a test case is tried."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from accounts import branding, places
from accounts.actions import audit, end_grant, first_password, grant, hire
from accounts.models import Brand, Unit, User
from accounts.roles import Role
from applications.models import ApplicationType
from applications.types import load_types
from customers.tagging import take_usual_tags
from deadlines.actions import adopt_profile
from deadlines.models import PolicyRule
from knowledge.models import Article, ArticleState
from onboarding.models import Start
from onboarding.steps import STEPS
from onboarding.trades import TRADES, plant_categories, shipped, word_letters, write_knowledge
from servicedesk.lib.refusals import Invalid, NotAllowed, Refusal
from surveys.actions.asking import questionnaire_of
from tickets.actions.desk import register
from tickets.actions.telling import holders_of
from tickets.actions.undoing import undo
from tickets.actions.windows import open_window
from tickets.intake import Intake
from tickets.lifecycle import Kind
from tickets.models import Category, Clock, Ticket, Window
from tickets.moment import database_time
from worksheets.actions.sheets import adopt_usual as usual_sheets
from worksheets.actions.usual import adopt_reasons

TESTER = "first-hour"
SPARE = timedelta(minutes=5)


class TradeInUse(Refusal):
    """A company that has cases keeps its trade."""

    code = "trade_in_use"
    status = 409

    def sentence(self) -> str:
        return _("There are cases already: change the topics and promises on their own pages.")


def _may(org: Unit, by: User) -> None:
    if not by.may_at("manage", org.pk):
        raise NotAllowed("manage")


@transaction.atomic
def begin(org: Unit, *, by: User, at: datetime) -> Start:
    """Begin the first hour of a company, or find where it was left."""
    _may(org, by)
    known, _is_new = Start.objects.get_or_create(org=org, defaults={"begun_by": by, "begun_at": at})
    return known


def _held(start: Start, by: User) -> Start:
    held = Start.objects.select_for_update(of=("self",)).select_related("org").get(pk=start.pk)
    _may(held.org, by)
    return held


@transaction.atomic
def name_company(start: Start, *, name: str, hotline: str, by: User, at: datetime) -> Unit:
    """Say how the company is called and which number its customers call."""
    held = _held(start, by)
    org = places.change(held.org, places.Told(name, phone=held.org.phone, calendar=held.org.calendar), by=by, at=at)
    said = Brand.objects.filter(unit=org).first() or Brand()
    if hotline != said.hotline:
        told = branding.Told(title=said.title, hotline=hotline, colour=said.colour, language=said.language)
        branding.keep_brand(org, told, by=by, at=at)
    return org


@transaction.atomic
def load_trade(start: Start, trade: str, *, by: User, at: datetime) -> Start:
    """Give the company everything that its trade begins with; what is there already stays as it is."""
    held = _held(start, by)
    if trade not in TRADES:
        raise Invalid(fields={"trade": _("Choose a trade.")})
    if held.trade and held.trade != trade:
        _put_by(held, at=at)
    org = held.org
    adopt_profile(org, trade, by=by, at=at)
    plant_categories(org, trade, renews=(held.trade or held.done.get("put_by", trade)) != trade)
    load_types(org, trade)
    if held.trade != trade:
        _use(org, trade, is_active=True)  # one that was put by before
    write_knowledge(org, trade, by=by, at=at)
    word_letters(org, trade, by=by, at=at)
    take_usual_tags(org, by=by)
    usual_sheets(org, by=by, at=at)
    adopt_reasons(org, by=by, at=at)
    questionnaire_of(org, at=at)
    held.trade = trade
    held.save(update_fields=["trade"])
    held.mark("trade", by=by, at=at, trade=trade)
    audit(what="trade_loaded", by=by, at=at, facts={"org": str(org.pk), "trade": trade})
    return held


def _put_by(held: Start, *, at: datetime) -> None:
    """Take the trade that was loaded before out of use again. Raises TradeInUse."""
    if Ticket.objects.filter(org=held.org, undone_at__isnull=True).exists():
        raise TradeInUse
    lines = PolicyRule.objects.filter(org=held.org, profile=held.trade, active_until__isnull=True)
    lines.update(active_until=Greatest("active_from", Value(at)))
    _use(held.org, held.trade, is_active=False)


def _use(org: Unit, trade: str, *, is_active: bool) -> None:
    codes = _codes(shipped(trade)["categories"])
    Category.objects.filter(org=org, code__in=codes).update(is_active=is_active)
    ApplicationType.objects.filter(org=org, trade=trade).update(is_active=is_active)
    titles = [row["title"] for row in shipped(trade)["articles"]]
    state = ArticleState.PUBLISHED if is_active else ArticleState.RETIRED
    Article.objects.filter(org=org, title__in=titles).update(state=state)


def _codes(rows: list[dict[str, Any]]) -> list[str]:
    return [code for row in rows for code in (row["code"], *_codes(row.get("below", [])))]


@transaction.atomic
def undo_trade(start: Start, *, by: User, at: datetime) -> Start:
    """Take the trade off again, so that another can be chosen. Raises TradeInUse."""
    held = _held(start, by)
    if held.trade:
        _put_by(held, at=at)
        left = {code: told for code, told in held.done.items() if code != "trade"}
        held.trade, held.done = "", left | {"put_by": held.trade}
        held.save(update_fields=["trade", "done"])
    return held


@transaction.atomic
def step_done(start: Start, step: str, *, by: User, at: datetime, **facts: Any) -> Start:
    """Say that a step is done, or that it may wait."""
    held = _held(start, by)
    held.mark(step, by=by, at=at, **facts)
    if held.ended_at is None and all(held.is_done(one.code) for one in STEPS):
        held.ended_at = at
        held.save(update_fields=["ended_at"])
    return held


@transaction.atomic
def add_unit(start: Start, told: places.Told, *, by: User, at: datetime) -> Unit:
    """One hall, crew or desk of the company; with the first one the step is done."""
    held = _held(start, by)
    unit = places.add(held.org, told, by=by, at=at)
    step_done(held, "units", by=by, at=at)
    return unit


@transaction.atomic
def open_windows(start: Start, wanted: dict[Unit, int], *, by: User, at: datetime) -> int:
    """Let each hall have so many windows, numbered from one; those it has stay. Returns how many are new."""
    held = _held(start, by)
    known = set(Window.objects.filter(org=held.org, is_active=True).values_list("hall", "name"))
    fresh = 0
    for hall, count in wanted.items():
        for n in range(1, count + 1):
            name = _("Window %(n)d") % {"n": n}
            if (hall.pk, name) not in known:
                open_window(hall, name=name, by=by, at=at)
                fresh += 1
    step_done(held, "windows", by=by, at=at)
    return fresh


@transaction.atomic
def hand_passwords(start: Start, *, by: User, at: datetime) -> list[tuple[User, str]]:
    """A first password for everybody who has none yet, to be shown once."""
    held = _held(start, by)
    people = User.objects.filter(org=held.org, is_active=True, is_service=False).exclude(pk=by.pk)
    fresh = [
        one for one in people.select_related("home").order_by("home__path", "name") if not one.has_usable_password()
    ]
    told = [(one, first_password(one, by=by, at=at)) for one in fresh]
    step_done(held, "passwords", by=by, at=at, count=len(told))
    return told


@transaction.atomic
def try_out(start: Start, *, by: User, at: datetime) -> Ticket:
    """Take a fault in as a clerk would, read its clocks, and take it back: it is counted nowhere, its number never given again.

    It is registered under the name of the set-up itself, never under a person's. Raises Invalid.
    """
    held = _held(start, by)
    hall = Unit.objects.filter(org=held.org, kind=Unit.Kind.HALL, is_active=True).order_by("path").first()
    faults = Category.objects.filter(org=held.org, kind=Kind.FAULT, is_active=True, parent__isnull=False)
    category = faults.select_related("org", "parent").order_by("parent__position", "position").first()
    if hall is None or category is None:
        raise Invalid(_("A test needs a hall and a topic for faults: finish the first two steps."))
    tester = _tester(held.org)
    given = grant(tester, role=Role.CLERK, unit=hall)
    tester = User.objects.get(pk=tester.pk)
    ticket = register(_intake(category, hall), unit=hall, by=tester)
    running = Clock.objects.filter(ticket=ticket).select_related("promise").order_by("due_at")
    clocks = [{"name": one.name, "due": one.due_at.isoformat(), "promise": one.promise.name} for one in running]
    seen = [one.name for one in holders_of(ticket)]
    ticket = undo(ticket, by=tester)
    end_grant(given, at=database_time())
    facts = {"number": ticket.number, "hall": hall.name, "category": category.name, "clocks": clocks, "seen": seen}
    step_done(held, "test", by=by, at=at, **facts)
    audit(what="test_case", by=by, at=at, facts={"ticket": ticket.number})
    return ticket


def _intake(category: Category, hall: Unit) -> Intake:
    """A fault without a customer: no number is written to, what its topic asks is left open."""
    words = _("Test case of the first hour")
    return Intake(
        category=category,
        contact_name=words,
        address=hall.name,
        description=words,
        area="urban",
        asks_later=True,
        held_until=database_time() + SPARE,
    )


def _tester(org: Unit) -> User:
    """The service user under whose name test cases of a company are registered; nobody signs in as it."""
    login = f"{TESTER}-{org.code.lower()}"
    known = User.objects.filter(login=login).first()
    if known is None:
        known = hire(login=login, name=_("First hour"), home=org)
        User.objects.filter(pk=known.pk).update(is_service=True)
        known.is_service = True
    return known
