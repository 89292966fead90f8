"""Applications: the list by step, and one application from its papers to its end."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from applications import listing
from applications.actions import papers, steps
from applications.forms import looked_at, seen_version
from applications.lifecycle import Applicant, PaperState
from applications.models import Application, MissingNotice
from applications.views.acting import attempt
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.actions.spine import has_right
from tickets.milestones import clocks_of_ticket, first_due
from tickets.models import Ticket
from tickets.standing import Standing

DONE = {
    "check": _("The papers are written down."),
    "admit": _("Admitted; the next step runs."),
    "decline": _("Declined. Print the notice for the customer."),
    "finish": _("The step is done."),
    "skip": _("The step is skipped."),
    "return": _("Sent back; the step begins anew."),
    "settle": _("Settled; the customer is told and will be called."),
}
VERBS = {"decline": "decline", "finish": "finish_step", "skip": "skip_step", "return": "return_step", "settle": "reply"}


@require_GET
@may("applications")
def index(request: SignedInRequest) -> HttpResponse:
    """Every open application by step, those due first at the top; the tab stands in the address."""
    rows, only = listing.rows_of(request.user), request.GET.get("step", "")
    at = timezone.now()
    facts = {
        "rows": [row for row in rows if only in ("", row.tab)],
        "tabs": listing.tabs_of(rows),
        "only": only if only in listing.TABS else "",
        "total": len(rows),
        "twice": listing.asked_twice(request.user, at=at) if request.user.may("board") else [],
    }
    return render(request, "applications/list.html", facts)


@require_GET
@may("read")
def detail(request: SignedInRequest, number: str) -> HttpResponse:
    """One application: its papers, its steps, and what may be done now."""
    return _page(request, number)


@require_POST
@may("check")
def check(request: SignedInRequest, number: str) -> HttpResponse:
    """The checklist as it was ticked; the button says what follows: nothing, the notice, or admission."""
    file = _visible(request, number)
    then = request.POST.get("then", "")
    return attempt(
        request,
        lambda: _check(file, request, then),
        to=lambda made: _notice(number, made) if isinstance(made, MissingNotice) else _own(number),
        again=lambda refusal: _page(request, number, refusal),
        done="" if then == "notify" else DONE["admit" if then == "admit" else "check"],
    )


@transaction.atomic
def _check(file: Application, request: SignedInRequest, then: str) -> Ticket | MissingNotice:
    posted, by = request.POST, request.user
    ticket = papers.check(
        file.ticket,
        papers=looked_at(posted, list(file.papers.all())),
        applicant=posted.get("applicant", ""),
        by_agent=posted.get("by_agent") == "on" if "applicant" in posted else None,
        by=by,
        version=seen_version(posted),
    )
    if then == "notify":
        return papers.notify(ticket, by=by)
    return papers.admit(ticket, by=by) if then == "admit" else ticket


ACTS: dict[str, Callable[[Ticket, Any, dict[str, Any]], Ticket]] = {
    "decline": lambda ticket, told, who: papers.decline(ticket, grounds=told("grounds", 1000), **who),
    "finish": lambda ticket, told, who: steps.finish_step(
        ticket, code=told("code", 12), text=told("text", 1000), **who
    ),
    "skip": lambda ticket, told, who: steps.skip_step(ticket, code=told("code", 12), reason=told("reason", 300), **who),
    "return": lambda ticket, told, who: steps.return_step(
        ticket, code=told("code", 12), to=told("to", 12), reason=told("reason", 300), **who
    ),
    "settle": lambda ticket, told, who: steps.settle(ticket, text=told("text", 5000), **who),
}


@require_POST
@may("read")
def act(request: SignedInRequest, number: str, act: str) -> HttpResponse:
    """Take one step of the work."""
    file = _visible(request, number)
    if act not in ACTS:
        raise Http404
    who = {"by": request.user, "version": seen_version(request.POST)}
    return attempt(
        request,
        lambda: ACTS[act](file.ticket, lambda name, most: request.POST.get(name, "")[:most], who),
        to=lambda _made: _own(number),
        again=lambda refusal: _page(request, number, refusal, tried=act),
        done=DONE[act],
    )


def _own(number: str) -> str:
    return reverse("applications:detail", args=[number])


def _notice(number: str, notice: MissingNotice) -> str:
    return reverse("applications:notice", args=[number, notice.n]) + "?size=slip"


def _visible(request: SignedInRequest, number: str) -> Application:
    return get_object_or_404(Application.objects.visible_to(request.user).for_list(), ticket__number=number)


def _page(request: SignedInRequest, number: str, refusal: Refusal | None = None, tried: str = "") -> HttpResponse:
    file = _visible(request, number)
    ticket, lines = file.ticket, listing.lines_of(file)
    clocks = clocks_of_ticket(ticket)
    now = next((line for line in lines if line.step.state == "running"), None)
    facts = {
        "file": file,
        "ticket": ticket,
        "row": Standing(ticket, first_due(clocks)),
        "whole": next(
            (clock for clock in clocks if clock.name == "reply" and not (clock.stopped_at or clock.dropped_at)), None
        ),
        "papers": list(file.papers.select_related("checked_by")),
        "lines": lines,
        "now": now,
        "earlier": [line.step for line in lines if now and 0 < line.step.position < now.step.position],
        "is_last": now is not None and lines[-1].step.pk == now.step.pk,
        "notices": list(file.notices.select_related("by", "against")),
        "states": PaperState.choices,
        "applicants": Applicant.choices,
        "may": {name: has_right(ticket, verb, by=request.user) for name, verb in {**VERBS, "check": "check"}.items()},
        "refusal": refusal.sentence() if refusal else "",
        "wrong": refusal.fields if refusal else {},
        "tried": tried,
        "typed": request.POST,
        "rail_here": "applications",
    }
    return render(request, "applications/detail.html", facts, status=refusal.status if refusal else 200)
