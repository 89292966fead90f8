"""Opening hours as a company writes them: a week, its seasons, and halls that keep hours of their own."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from deadlines.hours import ImpossibleCalendar, Shift, read_seasons, read_shifts, read_week
from deadlines.limits import HALF_WIDTH, clock_text
from deadlines.models import CalendarDay, WorkCalendar
from deadlines.publishing import StaleCalendar, check_calendar, copied_days, next_version
from deadlines.signals import calendar_published

BETWEEN = re.compile(r"\s*(?:-|~|–|—|至|到)\s*")
SEPARATOR = re.compile(r"[,;、\n]+|\s{2,}")

Pairs = list[list[str]]


def read_hours(text: str) -> Pairs:
    """`08:30-12:00, 14:00-17:30` → two pairs as a calendar keeps them; nothing written is a closed day."""
    plain = text.translate(HALF_WIDTH).replace("\u3001", ",").strip()
    pairs = [BETWEEN.split(part.strip()) for part in SEPARATOR.split(plain) if part.strip()]
    if any(len(pair) != 2 for pair in pairs):
        raise ImpossibleCalendar(
            _("“%(text)s” is no opening time. Write for example 08:30-12:00, 14:00-17:30.") % {"text": text[:40]}
        )
    return [[clock_text(edge) for edge in shift] for shift in read_shifts(pairs)]


def hours_text(shifts: Iterable[Shift] | Pairs) -> str:
    """The way back: two pairs → `08:30-12:00, 14:00-17:30`."""
    edges = [[edge if isinstance(edge, str) else clock_text(edge) for edge in shift] for shift in shifts]
    return ", ".join("-".join(pair) for pair in edges)


@transaction.atomic
def publish_hours(
    before: WorkCalendar,
    *,
    weekly: list[Pairs],
    seasons: list[dict[str, Any]],
    org: Unit,
    hall: Unit | None = None,
    by: User | None,
    at: datetime,
) -> WorkCalendar:
    """Publish other opening hours of a company, or of one hall, as a new version; holidays stay as they are.

    `calendar_published` is announced. Raises ImpossibleCalendar where no hall could keep them.
    """
    Unit.objects.select_for_update().get(pk=org.pk)
    newest = WorkCalendar.objects.open_to(org).at_hall(hall).filter(code=before.code).newest_first()[0]
    if newest.pk != before.pk:
        raise StaleCalendar(before)
    if before.always_open:
        raise ImpossibleCalendar(_("“%(code)s” is open day and night and stays so.") % {"code": before.code})
    check_week(weekly, seasons)
    fresh = WorkCalendar.objects.create(
        org=org,
        hall=hall,
        code=before.code,
        version=next_version(org, before.code),
        name=before.name,
        weekly=weekly,
        seasons=seasons,
        zone=before.zone,
        official_until=before.official_until,
        known_until=before.known_until,
    )
    CalendarDay.objects.bulk_create(copied_days(fresh, before, [], ""))
    check_calendar(fresh, at)
    source = _("other opening hours")
    calendar_published.send(sender=WorkCalendar, calendar=fresh, before=before, source=source, at=at, by=by)
    return fresh


def check_week(weekly: list[Pairs], seasons: list[dict[str, Any]]) -> None:
    """Refuse hours that nobody can keep, before anything is written: shifts, seasons, no open day in the week."""
    if not any(read_week(weekly)) and not any(any(season.weekly) for season in read_seasons(seasons)):
        raise ImpossibleCalendar(_("No day is open. Leave at least one working day."))
