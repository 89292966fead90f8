"""The figures of quality: how many pass, by hall, person and item; praise and penalties by hall, person and month."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from accounts.actions import audit
from accounts.requests import SignedInRequest
from accounts.taking import within
from quality.figures import TARGET, Figures, figures_of
from quality.merit_figures import Merits, merits_of
from quality.models import Inspection, Merit
from servicedesk.lib.gate import may
from servicedesk.lib.months import month_after
from servicedesk.lib.tables.writing import FORMATS, Value, table_response


@require_GET
@may("qa")
def figures(request: SignedInRequest) -> HttpResponse:
    """One month; as a file on record."""
    month, units = month_in(request.GET.get("month", "")), request.user.units("qa")
    told = figures_of(Inspection.objects.filter(unit__in=units), month)
    merits = merits_of(Merit.objects.filter(unit__in=units), month)
    form, table = request.GET.get("as", ""), request.GET.get("table", "")
    if form in FORMATS:
        within(max(len(told.people), len(merits.people)))
        audit(what="qa_export", by=request.user, at=timezone.now(), facts={"month": month.isoformat(), "table": table})
        if table == "merits":
            return table_response(form, f"merits-{month:%Y-%m}", _merit_head(), _merit_rows(merits))
        return table_response(form, f"qa-{month:%Y-%m}", _head(), _rows(told))
    before, after = (month - timedelta(days=1)).replace(day=1), month_after(month)
    facts = {"told": told, "merits": merits, "month": month, "before": before, "after": after, "target": TARGET}
    return render(request, "quality/figures.html", facts | {"here": "figures", "rail_here": "qa"})


def month_in(text: str) -> date:
    """A month such as 2026-03; what is none is this one."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return timezone.localdate(timezone.now()).replace(day=1)
    return month if 2000 <= month.year < 2200 else timezone.localdate(timezone.now()).replace(day=1)


def _head() -> list[str]:
    place = pgettext("organisation", "Place")
    return [_("Person"), place, pgettext("quality", "Inspections"), _("Mean"), _("Passed, %")]


def _rows(told: Figures) -> Iterator[list[Value]]:
    for one in told.people:
        yield [one.name, one.place, one.n, one.mean, one.share]
    yield []
    what, of = pgettext("quality", "What"), pgettext("quality", "Inspections")
    yield [pgettext("quality", "Item"), what, of, _("Mean of 5")]
    for one in told.items:
        yield [one.name, one.place, one.n, one.mean]


def _merit_head() -> list[str]:
    place = pgettext("organisation", "Place")
    praise, penalties = _("Praise"), _("Penalties")
    return [_("Person"), place, praise, _("points added"), penalties, _("points taken away"), _("Net points")]


def _merit_rows(told: Merits) -> Iterator[list[Value]]:
    yield from (one.cells() for one in told.people)
    for word, rows in ((_("By hall"), told.halls), (_("By month"), told.months)):
        yield []
        yield [word]
        yield from (one.cells() for one in rows)
