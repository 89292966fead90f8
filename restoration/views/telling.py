"""Telling people: the important ones by telephone, the others by a text that was read, counted and can be taken back."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from outages import duties, important, mailing
from outages.models import Outage, OutageCallee, OutageMailing
from restoration.cases import joined_to
from restoration.page import facts_of
from restoration.views.sheet import page, seen_outage
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal

WHAT = OutageMailing.What
ASKED = (WHAT.FIRST, WHAT.NEWS, WHAT.LATER, WHAT.BACK)


@require_http_methods(["GET", "POST"])
@may("outage")
def tell(request: SignedInRequest, pk: UUID, what: str) -> HttpResponse:
    """“Tell 412 households?”: the text, the count again, and half a minute to undo."""
    one = seen_outage(request, pk)
    if what not in ASKED or (what == WHAT.BACK) != bool(one.ended_at):
        return redirect("restoration:outage", one.pk)
    refusal = None
    if request.method == "POST":
        try:
            seen = int(request.POST.get("seen", "") or -1)
            mailing.choose(one, what, seen=seen, by=request.user, at=timezone.now(), besides=told_otherwise(one, what))
            duties.told_first(one, at=timezone.now())
            return redirect("restoration:tell", one.pk, WHAT.NEWS) if what == WHAT.FIRST else _back(one)
        except (Refusal, ValueError) as no:
            refusal = no
    preview = mailing.preview(one, what, besides=told_otherwise(one, what))
    if not preview.numbers:
        return redirect("restoration:tell", one.pk, WHAT.NEWS) if what == WHAT.FIRST else _back(one)
    status = refusal.status if isinstance(refusal, Refusal) else 200
    # The question stands over the page of the outage, or before it where there is no script.
    context = facts_of(one, request.user, at=timezone.now())
    context |= {"preview": preview, "refusal": refusal, "word": WHAT(what).label}
    return render(request, "outages/tell.html", context, status=status)


def _back(one: Outage) -> HttpResponse:
    return redirect("restoration:outage", one.pk)


def told_otherwise(one: Outage, what: str) -> list[str]:
    """The numbers to which something goes anyhow: that of a case, and at first those who were told before the others."""
    if what == WHAT.BACK:
        return list(joined_to(one).exclude(contact_phone="").values_list("contact_phone", flat=True))
    sent = one.mailings.filter(what=WHAT.FIRST, undone_at__isnull=True)
    if what == WHAT.NEWS and sent.exists():
        return [who.number for who in mailing.addressees(one, WHAT.FIRST)[0]]
    return []


@require_POST
@may("outage")
def undo(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a round of texts back before it leaves."""
    rows = OutageMailing.objects.filter(org__in=request.user.orgs()).select_related("outage")
    held = get_object_or_404(rows, pk=pk)
    try:
        mailing.undo(held, by=request.user, at=timezone.now())
    except Refusal as refusal:
        one = seen_outage(request, held.outage_id)
        return page(request, one, {"refusal": refusal.sentence()}, status=refusal.status)
    return redirect("restoration:outage", held.outage_id)


@require_POST
@may("outage_call")
def call(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Tick off the call of an important customer."""
    rows = OutageCallee.objects.filter(outage__in=Outage.objects.visible_to(request.user))
    callee, now = get_object_or_404(rows, pk=pk), timezone.now()
    one = seen_outage(request, callee.outage_id)
    try:
        note = request.POST.get("note", "")
        important.record_call(callee, result=request.POST.get("result", ""), note=note, by=request.user, at=now)
        duties.told_first(one, at=now)
    except Refusal as refusal:
        return page(request, one, {"refusal": refusal.sentence()}, status=refusal.status)
    return redirect(f"/outages/{one.pk}/#calls")
