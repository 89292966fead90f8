"""The list of what is off and what will be, and the sheet of one outage."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Unit, User
from accounts.requests import SignedInRequest, seen_version
from outages import actions
from outages.forms import End, Expect, OutageSheet
from outages.models import Kind, Outage
from outages.refusals import ToConfirm
from outages.sentences import ICONS, tell
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first
from servicedesk.lib.refusals import NotAllowed, Refusal

SHOWS = ("now", "ahead", "over")


@require_GET
@may("read")
def outages(request: SignedInRequest) -> HttpResponse:
    """What is off now, what will be, or what is over; by kind and by words of the place."""
    now, show = timezone.now(), request.GET.get("show", "")
    show = show if show in SHOWS else "now"
    everything = Outage.objects.visible_to(request.user)
    rows = _narrowed(_shown(everything, show, now), request.GET)
    page = newest_first(rows.prefetch_related("areas"), request.GET, by="starts_at", size=30)
    counts = {"now": everything.standing(now).count(), "ahead": everything.ahead(now).count()}
    context = {"pager": page, "show": show, "tabs": _tabs(counts), "kinds": Kind.choices, "at": now}
    context |= {"kind": request.GET.get("kind", ""), "q": request.GET.get("q", "")[:40]}
    return render(
        request, "outages/list.html", context | {"may_outage": request.user.may("outage"), "states": states()}
    )


def _shown(rows: Any, show: str, at: datetime) -> Any:
    return rows.over() if show == "over" else rows.ahead(at) if show == "ahead" else rows.standing(at)


def _narrowed(rows: Any, asked: Any) -> Any:
    kind, words = asked.get("kind", ""), asked.get("q", "").strip()[:40]
    rows = rows.filter(kind=kind) if kind in Kind.values else rows
    place = words.replace(" ", "")
    return rows.filter(title__icontains=words) | rows.filter(areas__value__startswith=place) if words else rows


def _tabs(counts: dict[str, int]) -> list[tuple[str, str, int | None]]:
    return [
        ("now", pgettext("outage", "Now"), counts["now"]),
        ("ahead", pgettext("outage", "Planned"), counts["ahead"]),
        ("over", pgettext("outage", "Over"), None),
    ]


def states() -> dict[str, tuple[str, str, str]]:
    """How each state looks and is called: tone, icon, word."""
    return {
        "on": ("soon", "bolt", pgettext("outage", "without power")),
        "late": ("over", "tri", pgettext("outage", "longer than expected")),
        "ahead": ("run", "clock", pgettext("outage", "to come")),
        "ended": ("ok", "okc", pgettext("outage", "back")),
        "withdrawn": ("hold", "x", pgettext("outage", "withdrawn")),
    }


@require_http_methods(["GET", "POST"])
@may("outage")
def new(request: SignedInRequest) -> HttpResponse:
    """Put an outage on record."""
    now, org = timezone.now(), _company(request.user)
    if request.method == "GET":
        return _sheet(request, OutageSheet(org=org, initial={"kind": Kind.FAULT, "starts_at": now}))
    sheet = OutageSheet(request.POST, org=org)
    if not sheet.is_valid():
        return _sheet(request, sheet, status=422)
    try:
        made = actions.announce(sheet.told(), org=org, by=request.user, at=now, confirmed=_is_confirmed(request))
    except Refusal as refusal:
        return _refused(request, sheet, refusal)
    return redirect("outages:outage", made.pk)


@require_http_methods(["GET", "POST"])
@may("read")
def outage(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One outage: what is said of it, whom it reaches, what happened; for those who may, changed here."""
    one = get_object_or_404(Outage.objects.visible_to(request.user).select_related("org", "by"), pk=pk)
    if request.method == "GET":
        return _page(request, one)
    sheet = OutageSheet(request.POST, org=one.org, outage=one)
    if not sheet.is_valid():
        return _page(request, one, {"sheet": sheet}, status=422)
    try:
        told, confirmed = sheet.told(), _is_confirmed(request)
        actions.amend(one, told, version=seen_version(request), by=request.user, at=timezone.now(), confirmed=confirmed)
    except Refusal as refusal:
        return _refused(request, sheet, refusal, one)
    return redirect("outages:outage", one.pk)


@require_POST
@may("outage")
def change(request: SignedInRequest, pk: UUID, verb: str) -> HttpResponse:
    """Another time expected, ended, withdrawn."""
    one = get_object_or_404(Outage.objects.visible_to(request.user).select_related("org", "by"), pk=pk)
    form = {"expect": Expect, "end": End}.get(verb)
    sheet = form(request.POST) if form else None
    if sheet is not None and not sheet.is_valid():
        return _page(request, one, {"refusal": _("Give a day and a time."), "tried": verb}, status=422)
    try:
        _do(verb, one, sheet, request)
    except Refusal as refusal:
        return _page(request, one, {"refusal": refusal.sentence(), "tried": verb}, status=refusal.status)
    return redirect("outages:outage", one.pk)


def _do(verb: str, one: Outage, sheet: Any, request: SignedInRequest) -> None:
    who: dict[str, Any] = {"by": request.user, "at": timezone.now(), "version": seen_version(request)}
    if verb == "expect":
        told = sheet.cleaned_data
        actions.expect(one, end_at=told["expected_end_at"], reason=told["reason"], **who)
    elif verb == "end":
        actions.end(one, ended_at=sheet.cleaned_data["ended_at"], **who)
    elif verb == "withdraw":
        actions.withdraw(one, reason=request.POST.get("reason", ""), **who)
    else:
        raise NotAllowed(verb)


def _refused(request: SignedInRequest, sheet: OutageSheet, refusal: Refusal, one: Outage | None = None) -> HttpResponse:
    """Everything typed stays; what only has to be read first is asked once."""
    told: dict[str, Any] = {"sheet": sheet}
    if isinstance(refusal, ToConfirm):
        told["warnings"] = refusal.warnings
    else:
        named = next((name for name in refusal.fields if name in sheet.fields), None)
        sheet.add_error(named, refusal.sentence())
    if one is not None:
        return _page(request, one, told, status=refusal.status)
    return render(request, "outages/form.html", told, status=refusal.status)


def _sheet(request: SignedInRequest, sheet: OutageSheet, status: int = 200) -> HttpResponse:
    return render(request, "outages/form.html", {"sheet": sheet}, status=status)


def _page(request: SignedInRequest, one: Outage, told: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    now = timezone.now()
    events = [
        {"at": event.at, "by": event.by, "text": tell(event), "aside": event.reason, "icon": ICONS[event.what]}
        for event in one.timeline.select_related("by").order_by("-at", "-pk")
    ]
    later = one.expected_end_at or now
    context = {
        "outage": one,
        "areas": list(one.areas.all()),
        "state": states()[one.state(now)],
        "events": events,
        "may_change": request.user.may("outage") and one.is_open,
        "sheet": OutageSheet(org=one.org, outage=one),
        "expect": Expect(initial={"expected_end_at": max(later, now) + timedelta(hours=1)}, prefix=None),
        "end": End(initial={"ended_at": now}),
        "has_begun": one.starts_at <= now,
    }
    return render(request, "outages/outage.html", context | (told or {}), status=status)


def _company(user: User) -> Unit:
    if user.org is None:
        raise NotAllowed("outage")
    return user.org


def _is_confirmed(request: SignedInRequest) -> bool:
    return request.POST.get("confirmed") == "1"
