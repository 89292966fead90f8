"""The promises kept in a period, on a page and as a table for a spreadsheet."""

import csv
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Unit
from accounts.requests import SignedInRequest
from deadlines.hours import HALL_ZONE
from deadlines.models.standards import Statistic
from servicedesk.lib.gate import may
from supervision.kept import Period, Report, kept

USUAL = timedelta(days=29)
YEARS = range(2000, 2200)


@require_GET
@may("board")
def report(request: SignedInRequest) -> HttpResponse:
    """Every step with how often its promise was kept, with and without pauses, and the averages beside their targets."""
    halls = Unit.objects.filter(pk__in=request.user.units("board"), kind=Unit.Kind.HALL).order_by("code")
    hall = halls.filter(code=request.GET.get("hall", "")[:12]).first()
    period = _period(request.GET.get("from", ""), request.GET.get("to", ""))
    found = kept(request.user, period, hall=hall)
    if request.GET.get("as") == "csv":
        return _table(found, period)
    facts = {"report": found, "period": period, "halls": halls, "hall": hall, "rail_here": "board"}
    return render(request, "supervision/kept.html", facts)


def _period(first: str, last: str) -> Period:
    """The days asked for; what is no day is the last thirty up to today."""
    until = _day(last) or timezone.localdate()
    since = _day(first) or until - USUAL
    since, until = min(since, until), max(since, until)
    return Period(since, until, _midnight(since), _midnight(until + timedelta(days=1)))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(HALL_ZONE))


def _table(found: Report, period: Period) -> HttpResponse:
    """The same as CSV; the mark at its head lets spreadsheets read Chinese."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="kept-{period.first}-{period.last}.csv"'
    paper = csv.writer(answer)
    paper.writerow(
        [
            *(_("Step"), _("Limit"), _("Binds"), _("Ended")),
            *(_("Kept, pauses left out"), _("share in percent"), _("Kept, pauses counted"), _("share in percent")),
            *(_("Average, pauses left out"), _("Average, pauses counted")),
        ]
    )
    for row in found.rows:
        shares = (row.kept, row.share, row.kept_without, row.share_without)
        binds = Statistic(row.statistic).label
        paper.writerow([row.label, row.limit_words, binds, row.ended, *shares, row.average, row.average_without])
    return answer
