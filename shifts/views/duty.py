"""Who is on duty and who comes next; swaps; the rules of each place."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Unit
from accounts.requests import SignedInRequest
from fieldwork.models import Shift
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import NotAllowed
from shifts.actions.ruling import set_rule
from shifts.actions.swapping import swap
from shifts.duty import on_duty, places_of
from shifts.forms import RuleForm, SwapForm, shown
from shifts.models import HandoverRule, ShiftSwap

SWAPS_SHOWN = 50
AHEAD = timedelta(days=31)


@require_http_methods(["GET", "POST"])
@may("handover")
def duty(request: SignedInRequest) -> HttpResponse:
    """Every hall, desk and crew with who is there now and who comes next; and this month's swaps."""
    user, at = request.user, timezone.now()
    mine = Shift.objects.visible_to(user).standing().filter(person__home__in=places_of(user), sort="duty")
    stretches = mine.filter(from_at__gt=at, from_at__lt=at + AHEAD).select_related("person").order_by("from_at")
    keeps = user.may("rota_edit")
    form = SwapForm(request.POST if request.method == "POST" else None, user=user, stretches=stretches)
    if request.method == "POST" and not keeps:
        raise NotAllowed("rota_edit")
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            swap(**form.cleaned_data, by=user, at=at)
            messages.success(request, _("Swapped; both have been told."))
            return redirect("shifts:duty")
    month = timezone.localdate(at).replace(day=1)
    rows = ShiftSwap.objects.filter(org__in=user.orgs(), month__gte=month).select_related("person", "other", "now")
    facts = {"places": on_duty(places_of(user), at=at), "form": form, "keeps": keeps, "rail_here": "handover"}
    facts["swaps"] = rows.order_by("-at")[:SWAPS_SHOWN]
    return render(request, "shifts/duty.html", facts, status=422 if form.errors else 200)


@require_GET
@may("shift_rules")
def rules(request: SignedInRequest) -> HttpResponse:
    """The halls and desks with their rules."""
    places = [one for one in places_of(request.user, "shift_rules") if one.kind != Unit.Kind.CREW]
    known = {one.unit_id: one for one in HandoverRule.objects.filter(unit__in=places).in_force()}
    facts = {"rows": [(place, known.get(place.pk)) for place in places], "rail_here": "shift_rules"}
    return render(request, "shifts/rules.html", facts)


@require_http_methods(["GET", "POST"])
@may("shift_rules")
def rule(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The rules of one place; saving writes the next version."""
    place = get_object_or_404(places_of(request.user, "shift_rules").select_related("org"), pk=pk)
    last = HandoverRule.of(place.pk)
    form = RuleForm(request.POST or None, initial=shown(last) | ({} if last.version else {"is_on": True}))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            set_rule(place, **form.told(), by=request.user, at=timezone.now())
            messages.success(request, _("Saved; it holds from the next shift on."))
            return redirect("shifts:rules")
    versions = HandoverRule.objects.filter(unit=place).select_related("by").order_by("-version")[:20]
    facts = {"place": place, "form": form, "versions": versions, "rail_here": "shift_rules"}
    return render(request, "shifts/rule.html", facts, status=422 if form.errors else 200)
