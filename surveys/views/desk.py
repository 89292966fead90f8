"""The callback desk: one call at a time."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from servicedesk.templatetags.hall import hall_time
from surveys import actions
from surveys.filling import Sheet, filled, refused
from surveys.forms import LEVEL_KEYS, TRY_KEYS, ResultForm
from surveys.models import Callback, Survey
from surveys.questions import parse
from surveys.sheet import day, mine_first, one_for, sheet


@require_GET
@may("callback")
def desk(request: SignedInRequest) -> HttpResponse:
    """The first callback on my list; else how the day stands. Nothing is claimed by looking."""
    at = timezone.now()
    callback = mine_first(request.user, at=at)
    if callback:
        return _show(request, callback, ResultForm())
    return render(request, "surveys/idle.html", day(request.user, at=at) | {"page_time": at})


@require_GET
@may("callback")
def one(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The callback that a notice or the queue led to; one that is done leads to the next."""
    callback = one_for(request.user).filter(pk=pk).first()
    if callback is None:
        get_object_or_404(Callback.objects.visible_to(request.user), pk=pk)
        messages.info(request, _("That callback has been made already."))
        return redirect("surveys:desk")
    return _show(request, callback, ResultForm())


@require_POST
@may("callback")
def next_one(request: SignedInRequest) -> HttpResponse:
    """F8: hand out the next one."""
    return _next(request, besides=_uuid(request.POST.get("besides")))


@require_POST
@may("callback")
def result(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Record what the call came to, and go on to the next in the same step."""
    callback = get_object_or_404(Callback.objects.visible_to(request.user).for_page(), pk=pk)
    form, status = ResultForm(request.POST), 422
    asked = _asked(callback, form, request)
    if "peek" in request.POST:
        return render(request, "surveys/_own.html", {"sheet": asked})
    # A page with script has shown what an answer leads to, and the customer may be in a hurry.
    if form.is_valid() and (asked.is_whole or form.score is None or "live" in request.POST):
        try:
            done = record(callback, form, more=asked.given, by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
            status, asked = refusal.status, refused(asked, refusal.fields)
        else:
            messages.success(request, told(done))
            return _next(request)
    return _show(request, callback, form, asked=asked, status=status)


@require_POST
@may("callback")
def reveal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show the number to dial in place of its mask; that it was shown is recorded."""
    callback = get_object_or_404(one_for(request.user), pk=pk)
    number = actions.reveal(callback, by=request.user, at=timezone.now())
    if request.headers.get("HX-Request"):
        return render(request, "parts/_phone.html", {"number": number, "shown": True, "call": True})
    return _show(request, callback, ResultForm(), number=number)


def _asked(callback: Callback, form: ResultForm, request: SignedInRequest) -> Sheet:
    """The company's own questions as the agent has filled them in; which are asked may depend on the level."""
    survey = Survey.objects.filter(ticket=callback.ticket_id, round=callback.round).select_related("questionnaire")
    found = survey.first()
    if found is None:
        return Sheet([], is_whole=True)
    first, *own = parse(found.questionnaire.questions)
    return filled(own, request.POST, known={first.code: LEVEL_KEYS.get(request.POST.get("result", ""))})


def record(callback: Callback, form: ResultForm, *, more: Mapping[str, Any], by: User) -> Callback:
    """Turn the pressed key into the action it stands for."""
    note = form.cleaned_data["note"]
    if form.score is None:
        agreed = form.cleaned_data["appointment_at"]
        key = TRY_KEYS[form.cleaned_data["result"]]
        return actions.record_try(callback, result=key, by=by, note=note, appointment_at=agreed)
    if form.is_satisfied:
        return actions.confirm(callback, score=form.score, by=by, note=note, more=more)
    chips = form.cleaned_data["reasons"]
    told = {"reason": form.reason, "reasons": chips, "note": note, "more": more}
    return actions.deny(callback, score=form.score, by=by, **told)


def told(callback: Callback) -> str:
    """What the last key did, in one sentence."""
    facts = {"number": callback.ticket.short_number}
    if callback.done_at is None:
        facts["time"] = hall_time(callback.not_before, timezone.now())
        return _("%(number)s: to be tried again from %(time)s.") % facts
    if callback.outcome == "dissatisfied":
        return _("%(number)s is open again; whoever does it next has been told.") % facts
    return _("%(number)s is closed.") % facts


def _next(request: SignedInRequest, *, besides: UUID | None = None) -> HttpResponse:
    callback = actions.next_for(request.user, at=timezone.now(), besides=besides)
    return redirect("surveys:one", callback.pk) if callback else redirect("surveys:desk")


def _show(
    request: SignedInRequest,
    callback: Callback,
    form: ResultForm,
    *,
    asked: Sheet | None = None,
    status: int = 200,
    number: str = "",
) -> HttpResponse:
    facts = sheet(callback, user=request.user, at=timezone.now(), form=form, asked=asked)
    return render(request, "surveys/callback.html", facts | {"number": number}, status=status)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
