"""The visit: call, begin, settle, end, rate. Two clerks who call at once never get the same customer."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from customers.models import Customer
from servicedesk.lib.refusals import Invalid, NotAllowed
from tickets.model_visit import BEST, WORST
from tickets.models import Category, CounterRule, Matter, Visit, VisitState, Window
from tickets.moment import database_time
from tickets.signals import visit_rated
from tickets.visit_refusals import (
    NotYourVisit,
    RatedAlready,
    StillCalled,
    WrongVisitMoment,
)

RATABLE = timedelta(minutes=3)
PREFIX = "M"  # numbers that the hall gives out by hand


@transaction.atomic
def call_next(hall: Unit, *, by: User, at: datetime | None = None) -> Visit | None:
    """End whom I have been serving and call whoever waits longest to my window; None when nobody waits.

    Raises StillCalled while the last one I called has neither come nor been given up.
    """
    if not by.may_at("visit", hall.pk):
        raise NotAllowed("visit")
    _at_work(by)
    at = at or database_time()
    current = current_visit(by)
    if current and current.state == VisitState.CALLED:
        raise StillCalled(current)
    if current:
        _end(current, at=at)
    waiting = Visit.objects.waiting().filter(org_id=hall.org_id, hall=hall, day=timezone.localtime(at).date())
    visit = waiting.order_by("taken_at", "id").select_for_update(skip_locked=True, of=("self",)).first()
    if visit is None:
        return None
    visit.state, visit.clerk, visit.called_at = VisitState.CALLED, by, max(at, visit.taken_at)
    visit.window = Window.objects.filter(clerk=by, hall=hall).first()
    visit.save(update_fields=["state", "clerk", "called_at", "window"])
    return visit


def current_visit(user: User) -> Visit | None:
    """Whom this person has called or is serving."""
    return Visit.objects.at_a_window().filter(clerk=user).select_related("window").first()


def _at_work(user: User) -> None:
    """One step of one clerk at a time: what is pressed twice waits here for itself."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def held(visit: Visit) -> Visit:
    """The visit under its lock."""
    return Visit.objects.select_for_update(of=("self",)).select_related("hall", "window").get(pk=visit.pk)


def _mine(visit: Visit, *, by: User, states: tuple[str, ...]) -> Visit:
    visit = held(visit)
    if visit.clerk_id != by.pk:
        raise NotYourVisit
    if visit.state not in states:
        raise WrongVisitMoment(visit)
    return visit


@transaction.atomic
def begin(visit: Visit, *, by: User, at: datetime | None = None) -> Visit:
    """The customer has come to the window; begun twice is begun once."""
    visit = _mine(visit, by=by, states=(VisitState.CALLED, VisitState.SERVING))
    return _begin(visit, at=at or database_time())


def _begin(visit: Visit, *, at: datetime) -> Visit:
    if visit.state == VisitState.CALLED:
        visit.state, visit.began_at, visit.seen_at = VisitState.SERVING, at, at
        visit.save(update_fields=["state", "began_at", "seen_at"])
    return visit


@transaction.atomic
def recall(visit: Visit, *, by: User, at: datetime | None = None) -> Visit:
    """Call the same number again."""
    visit = _mine(visit, by=by, states=(VisitState.CALLED,))
    visit.recalls = F("recalls") + 1
    visit.seen_at = at or database_time()
    visit.save(update_fields=["recalls", "seen_at"])
    visit.refresh_from_db(fields=["recalls"])
    return visit


@transaction.atomic
def abandon(visit: Visit, *, by: User, at: datetime | None = None) -> Visit:
    """Nobody came when the number was called."""
    visit = _mine(visit, by=by, states=(VisitState.CALLED,))
    return give_up(visit, Visit.Left.NOT_THERE, at=at or database_time())


def give_up(visit: Visit, why: str, *, at: datetime) -> Visit:
    """End a visit without service, and say why."""
    visit.state, visit.left, visit.ended_at = VisitState.ABANDONED, why, max(at, visit.taken_at)
    visit.save(update_fields=["state", "left", "ended_at"])
    return visit


@transaction.atomic
def end(visit: Visit, *, by: User, at: datetime | None = None) -> Visit:
    """The customer has been served; the pad of the window asks how it was."""
    visit = _mine(visit, by=by, states=(VisitState.CALLED, VisitState.SERVING))
    return _end(visit, at=at or database_time())


def _end(visit: Visit, *, at: datetime) -> Visit:
    visit.began_at = visit.began_at or visit.called_at
    visit.state, visit.ended_at = VisitState.SERVED, at
    visit.save(update_fields=["state", "began_at", "ended_at"])
    return visit


@transaction.atomic
def visit_for(hall: Unit, *, customer: Customer | None, by: User, at: datetime) -> Visit:
    """The visit to which what is said now belongs: the one being served, or a walk-in that begins with it.

    A walk-in is one customer's; another customer's request ends it, and so does a while without any.
    """
    _at_work(by)
    visit = current_visit(by)
    if visit and (visit.hall_id != hall.pk or (not visit.number and _is_another(visit, customer, at=at))):
        _end(visit, at=visit.seen_at or at)
        visit = None
    if visit is None:
        visit = Visit(org_id=hall.org_id or hall.pk, hall=hall, clerk=by, taken_at=at, called_at=at, began_at=at)
        visit.day, visit.state = timezone.localtime(at).date(), VisitState.SERVING
        visit.window = Window.objects.filter(clerk=by, hall=hall).first()
    _begin(visit, at=at)
    visit.seen_at, visit.customer = at, visit.customer or customer
    visit.save()
    return visit


def _is_another(visit: Visit, customer: Customer | None, *, at: datetime) -> bool:
    seen = visit.seen_at or visit.taken_at
    is_idle = at - seen > timedelta(minutes=CounterRule.of(visit.org_id).idle_minutes)
    return is_idle or bool(customer and visit.customer_id and visit.customer_id != customer.pk)


@transaction.atomic
def settle_on_the_spot(
    hall: Unit,
    *,
    sheet: UUID,
    by: User,
    at: datetime | None = None,
    category: Category | None = None,
    words: str = "",
    customer: Customer | None = None,
) -> Matter:
    """Write down advice that needed no ticket; the same `sheet` again is the same advice."""
    if not by.may_at("visit", hall.pk):
        raise NotAllowed("visit")
    if category is None and not words.strip():
        raise Invalid(_("Choose what it was about, or write a word on it."))
    at = at or database_time()
    _at_work(by)
    known = Matter.objects.filter(by=by, sheet=sheet).first()
    if known:
        return known
    visit = visit_for(hall, customer=customer, by=by, at=at)
    facts = {"category": category, "words": words.strip()[:500], "sheet": sheet, "by": by, "at": at}
    return Matter.objects.create(org_id=visit.org_id, visit=visit, **facts)


@transaction.atomic
def rate(visit: Visit, *, score: int, at: datetime, on_pad: bool) -> Visit:
    """Keep the customer's rating (5 very satisfied … 1 very dissatisfied): one a visit, shortly after its end."""
    if not WORST <= score <= BEST:
        raise Invalid(fields={"score": str(score)})
    unrated = Visit.objects.filter(pk=visit.pk, state=VisitState.SERVED, score__isnull=True, ended_at__gt=at - RATABLE)
    if not unrated.update(score=score, rated_at=at, rated_on_pad=on_pad):
        raise RatedAlready
    visit.refresh_from_db()
    visit_rated.send(Visit, visit=visit, at=at)
    return visit
