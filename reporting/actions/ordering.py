"""Reports that come by themselves: asked for, ended, and sent when they are due."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import Unit, User
from customers.models import Message
from reporting.measures import MEASURES
from reporting.models import Reader, ReportOrder
from reporting.tables import table
from reporting.wanted import Wanted, wanted
from servicedesk.lib.refusals import Invalid, NotAllowed
from tickets.actions.filling import required

TOLD = ("own", "on_time", "first_contact", "returned", "reached", "satisfaction", "complaints")
MOST_READERS = 50


@transaction.atomic
def ask_for(
    org: Unit,
    *,
    title: str,
    every: str,
    day: int,
    hour: int,
    query: str,
    readers: Iterable[tuple[User, str]],
    by: User,
    at: datetime,
) -> ReportOrder:
    """Have a report sent every week or month to these people; by mail as well where an address is named. Raises Needed, Invalid."""
    if not by.may("reports"):
        raise NotAllowed("reports")
    chosen = list(readers)[:MOST_READERS]
    if not chosen:
        raise Invalid(_("Choose at least one reader."), fields={"readers": _("missing")})
    if any(not person.may("reports") for person, _mail in chosen):
        raise Invalid(_("Only people who may open reports can be sent them."), fields={"readers": _("not possible")})
    order = ReportOrder.objects.create(
        org=org, title=required(title, "title")[:80], every=every, day=day, hour=hour, query=query[:300], by=by,
        created_at=at, next_at=next_time(every, day, hour, after=at),
    )  # fmt: skip
    Reader.objects.bulk_create([Reader(org=org, order=order, person=person, mail=mail) for person, mail in chosen])
    return order


@transaction.atomic
def end(order: ReportOrder, *, by: User, at: datetime) -> ReportOrder:
    """Send it no more; whoever asked for it, or who sets the rules. Raises NotAllowed."""
    if not (by.may("report_rules") or (by.may("reports") and order.by_id == by.pk)):
        raise NotAllowed("report_rules")
    order.ended_at = order.ended_at or at
    order.save(update_fields=["ended_at"])
    return order


def next_time(every: str, day: int, hour: int, *, after: datetime) -> datetime:
    """When it is due next, in the time of the hall."""
    today = timezone.localdate(after)
    for n in range(62):
        one = today + timedelta(days=n)
        fits = one.isoweekday() == day if every == ReportOrder.Every.WEEK else one.day == day
        moment = timezone.make_aware(datetime.combine(one, time(hour)))
        if fits and moment > after:
            return moment
    raise AssertionError("some day of two months is the one")


def period_of(order: ReportOrder, today: date) -> tuple[date, date]:
    """The week or the month that is over."""
    if order.every == ReportOrder.Every.WEEK:
        last = today - timedelta(days=today.isoweekday())
        return last - timedelta(days=6), last
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


@transaction.atomic
def send(order: ReportOrder, *, at: datetime) -> ReportOrder:
    """Tell every reader who still may read it, each in their language and of their own places; then wait for the next time.

    Claimed under its lock: asked twice at once it is sent once. What was missed for long is sent once, of the last period.
    """
    held = ReportOrder.objects.select_for_update(skip_locked=True).filter(pk=order.pk, next_at=order.next_at).first()
    if held is None or held.ended_at is not None or held.next_at > at:
        return order
    first, last = period_of(held, timezone.localdate(at))
    for reader in held.readers.select_related("person"):
        if reader.person.is_active and reader.person.may("reports"):
            _tell(held, reader, first, last, at=at)
    held.sent_at, held.next_at = at, next_time(held.every, held.day, held.hour, after=at)
    held.save(update_fields=["sent_at", "next_at"])
    return held


def _tell(order: ReportOrder, reader: Reader, first: date, last: date, *, at: datetime) -> None:
    person, key = reader.person, f"report:{order.pk}:{last:%Y%m%d}"
    today = timezone.localdate(at)
    want = wanted(QueryDict(order.query), user=person, today=today).but(first=first, last=last)
    path = f"/reports/?{want.query}"
    with translation.override(person.language or settings.LANGUAGE_CODE):
        figures = _figures(want, today=today)
        facts = {"title": order.title, "first": first.isoformat(), "last": last.isoformat(), "figures": figures}
        tell([person], key=key, what="report_due", at=at, path=path[:200], facts=facts)
        if reader.mail and settings.GATEWAYS["mail"]["url"]:
            text = f"{order.title} {first} – {last}\n{figures}\n\n{settings.PUBLIC_URL}{path}\n"
            Message.objects.get_or_create(
                key=f"{key}:{person.pk}",
                defaults={
                    "org_id": order.org_id, "channel": Message.Channel.MAIL, "template": "report", "address": reader.mail,
                    "text": text, "created_at": at, "available_at": at,
                },
            )  # fmt: skip


def _figures(want: Wanted, *, today: date) -> str:
    """The main figures in one line: numbers of many, nobody's name."""
    found = table(want, [MEASURES[code] for code in TOLD], by="hall", today=today)
    told = [f"{cell.measure.word} {cell.shown} {cell.unit}".strip() for cell in found.total.cells]
    return " · ".join(told)
