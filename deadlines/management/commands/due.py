"""Try a limit: when is it due, and why."""

import json
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from deadlines.calendar import due
from deadlines.hours import Calendar
from deadlines.limits import Limit, parse_limit
from deadlines.models import WorkCalendar
from deadlines.models.calendars import calendar_for
from deadlines.saying import describe
from deadlines.why import Interval, explain
from servicedesk.lib.refusals import Invalid, Refusal

YEARS = range(1970, 2200)
UNREADABLE = 2


class Command(BaseCommand):
    """`manage.py due --limit 5wd --calendar cn-office --start 2026-02-13T16:30+08:00 [--json]`"""

    help = "Say when a limit is due and which stretches of time it counts."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--limit",
            required=True,
            help="45m, 24h, 7d (elapsed), 8wh (opening hours), 5wd (working days), 5wd@same_time, 0d (the same day), "
            "1d@12:00, cut16:00, 24h@next_day, 8wh@next_open, 24h@not22:00-06:00, or ±15m: the start is the agreed time",
        )
        parser.add_argument("--calendar", default="cn-office", help="the code of a calendar, for example cn-office")
        parser.add_argument("--start", required=True, help="with its offset: 2026-02-13T16:30+08:00")
        parser.add_argument("--json", action="store_true", help="one JSON object alone on standard output")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            limit = parse_limit(options["limit"])
            calendar, start = read_calendar(options["calendar"]), read_start(options["start"])
            end, why = due(start, limit, calendar), explain(start, limit, calendar)
        except Refusal as refusal:
            self.stderr.write(refusal.sentence())
            raise SystemExit(UNREADABLE) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(as_json(start, end, limit, calendar, why), ensure_ascii=False))
        else:
            self.stdout.write(as_text(start, end, limit, why))


def read_calendar(code: str) -> Calendar:
    """The newest shipped calendar of that code."""
    try:
        return calendar_for(code)
    except WorkCalendar.DoesNotExist:
        known = WorkCalendar.objects.open_to(None).order_by("code").values_list("code", flat=True).distinct()
        sentence = _("There is no calendar “%(code)s”. Known: %(known)s.") % {"code": code, "known": "、".join(known)}
        raise Invalid(sentence) from None


def read_start(text: str) -> datetime:
    """A moment with its offset; a moment without one could mean any of two dozen."""
    try:
        start = datetime.fromisoformat(text.strip())
    except ValueError:
        start = None
    if start is None or start.utcoffset() is None or start.year not in YEARS:
        sentence = _("“%(text)s” is not a start. Write date, time and offset, for example 2026-02-13T16:30+08:00.")
        raise Invalid(sentence % {"text": text[:60]})
    return start


def as_json(start: datetime, end: datetime, limit: Limit, calendar: Calendar, why: list[Interval]) -> dict[str, object]:
    """The answer for machines."""
    return {
        "due_at": end.isoformat(),
        "limit": str(limit),
        "calendar": calendar.code,
        "start": start.isoformat(),
        "why": [interval.as_json() for interval in why],
    }


def as_text(start: datetime, end: datetime, limit: Limit, why: list[Interval]) -> str:
    """The answer for people: a head line, then one line a stretch."""
    lines = [
        _("%(start)s, %(limit)s: due %(due)s")
        % {"start": f"{start:%Y-%m-%d %H:%M %z}", "limit": describe(limit), "due": f"{end:%Y-%m-%d %H:%M %z}"}
    ]
    for interval in why:
        span = f"{interval.begin:%Y-%m-%d %H:%M} – {interval.end:%Y-%m-%d %H:%M}"
        lines.append(f"  {span}  {interval.counted}  {interval.sentence()}")
    return "\n".join(lines)
