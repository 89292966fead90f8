"""Requests for more time, decided by a second person: one list, several at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.actions.extending import approve_extension
from tickets.more_time import Asked, waiting_for

UNDECIDED = 409


@require_GET
@may("approve_extension")
def extensions(request: SignedInRequest) -> HttpResponse:
    """What waits for a decision, soonest due first."""
    return _shown(request)


@require_POST
@may("approve_extension")
def decide(request: SignedInRequest) -> HttpResponse:
    """Grant or refuse what is chosen: the good ones are done, each that could not be is named and stays chosen."""
    chosen = set(request.POST.getlist("extension"))
    here = [one for one in waiting_for(request.user, at=timezone.now()) if str(one.extension.pk) in chosen]
    against = {str(one.extension.pk): said for one in here if (said := _decide(request, one))}
    _tell(request, chosen=len(chosen), here=len(here), done=len(here) - len(against))
    if against or not chosen:
        return _shown(request, status=UNDECIDED, against=against, reason=request.POST.get("reason", "")[:500])
    return redirect("supervision:extensions")


def _decide(request: SignedInRequest, one: Asked) -> str:
    """Decide one; what stands against it, as a sentence."""
    is_granted = request.POST.get("answer") == "yes"
    reason = request.POST.get("reason", "")[:500]
    try:
        approve_extension(one.ticket, name=one.extension.name, granted=is_granted, reason=reason, by=request.user)
    except Refusal as refusal:
        return refusal.sentence()
    return ""


def _tell(request: SignedInRequest, *, chosen: int, here: int, done: int) -> None:
    if done:
        messages.success(request, ngettext("%(n)d request decided.", "%(n)d requests decided.", done) % {"n": done})
    if not chosen:
        messages.warning(request, _("Choose at least one request first."))
    gone = chosen - here
    if gone:
        text = ngettext(
            "%(n)d request was decided or taken back in the meantime.",
            "%(n)d requests were decided or taken back in the meantime.",
            gone,
        )
        messages.warning(request, text % {"n": gone})


def _shown(request: SignedInRequest, *, status: int = 200, reason: str = "", **told: Any) -> HttpResponse:
    against: dict[str, str] = told.get("against", {})
    rows = waiting_for(request.user, at=timezone.now())
    lines = [(one, against.get(str(one.extension.pk), "")) for one in rows]
    facts = {"lines": lines, "reason": reason, "wrong": [line for line in lines if line[1]], "rail_here": "extensions"}
    return render(request, "supervision/extensions.html", facts, status=status)
