"""How a company looks to its customers: the page where it is said, and the files that public pages ask for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import branding
from accounts.models import Brand, Unit
from accounts.requests import SignedInRequest
from accounts.staff_forms import BrandForm
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may, open_to_all

A_YEAR = "public, max-age=31536000, immutable"


@require_http_methods(["GET", "POST"])
@may("manage")
def brand(request: SignedInRequest) -> HttpResponse:
    """The company's look, or that of one unit of it."""
    units = Unit.objects.filter(pk__in=request.user.units("manage"), is_active=True).order_by("path")
    mine = units.exclude(kind__in=[Unit.Kind.DESK, Unit.Kind.CREW])
    chosen = request.POST.get("unit") or request.GET.get("unit", "")
    unit = (
        get_object_or_404(mine, code=chosen) if chosen else mine.filter(kind=Unit.Kind.COMPANY).first() or mine.first()
    )
    unit = unit or get_object_or_404(mine)
    held = Brand.objects.filter(unit=unit).first()
    form = BrandForm(request.POST or None, request.FILES or None, initial=_known(held))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            branding.keep_brand(unit, form.told(), by=request.user, at=timezone.now())
            messages.success(request, _("Saved."))
            return redirect(f"/manage/brand/?unit={unit.code}")
    facts = {"form": form, "unit": unit, "units": mine[:200], "look": branding.look_of(unit), "held": held}
    return render(request, "accounts/brand.html", facts | {"rail_here": "settings"}, status=422 if form.errors else 200)


def _known(held: Brand | None) -> dict[str, Any]:
    return {name: getattr(held, name) for name in ("title", "hotline", "colour", "language")} if held else {}


@require_GET
@open_to_all
def logo(request: HttpRequest, pk: UUID, version: int) -> HttpResponse:
    """The picture of a company; its address changes with it."""
    held = get_object_or_404(Brand.objects.exclude(logo_type=""), pk=pk)
    answer = HttpResponse(bytes(held.logo), content_type=f"image/{held.logo_type}")
    answer["Cache-Control"] = A_YEAR
    return answer


@require_GET
@open_to_all
def look(request: HttpRequest, pk: UUID, version: int) -> HttpResponse:
    """The colour of a company, as a few words of style."""
    held = get_object_or_404(Brand.objects.exclude(colour="").defer("logo"), pk=pk)
    answer = HttpResponse(branding.style(held.colour), content_type="text/css; charset=utf-8")
    answer["Cache-Control"] = A_YEAR
    return answer
