"""What a plan may draw from: whose work, which case or call, when it was done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from calls.models import Call
from quality.lifecycle import Rule, Work
from quality.model_plans import Plan
from surveys.models import Callback, Survey
from tickets.lifecycle import Kind
from tickets.models import Ticket, TicketEvent

DISSATISFIED = 2
EVENT_OF = {Work.COMPLAINT: "reply", Work.FIELD: "report"}


@dataclass(frozen=True)
class Piece:
    """One piece of somebody's work."""

    row: UUID
    person: UUID
    unit: UUID
    done_at: datetime


def midnight(day: date) -> datetime:
    """When a day begins in the hall."""
    return timezone.make_aware(datetime.combine(day, time.min))


def pool_of(plan: Plan, *, from_on: date, until_on: date) -> list[Piece]:
    """Every piece of work of a period that falls under a plan; each case and call once, in the order of their keys."""
    begin, end = midnight(from_on), midnight(until_on)
    if plan.work == Work.CALL:
        rows: Iterable[Any] = _calls(plan, begin, end)
    elif plan.work == Work.DESK:
        rows = _taken_in(plan, begin, end)
    elif plan.work in EVENT_OF:
        rows = _events(plan, begin, end)
    else:
        rows = ()
    staff = set(User.objects.filter(org=plan.org_id, is_active=True, is_service=False).values_list("pk", flat=True))
    found = {row[0]: Piece(*row) for row in rows if row[1] in staff and row[2]}
    return [found[key] for key in sorted(found)]


def _calls(plan: Plan, begin: datetime, end: datetime) -> "QuerySet[Call, Any]":
    rows = Call.objects.filter(org=plan.org_id, holder__isnull=False, answered_at__gte=begin, answered_at__lt=end)
    if plan.unit_id and plan.unit:
        rows = rows.filter(holder__home__path__startswith=plan.unit.path)
    if plan.rule == Rule.UNHAPPY:
        rows = rows.filter(about__ticket__in=_unhappy(plan, begin, end))
    if plan.rule == Rule.WORDS:
        rows = rows.filter(_said(plan.words, "about__ticket__"))
    return rows.values_list("pk", "holder", "holder__home", "answered_at").order_by("pk").distinct()


def _taken_in(plan: Plan, begin: datetime, end: datetime) -> "QuerySet[Ticket, Any]":
    rows = _within(plan, Ticket.objects.counted().filter(org=plan.org_id, imported_at__isnull=True), "")
    if plan.rule == Rule.UNHAPPY:
        rows = rows.filter(pk__in=_unhappy(plan, begin, end))
    else:
        rows = rows.filter(registered_at__gte=begin, registered_at__lt=end)
    if plan.rule == Rule.WORDS:
        rows = rows.filter(_said(plan.words, ""))
    return rows.values_list("pk", "first_contact", "unit", "registered_at")


def _events(plan: Plan, begin: datetime, end: datetime) -> "QuerySet[TicketEvent, Any]":
    rows = TicketEvent.objects.filter(org=plan.org_id, what=EVENT_OF[Work(plan.work)], by__isnull=False)
    rows = _within(plan, rows, "ticket__")
    if plan.work == Work.COMPLAINT:
        rows = rows.filter(ticket__kind=Kind.COMPLAINT)
    if plan.rule == Rule.UNHAPPY:
        rows = rows.filter(ticket__in=_unhappy(plan, begin, end))
    else:
        rows = rows.filter(at__gte=begin, at__lt=end)
    if plan.rule == Rule.WORDS:
        rows = rows.filter(_said(plan.words, "ticket__"))
    told = rows.annotate(place=F("by__home")).order_by("ticket", "seq")
    return told.values_list("ticket", "by", "place", "at")


def _within(plan: Plan, rows: Any, prefix: str) -> Any:
    return rows.filter(**{f"{prefix}unit__path__startswith": plan.unit.path}) if plan.unit_id and plan.unit else rows


def _unhappy(plan: Plan, begin: datetime, end: datetime) -> "QuerySet[Ticket, Any]":
    """The cases whose customers said in this time that they are dissatisfied, on the telephone or by their link."""
    bad = {"org": plan.org_id, "score__lte": DISSATISFIED}
    told = Callback.objects.filter(done_at__gte=begin, done_at__lt=end, **bad).values("ticket")
    wrote = Survey.objects.filter(answered_at__gte=begin, answered_at__lt=end, **bad).values("ticket")
    return Ticket.objects.filter(Q(pk__in=told) | Q(pk__in=wrote)).values("pk")


def _said(words: Iterable[str], prefix: str) -> Q:
    found = Q(pk__in=[])
    for word in words:
        found |= Q(**{f"{prefix}title__icontains": word}) | Q(**{f"{prefix}description__icontains": word})
    return found
