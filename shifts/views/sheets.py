"""The sheet of a shift: read, filled, signed, taken over, printed; and those of before."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Unit
from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first
from servicedesk.lib.refusals import Refusal
from shifts.actions import moving, noting, signing, taking
from shifts.actions.spine import current
from shifts.duty import places_of
from shifts.forms import answers_in, keys_in, ticked_in, version_in, words_in
from shifts.models import Handover
from shifts.pages import chosen_place, facts_of


@require_GET
@may("handover")
def now(request: SignedInRequest) -> HttpResponse:
    """The handover that comes next at one's own place, or at the chosen one."""
    at = timezone.now()
    places = [one for one in places_of(request.user).select_related("org") if one.kind != Unit.Kind.CREW]
    unit = chosen_place(request.user, places, request.GET.get("unit", ""))
    if unit is None:
        return render(request, "shifts/none.html", {"rail_here": "handover"})
    facts = facts_of(current(unit, at=at), user=request.user, at=at)
    return render(request, "shifts/sheet.html", facts | {"places": places})


@require_GET
@may("handover")
def one(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One handover, as it was signed or as it stands."""
    return _page(request, _row(request, pk))


def _row(request: SignedInRequest, pk: UUID) -> Handover:
    rows = Handover.objects.visible_to(request.user).for_list().select_related("unit__org")
    return get_object_or_404(rows, pk=pk)


def _page(request: SignedInRequest, row: Handover, refusal: Refusal | None = None) -> HttpResponse:
    facts = facts_of(row, user=request.user, at=timezone.now()) | {"refusal": refusal, "sent": request.POST}
    return render(request, "shifts/sheet.html", facts, status=refusal.status if refusal else 200)


@require_POST
@may("sign_shift")
def write(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Keep the sentences and the checklist; with `do=sign` sign for handing over as well."""
    row, by, at, posted = _row(request, pk), request.user, timezone.now(), request.POST
    try:
        filled = signing.fill(row, words=words_in(posted), ticked=ticked_in(posted), by=by, at=at)
        if posted.get("do") == "sign":
            leavers = keys_in(posted.getlist("leaver"))
            signing.sign(filled, by=by, at=at, remark=posted.get("remark", ""), leavers=leavers)
            messages.success(request, _("Signed. Whoever comes takes over with their own sign-in."))
        else:
            messages.success(request, _("Saved."))
    except Refusal as refusal:
        return _page(request, _row(request, pk), refusal)
    return redirect("shifts:one", pk)


@require_POST
@may("sign_shift")
def take(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Answer the four questions and sign for taking over; then the work moves."""
    row, at = _row(request, pk), timezone.now()
    answers, version = answers_in(request.POST), version_in(request.POST)
    try:
        row, no = taking.take(row, answers=answers, version=version, by=request.user, at=at)
    except Refusal as refusal:
        return _page(request, row, refusal)
    if no:
        return _page(request, _row(request, pk), no)
    moving.carry_out(row, at=at)
    count = sum(1 for move in row.moves.all() if move.is_done)
    said = ngettext("Taken over: %(n)d thing is yours now.", "Taken over: %(n)d things are yours now.", count)
    messages.success(request, said % {"n": count})
    return redirect("shifts:one", pk)


@require_POST
@may("sign_shift")
def unsign(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take one's signature back."""
    signing.unsign(_row(request, pk), by=request.user, at=timezone.now(), version=version_in(request.POST))
    return redirect("shifts:one", pk)


@require_POST
@may("overrule_shift")
def overrule(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let it be taken over although one of the four is not so."""
    row, reason = _row(request, pk), request.POST.get("reason", "")
    try:
        taking.overrule(row, reason=reason, by=request.user, at=timezone.now(), version=version_in(request.POST))
    except Refusal as refusal:
        return _page(request, row, refusal)
    return redirect("shifts:one", pk)


@require_POST
@may("sign_shift")
def note(request: SignedInRequest, unit: UUID) -> HttpResponse:
    """Write a line into the log of the shift."""
    place = get_object_or_404(places_of(request.user).select_related("org"), pk=unit)
    told = {"text": request.POST.get("text", ""), "sort": request.POST.get("sort", "event")}
    try:
        noting.write_note(place, **told, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    return redirect(f"/handover/?unit={place.pk}#log")


@require_GET
@may("handover")
def paper(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The sheet on A4."""
    return render(request, "print/handover.html", facts_of(_row(request, pk), user=request.user, at=timezone.now()))


@require_GET
@may("handover")
def past(request: SignedInRequest) -> HttpResponse:
    """What was handed over, and what never was; the newest first."""
    places = list(places_of(request.user))
    rows = Handover.objects.visible_to(request.user).filter(Q(state="done") | Q(until_at__lte=timezone.now()))
    unit = next((one for one in places if str(one.pk) == request.GET.get("unit")), None)
    pager = newest_first((rows.filter(unit=unit) if unit else rows).for_list(), request.GET, by="until_at")
    facts = {"pager": pager, "places": places, "unit": unit, "rail_here": "handover"}
    return render(request, "shifts/past.html", facts)
