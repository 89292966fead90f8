"""The promises kept in a period, on a page and as a table for a spreadsheet."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.requests import SignedInRequest
from deadlines.models.standards import Statistic
from reporting.counting import DAY, midnight
from reporting.kept import Period, Report, kept
from reporting.wanted import halls_of, period
from servicedesk.lib.gate import may
from servicedesk.lib.tables.writing import FORMATS, Value, table_response


@require_GET
@may("reports")
def report(request: SignedInRequest) -> HttpResponse:
    """Every step with how often its promise was kept, with and without pauses, and the averages beside their targets."""
    halls = halls_of(request.user)
    hall = halls.filter(code=request.GET.get("hall", "")[:12]).first()
    since, until = period(request.GET, today=timezone.localdate())
    span = Period(since, until, midnight(since), midnight(until + DAY))
    found = kept(request.user, span, hall=hall)
    if request.GET.get("as") in FORMATS:
        return _table(found, span, request.GET["as"])
    facts = {"report": found, "period": span, "halls": halls, "hall": hall, "rail_here": "reports"}
    return render(request, "reporting/kept.html", facts)


@require_GET
@may("reports")
def moved(request: SignedInRequest) -> HttpResponse:
    """Where the page stood before."""
    return redirect(f"{reverse('reporting:kept')}?{request.GET.urlencode()}", permanent=True)


def _table(found: Report, period: Period, form: str) -> HttpResponse:
    """The same as a table for a spreadsheet."""
    header = [
        *(_("Step"), _("Limit"), _("Binds"), _("Ended")),
        *(_("Kept, pauses left out"), _("share in percent"), _("Kept, pauses counted"), _("share in percent")),
        *(_("Average, pauses left out"), _("Average, pauses counted")),
    ]
    rows: list[list[Value]] = [
        [
            *(str(row.label), row.limit_words, str(Statistic(row.statistic).label), row.ended),
            *(row.kept, row.share, row.kept_without, row.share_without, row.average, row.average_without),
        ]
        for row in found.rows
    ]
    return table_response(form, f"kept-{period.first}-{period.last}", header, rows)
