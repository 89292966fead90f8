"""The tree of the organisation: places, what they take from above, and what hangs on them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import places
from accounts.hanging import hanging_on
from accounts.inheriting import calendars_of, values_of
from accounts.models import Unit
from accounts.panels import panels_of
from accounts.people_pages import branches, staff_of, tree, units_of, with_roles
from accounts.requests import SignedInRequest
from accounts.staff_forms import MoveForm, UnitForm
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may

HERE = {"rail_here": "settings"}
FEW = 30


@require_GET
@may("people")
def units(request: SignedInRequest) -> HttpResponse:
    """The whole tree, or what a word finds in it."""
    words = request.GET.get("q", "").strip()[:60]
    lines, is_cut = tree(request.user, words)
    return render(
        request,
        "accounts/units.html",
        {"lines": lines, "is_cut": is_cut, "q": words, "may_change": request.user.may("staff")} | HERE,
    )


def _unit(request: SignedInRequest, pk: UUID) -> Unit:
    return get_object_or_404(units_of(request.user).select_related("org", "parent"), pk=pk)


def _page(request: SignedInRequest, unit: Unit, **forms: Any) -> HttpResponse:
    may_change = request.user.may_at("manage", unit.pk)
    below = list(units_of(request.user).filter(parent=unit).order_by("-is_active", "kind", "path")[:FEW])
    facts = {"unit": unit, "values": values_of(unit), "below": branches(below), "may_change": may_change}
    facts |= {"hanging": hanging_on(unit), "calendars": calendars_of(unit), "kinds": places.BELOW[unit.kind]}
    facts |= {"panels": [(one, request.user.may(one.verb)) for one in panels_of(unit)]}
    facts |= {"people": with_roles(staff_of(request.user).filter(home=unit, is_active=True)).order_by("name")[:FEW]}
    facts |= {"may_move": unit.kind not in (Unit.Kind.PROVINCE, Unit.Kind.CITY, Unit.Kind.COMPANY)}
    if may_change:
        known = {name: getattr(unit, name) for name in ("name", "phone", "calendar", "duty")}
        facts |= {"form": UnitForm(unit=unit, initial=known), "add": UnitForm(parent=unit, prefix="add")}
        facts |= {"move": MoveForm(unit=unit, user=request.user, prefix="move")}
    wrong = [form for form in forms.values() if form.errors]
    told = {"wrong": wrong[0] if wrong else None}
    return render(request, "accounts/unit.html", facts | forms | told | HERE, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
@may("people")
def unit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One unit: what is known of it, what it takes from above, who sits there, what stands below."""
    held = _unit(request, pk)
    if request.method != "POST":
        return _page(request, held)
    form = UnitForm(request.POST, unit=held)
    if form.is_valid():
        with refusals_on(form):
            places.change(held, form.told(), by=request.user, at=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("accounts:unit", pk)
    return _page(request, held, form=form)


@require_POST
@may("manage")
def unit_add(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Put a new unit below this one."""
    parent = _unit(request, pk)
    form = UnitForm(request.POST, parent=parent, prefix="add")
    if form.is_valid():
        with refusals_on(form):
            made = places.add(parent, form.told(), by=request.user, at=timezone.now())
            messages.success(request, _("“%(unit)s” is there.") % {"unit": made.name})
            return redirect("accounts:unit", pk)
    return _page(request, parent, add=form)


@require_POST
@may("manage")
def unit_move(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Hang a unit somewhere else in its company."""
    held = _unit(request, pk)
    form = MoveForm(request.POST, unit=held, user=request.user, prefix="move")
    if form.is_valid():
        with refusals_on(form):
            places.move(held, to=form.cleaned_data["to"], by=request.user, at=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("accounts:unit", pk)
    return _page(request, held, move=form)


@require_POST
@may("manage")
def unit_switch(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Close a unit, or open it again."""
    held = _unit(request, pk)
    do = places.open_again if request.POST.get("on") == "1" else places.close
    try:
        do(held, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
    except places.SomethingHangsOnIt as refusal:
        messages.warning(request, refusal.sentence())
    return redirect("accounts:unit", pk)
