"""The work beside the five sections of a complaint, the parts that others have in it, and making good."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from complaints import actions
from complaints.acting import ACTS
from complaints.actions import coordinating, making_good, recoveries
from complaints.actions.guarding import open_seal
from complaints.models import Coordination, Corrective, Recovery
from complaints.reading import money, order_of
from complaints.recovery_list import recoveries_for
from complaints.views.file import show, visible
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.models import Ticket

SAVED = _("It is written down.")


@require_POST
@may("complaint_file")
def act(request: SignedInRequest, number: str, act: str) -> HttpResponse:
    """One act of the desk; refused, the page comes back with what was typed."""
    ticket, known, status = visible(request, number), ACTS.get(act), 422
    if known is None:
        raise Http404
    form = known.form(request.POST, ticket=ticket)
    if form.is_valid():
        try:
            known.act(ticket, **form.told(), by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
            status = refusal.status
        else:
            messages.success(request, str(known.done))
            return redirect("complaints:detail", number)
    return show(request, number, typed={act: form}, status=status)


@require_POST
@may("complaint_file")
def unseal(request: SignedInRequest, number: str) -> HttpResponse:
    """Who complains, shown once to whom it may be shown."""
    ticket = visible(request, number)
    try:
        who = open_seal(ticket, reason=request.POST.get("reason", ""), by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect("complaints:detail", number)
    response = render(request, "complaints/unsealed.html", {"ticket": ticket, "who": who})
    response["Cache-Control"] = "no-store"
    return response


def _fix(request: SignedInRequest, pk: UUID, act: Callable[..., Any], **told: Any) -> None:
    row = get_object_or_404(Corrective.objects.visible_to(request.user), pk=pk)
    act(row, by=request.user, **told)


def _help(request: SignedInRequest, pk: UUID) -> None:
    row = get_object_or_404(Coordination.objects.visible_to(request.user), pk=pk)
    coordinating.give_help(row, answer=request.POST.get("text", ""), by=request.user)


PARTS: dict[str, Callable[[SignedInRequest, UUID, str], None]] = {
    "done": lambda request, pk, text: _fix(request, pk, actions.finish_fix, proof=text),
    "works": lambda request, pk, text: _fix(request, pk, actions.check_effect, works=True, note=text),
    "fails": lambda request, pk, text: _fix(request, pk, actions.check_effect, works=False, note=text),
    "help": lambda request, pk, text: _help(request, pk),
}


@require_POST
@may("my")
def part(request: SignedInRequest, number: str, pk: UUID, act: str) -> HttpResponse:
    """What somebody does who was given a part: a corrective action done or checked, a unit's answer."""
    get_object_or_404(Ticket.objects.visible_to(request.user), number=number)
    return _and_back(request, PARTS.get(act), pk)


def _and_back(
    request: SignedInRequest, do: Callable[[SignedInRequest, UUID, str], object] | None, pk: UUID
) -> HttpResponse:
    """Do it and go back to where one was; a refusal is said there."""
    if do is None:
        raise Http404
    try:
        do(request, pk, request.POST.get("text", ""))
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    else:
        messages.success(request, str(SAVED))
    to_file = request.POST.get("back") == "file" and request.user.may("complaint_file")
    number = request.POST.get("number", "")
    return (
        redirect("complaints:detail" if to_file else "tickets:detail", number) if number else redirect("/recoveries/")
    )


def _row(request: SignedInRequest, pk: UUID) -> Recovery:
    return get_object_or_404(Recovery.objects.visible_to(request.user), pk=pk)


GOOD: dict[str, Callable[[SignedInRequest, UUID, str], object]] = {
    "take": lambda r, pk, text: recoveries.take_on(_row(r, pk), by=r.user),
    "decline": lambda r, pk, text: recoveries.decline(_row(r, pk), reason=text, by=r.user),
    "apologise": lambda r, pk, text: making_good.apologise(
        _row(r, pk), words=text, by_sms=bool(r.POST.get("sms")), by=r.user
    ),
    "correct": lambda r, pk, text: making_good.correct(_row(r, pk), order=order_of(r.user, text), by=r.user),
    "ask": lambda r, pk, text: making_good.ask_compensation(
        _row(r, pk), kind=r.POST.get("kind", ""), value=money(r.POST.get("value", "")), reason=text, by=r.user
    ),
    "grant": lambda r, pk, text: making_good.decide_compensation(_row(r, pk), granted=True, reason=text, by=r.user),
    "refuse": lambda r, pk, text: making_good.decide_compensation(_row(r, pk), granted=False, reason=text, by=r.user),
    "give": lambda r, pk, text: making_good.hand_over(_row(r, pk), text=text, by=r.user),
    "after_hours": lambda r, pk, text: making_good.look_again(_row(r, pk), step="after_hours", text=text, by=r.user),
    "after_days": lambda r, pk, text: making_good.look_again(_row(r, pk), step="after_days", text=text, by=r.user),
    "end": lambda r, pk, text: making_good.end(_row(r, pk), text=text, by=r.user),
}


@require_POST
@may("recoveries")
def recover(request: SignedInRequest, pk: UUID, act: str) -> HttpResponse:
    """One deed of making good."""
    return _and_back(request, GOOD.get(act), pk)


@require_POST
@may("recover")
def propose(request: SignedInRequest, number: str) -> HttpResponse:
    """Somebody sees that something is to be made good."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), number=number)
    return _and_back(request, lambda r, pk, text: recoveries.propose_by_hand(ticket, reason=text, by=r.user), ticket.pk)


@require_GET
@may("recoveries")
def recovery_list(request: SignedInRequest) -> HttpResponse:
    """What is to be made good, and what it was worth."""
    return render(request, "complaints/recoveries.html", recoveries_for(request.user, request.GET.get("show", "")))
