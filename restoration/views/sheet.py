"""The sheet of one outage: put on record, shown with everything about it, printed as a notice."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Unit, User
from accounts.requests import SignedInRequest, seen_version
from outages import actions
from outages.forms import LINES, OutageSheet
from outages.models import Kind, Outage
from outages.refusals import ToConfirm
from restoration.page import facts_of, notice_of
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import NotAllowed, Refusal

ARROW = "→"


@require_http_methods(["GET", "POST"])
@may("outage")
def new(request: SignedInRequest) -> HttpResponse:
    """Put an outage on record; then everybody is told by choice."""
    now, org = timezone.now(), _company(request.user)
    if request.method == "GET":
        return _form(request, OutageSheet(org=org, initial={"kind": Kind.FAULT, "starts_at": now}))
    sheet = OutageSheet(swapped(request.POST), org=org)
    if not sheet.is_valid():
        return _form(request, sheet, status=422)
    try:
        if request.POST.get("into"):
            return _into(request, sheet)
        told = sheet.told()
        made = actions.announce(told, org=org, by=request.user, at=now, confirmed=_is_confirmed(request))
    except Refusal as refusal:
        return _form(request, sheet, **_told(sheet, refusal))
    return redirect("restoration:tell", made.pk, "first" if made.callees.exists() else "news")


def _into(request: SignedInRequest, sheet: OutageSheet) -> HttpResponse:
    """What was typed is part of an outage that there is already."""
    other = get_object_or_404(Outage.objects.visible_to(request.user).open(), pk=key_in(request.POST["into"]))
    actions.widen(other, sheet.told().areas, by=request.user, at=timezone.now())
    return redirect("restoration:outage", other.pk)


def swapped(data: QueryDict) -> QueryDict:
    """What was typed, with a part of the grid that nobody knows changed into the one that was meant."""
    wrong, arrow, right = data.get("instead", "").partition(ARROW)
    if not arrow:
        return data
    changed = data.copy()
    for name in LINES:
        lines = (data.get(name) or "").splitlines()
        changed[name] = "\n".join(right if line.strip() == wrong else line for line in lines)
    return changed


@require_http_methods(["GET", "POST"])
@may("read")
def outage(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One outage: what is said of it, whom it reaches, its cases, what is due, what happened; for those who may, changed."""
    one = seen_outage(request, pk)
    if request.method == "GET":
        return page(request, one)
    sheet = OutageSheet(swapped(request.POST), org=one.org, outage=one)
    if not sheet.is_valid():
        return page(request, one, {"sheet": sheet}, status=422)
    try:
        told, confirmed = sheet.told(), _is_confirmed(request)
        actions.amend(one, told, version=seen_version(request), by=request.user, at=timezone.now(), confirmed=confirmed)
    except Refusal as refusal:
        answer = _told(sheet, refusal)
        return page(request, one, answer["more"] | {"sheet": sheet}, status=answer["status"])
    return redirect("restoration:outage", one.pk)


@require_GET
@may("read")
def notice(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The notice as a sheet of paper, to be put up where it is read."""
    one = seen_outage(request, pk)
    return render(request, "print/outage.html", notice_of(one, at=timezone.now()))


def seen_outage(request: SignedInRequest, pk: UUID) -> Outage:
    """The outage behind an address, if this person may see it."""
    rows = Outage.objects.visible_to(request.user).select_related("org", "by", "crew", "merged_into")
    return get_object_or_404(rows, pk=pk)


def page(request: SignedInRequest, one: Outage, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """The page of an outage; `more` takes the place of what it would show."""
    context = facts_of(one, request.user, at=timezone.now())
    return render(request, "outages/outage.html", context | (more or {}), status=status)


def _told(sheet: OutageSheet, refusal: Refusal) -> dict[str, Any]:
    """Everything typed stays; what only has to be read first is asked once."""
    if isinstance(refusal, ToConfirm):
        return {"more": {"doubts": refusal.doubts}, "status": refusal.status}
    named = next((name for name in refusal.fields if name in sheet.fields), None)
    sheet.add_error(named, refusal.sentence())
    return {"more": {}, "status": refusal.status}


def _form(
    request: SignedInRequest, sheet: OutageSheet, status: int = 200, more: dict[str, Any] | None = None
) -> HttpResponse:
    return render(request, "outages/form.html", {"sheet": sheet} | (more or {}), status=status)


def _company(user: User) -> Unit:
    if user.org is None:
        raise NotAllowed("outage")
    return user.org


def key_in(text: str) -> UUID | None:
    """The key that a form names, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _is_confirmed(request: SignedInRequest) -> bool:
    return request.POST.get("confirmed") == "1"
