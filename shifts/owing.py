"""What a place owes beside its cases: orders, promises, callbacks, calls; and the outages that everybody asks about."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from accounts.models import Unit, User
from calls.models import ReturnCall
from customers.models import Customer
from keyaccounts.models import FollowUp
from outages.models import Outage
from shifts.lifecycle import Mark
from shifts.sheetline import Line
from surveys.models import Callback
from tickets.models import Order, Ticket, TicketEvent, TicketQuerySet
from tickets.owed_word import to_tell
from worksheets.models import Appointment

AHEAD = timedelta(hours=24)
MOST = 100


def _about(ticket: Ticket) -> dict[str, Any]:
    return {"label": ticket.short_number, "path": f"/t/{ticket.number}/", "title": ticket.title}


def orders_open(unit: Unit, user: User) -> list[Line]:
    """Orders to this place or to its people that wait for their answer."""
    to_us = Q(to_unit=unit) | Q(to_person__home=unit) | Q(ticket__unit=unit)
    rows = Order.objects.visible_to(user).unanswered().filter(to_us).for_list().order_by("issued_at")[:MOST]
    return [
        Line(
            row=one.pk,
            mark=Mark.URGENT,
            label=one.number,
            path=f"/t/{one.ticket.number}/",
            title=one.text[:120],
            who=one.addressee,
            what="order",
        )
        for one in rows
    ]


def promises_made(unit: Unit, work: TicketQuerySet, *, by: User, at: datetime) -> list[Line]:
    """What customers were promised for the next day, by whomever: a word, a visit, a time, something after a visit."""
    return sorted(
        [*_words(work), *_visits(unit, work, at=at), *_estimates(work, at=at), *_follow_ups(unit, by=by, at=at)],
        key=lambda one: (one.due_at is None, one.due_at or at),
    )


def _words(work: TicketQuerySet) -> list[Line]:
    tickets = {one.pk: one for one in work.select_related("first_contact").order_by("-registered_at")[:MOST]}
    return [
        Line(row=pk, mark=Mark.IMPORTANT, what="word", who=tickets[pk].first_contact.name, **_about(tickets[pk]))
        for pk in to_tell(tickets.values())
    ]


def _visits(unit: Unit, work: TicketQuerySet, *, at: datetime) -> list[Line]:
    rows = Appointment.objects.filter(org=unit.org_id, state=Appointment.State.STANDING, starts_at__lte=at + AHEAD)
    found = rows.filter(ticket__in=work).select_related("ticket__handler").order_by("starts_at")[:MOST]
    return [
        Line(
            row=one.pk,
            mark=Mark.IMPORTANT,
            what="visit",
            due_at=one.starts_at,
            who=one.ticket.handler.name if one.ticket.handler else "",
            **_about(one.ticket),
        )
        for one in found
    ]


def _estimates(work: TicketQuerySet, *, at: datetime) -> list[Line]:
    """The last time that was said for each case whose supply is still away."""
    said = TicketEvent.objects.filter(ticket__in=work, what="estimate", at__gte=at - AHEAD)
    rows = said.order_by("ticket", "-seq").distinct("ticket").select_related("ticket", "by")[:MOST]
    return [
        Line(
            row=one.pk,
            mark=Mark.IMPORTANT,
            what="estimate",
            due_at=parse_datetime(str(one.facts.get("expected_at", ""))),
            who=one.by.name if one.by else "",
            **_about(one.ticket),
        )
        for one in rows
    ]


def _follow_ups(unit: Unit, *, by: User, at: datetime) -> list[Line]:
    mine = FollowUp.objects.filter(org=unit.org_id, done_at__isnull=True, by__home=unit, remind_at__lte=at + AHEAD)
    seen = mine.filter(customer__in=Customer.objects.visible_to(by))
    return [
        Line(
            row=one.pk,
            mark=Mark.IMPORTANT,
            what="follow_up",
            who=(one.owner or one.by).name,
            title=one.text[:120],
            path=f"/customers/{one.customer_id}/",
            due_at=one.remind_at,
        )
        for one in seen.select_related("owner", "by").order_by("remind_at")[:MOST]
    ]


def callbacks_owed(unit: Unit, user: User) -> list[Line]:
    """Callbacks that are open: of a desk all of its own, of a hall those about its cases; as agreed ones first."""
    rows = Callback.objects.visible_to(user).open()
    here = Q(queue=unit) | Q(agent__home=unit) | (Q(ticket__unit=unit) if unit.kind == Unit.Kind.HALL else Q())
    found = rows.filter(here).select_related("ticket", "agent").order_by("-appointment_at", "due_at", "pk")[:MOST]
    return sorted(
        (
            Line(
                row=one.pk,
                mark=Mark.IMPORTANT if one.appointment_at else Mark.NORMAL,
                what="as_agreed" if one.appointment_at else "callback",
                who=one.agent.name if one.agent else "",
                due_at=one.appointment_at or one.due_at,
                **_about(one.ticket),
            )
            for one in found
        ),
        key=lambda line: line.mark != Mark.IMPORTANT,
    )


def calls_owed(unit: Unit, user: User) -> list[Line]:
    """Missed calls that somebody of this place, or nobody yet, has to return."""
    rows = ReturnCall.objects.visible_to(user).open().filter(org=unit.org_id)
    mine = rows.filter(Q(owner__isnull=True) | Q(owner__home=unit)).select_related("owner").order_by("due_at")[:MOST]
    return [
        Line(
            row=one.pk,
            mark=Mark.IMPORTANT,
            what="call",
            label=one.masked_number,
            path="/calls/back/",
            who=one.owner.name if one.owner else "",
            due_at=one.due_at,
        )
        for one in mine
    ]


def outages_on(user: User, *, at: datetime) -> list[Line]:
    """Interruptions that last, and those planned for the next day."""
    rows = Outage.objects.visible_to(user).open().filter(starts_at__lte=at + AHEAD).select_related("crew")
    return [
        Line(
            row=one.pk,
            mark=Mark.IMPORTANT if one.starts_at <= at else Mark.NORMAL,
            label=one.number,
            path=f"/outages/{one.pk}/",
            title=one.title,
            who=one.crew.name if one.crew else "",
            what="outage" if one.starts_at <= at else "planned",
            due_at=one.expected_end_at if one.starts_at <= at else one.starts_at,
        )
        for one in rows.order_by("starts_at")[:MOST]
    ]
