"""One call: who, what was heard of it, what came of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from calls.actions import noting
from calls.forms import NoteForm
from calls.models import Call, Recording
from calls.reading import MANY, shown_to, story_of
from customers.models import Customer
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.counter import key_of
from tickets.models import Ticket


def the_call(request: SignedInRequest, pk: UUID) -> Call:
    rows = Call.objects.visible_to(request.user).select_related("customer", "holder", "org")
    return get_object_or_404(rows, pk=pk)


@require_GET
@may("read")
def one(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The page of one call."""
    return _page(request, the_call(request, pk), NoteForm())


def _page(request: SignedInRequest, call: Call, form: NoteForm, status: int = 200, **told: Any) -> HttpResponse:
    user = request.user
    context = {
        "shown": shown_to(user, call, few=MANY),
        "story": story_of(call),
        "notes": call.notes.select_related("by"),
        "about": call.about.select_related("ticket").filter(ticket__in=Ticket.objects.visible_to(user)),
        "recordings": call.recordings.order_by("at"),
        "form": form,
        "may_work": user.may("calls"),
        "may_register": user.may("register"),
        "may_hear": user.may("recording"),
        "may_reveal": user.may("reveal"),
        "rail_here": "calls",
    }
    return render(request, "calls/call.html", context | told, status=status)


@require_POST
@may("calls")
def note(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Add a word, or how it ended."""
    call, form = the_call(request, pk), NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, call, form, status=422)
    try:
        noting.note_call(call, by=request.user, at=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        return _page(request, call, form, status=refusal.status, refusal=refusal.sentence())
    messages.success(request, _("Noted."))
    return redirect("calls:call", pk)


@require_POST
@may("calls")
def customer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Which of several customers it is; without a choice, none of them."""
    call, key = the_call(request, pk), key_of(request.POST.get("customer"))
    found = get_object_or_404(Customer.objects.visible_to(request.user), pk=key) if key else None
    noting.name_caller(call, found, by=request.user, at=timezone.now())
    return redirect("calls:call", pk)


@require_POST
@may("calls")
def ticket(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Put the call to a ticket, by its number or its short one."""
    call, typed = the_call(request, pk), request.POST.get("number", "").strip()[:40]
    rows = Ticket.objects.visible_to(request.user).filter(org_id=call.org_id)
    found = rows.filter(number=typed.upper()).first()
    if found is None:
        told = {"refusal": _("There is no ticket of this number that you may see."), "number": typed}
        return _page(request, call, NoteForm(), status=422, **told)
    noting.put_to_ticket(call, found, by=request.user, at=timezone.now())
    return redirect("calls:call", pk)


@require_POST
@may("calls")
def away(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take it out of my strip."""
    noting.put_away(the_call(request, pk), by=request.user, at=timezone.now())
    return HttpResponse(status=204) if request.headers.get("X-Live") == "1" else redirect("calls:mine")


@require_POST
@may("reveal")
def number(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The caller's number in full, on record."""
    whole = noting.reveal_number(the_call(request, pk), by=request.user, at=timezone.now())
    page = "parts/_phone.html" if request.headers.get("HX-Request") == "true" else "calls/dial.html"
    return render(request, page, {"number": whole, "shown": True, "call": True})


@require_POST
@may("recording")
def recording(request: SignedInRequest, pk: UUID, recording: UUID) -> HttpResponse:
    """Where a recording lies. The browser goes there by itself, without saying where it comes from; this house never does."""
    found = get_object_or_404(Recording.objects.select_related("call"), pk=recording, call=the_call(request, pk))
    if not found.address and not found.ref:
        raise Http404
    noting.hear_recording(found, by=request.user, at=timezone.now())
    return render(request, "calls/recording.html", {"recording": found, "rail_here": "calls"})
