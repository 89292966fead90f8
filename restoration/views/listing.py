"""What is off, what will be, what calls suggest, and what is over: as a list, as a map, as a file."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from accounts.requests import SignedInRequest
from outages.grid import drawing_of
from outages.models import Kind, Outage, OutageQuerySet
from outages.rules import cause_word
from restoration.cases import counts_of
from restoration.looks import states
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first
from servicedesk.lib.tables.writing import FORMATS, Value, table_response

SHOWS = ("now", "suggested", "ahead", "over", "map")
SIZE = 30
MOST_ROWS = 20_000


@require_GET
@may("read")
def outages(request: SignedInRequest) -> HttpResponse:
    """What is off now, suggested, to come, or over; by kind and by words of the place."""
    now, show = timezone.now(), request.GET.get("show", "")
    show = show if show in SHOWS else "now"
    everything = Outage.objects.visible_to(request.user)
    context: dict[str, Any] = {"show": show, "tabs": _tabs(everything, now), "states": states()}
    context |= {"kinds": Kind.choices, "kind": request.GET.get("kind", ""), "q": request.GET.get("q", "")[:40]}
    if show == "map":
        org = request.user.org
        return render(request, "outages/map.html", context | {"grid": drawing_of(org, at=now) if org else None})
    rows = narrowed(_shown(everything, show, now), request.GET).select_related("crew")
    page = newest_first(rows.prefetch_related("areas"), request.GET, by="starts_at", size=SIZE)
    context |= {"pager": page, "cases": counts_of(page.rows), "may_outage": request.user.may("outage")}
    context["may_rules"] = request.user.may("outage_rules")
    return render(request, "outages/list.html", context)


def _shown(rows: OutageQuerySet, show: str, at: datetime) -> OutageQuerySet:
    if show in ("over", "suggested"):
        return rows.over() if show == "over" else rows.suggested()
    return rows.ahead(at) if show == "ahead" else rows.standing(at)


def narrowed(rows: OutageQuerySet, asked: Mapping[str, str]) -> OutageQuerySet:
    """By kind, by days, and by words of the place or of the cause."""
    kind, words = asked.get("kind", ""), asked.get("q", "").strip()[:40]
    rows = rows.filter(kind=kind) if kind in Kind.values else rows
    for name, lookup in (("from", "starts_at__date__gte"), ("until", "starts_at__date__lte")):
        if (day := _day(asked.get(name, ""))) is not None:
            rows = rows.filter(**{lookup: day})
    if not words:
        return rows
    place = words.replace(" ", "")
    named = Outage.objects.filter(areas__value__startswith=place).values("pk")
    told = rows.filter(title__icontains=words) | rows.filter(cause__icontains=words)
    return told | rows.filter(number__startswith=words.upper()) | rows.filter(pk__in=named)


def _day(text: str) -> Any:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a day as the browser's own field sends it
    except ValueError:
        return None


def _tabs(everything: OutageQuerySet, now: datetime) -> list[tuple[str, str, int | None]]:
    return [
        ("now", pgettext("outage", "Now"), everything.standing(now).count()),
        ("suggested", pgettext("outage", "Suggested"), everything.suggested().count()),
        ("ahead", pgettext("outage", "Planned"), everything.ahead(now).count()),
        ("over", pgettext("outage", "Over"), None),
        ("map", pgettext("outage", "Map"), None),
    ]


@require_GET
@may("read")
def export(request: SignedInRequest) -> HttpResponse:
    """What the list shows, all of it, as a file."""
    now, show = timezone.now(), request.GET.get("show", "now")
    rows = narrowed(_shown(Outage.objects.visible_to(request.user), show, now), request.GET)
    kind = request.GET.get("as", "csv")
    named = list(rows.prefetch_related("areas").select_related("crew").order_by("-starts_at")[:MOST_ROWS])
    return table_response(kind if kind in FORMATS else "csv", f"outages-{show}", _header(), _lines(named, now))


def _header() -> list[str]:
    names = (
        _("Number"),
        _("Kind"),
        _("Place"),
        _("Covers"),
        _("Cause"),
        pgettext("outage", "From"),
        _("Expected back"),
    )
    return [*names, pgettext("outage", "Back"), _("Households"), _("Tickets"), _("Crew"), _("State")]


def _lines(rows: list[Outage], now: datetime) -> Iterator[list[Value]]:
    cases, words = counts_of(rows), states()
    for one in rows:
        said = [one.number, one.get_kind_display(), one.title, "；".join(places(one))]
        said += [one.cause or cause_word(one.org_id, one.cause_code)]
        said += [_moment(moment) for moment in (one.starts_at, one.expected_end_at, one.ended_at)]
        crew = one.crew.name if one.crew else ""
        yield [*said, one.households, cases.get(one.pk, 0), crew, words[one.state(now)][2]]


def places(outage: Outage) -> Iterable[str]:
    """What it covers, in words; an account is no place that leaves the house."""
    return (f"{area.get_by_display()} {area}" for area in outage.areas.all() if area.by != "point")


def _moment(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
