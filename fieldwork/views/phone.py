"""The crew's phone: what to do next, one big button."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from servicedesk.pages import refuse
from tickets.actions import desk, field
from tickets.closing_panel import closing_of, rules_of
from tickets.fieldwords import CAUSES, REASONS
from tickets.filing import files_of
from tickets.lifecycle import CREWED, Status, legal
from tickets.models import Ticket
from tickets.orderbook import to_answer
from tickets.questionfields import filled_in
from tickets.standing import by_time_left, standing_of, with_clocks
from worksheets.actions import reporting, returning
from worksheets.forms import report_told, send_back_told

MOST = 30
NEXT = {
    Status.DISPATCHED: ("accept", gettext_lazy("Accept the job")),
    Status.ACCEPTED: ("depart", gettext_lazy("Set off")),
    Status.EN_ROUTE: ("arrive", gettext_lazy("I have arrived")),
    Status.ON_SITE: ("restore", gettext_lazy("Supply is back")),
    Status.RESTORED: ("report", gettext_lazy("Send the report")),
}
STEPS = (
    ("accept", pgettext_lazy("step", "Accepted")),
    ("depart", gettext_lazy("On the way")),
    ("arrive", gettext_lazy("Arrived")),
    ("restore", pgettext_lazy("step", "Restored")),
    ("report", pgettext_lazy("step", "Reported")),
)
LEAVING = ("report", "send_back")
VERBS = frozenset(verb for verb, _word in NEXT.values()) | {"send_back", "note"}


@dataclass(frozen=True)
class Step:
    """One dot of the five at the top of a task."""

    word: object
    state: str


@require_GET
@may("arrive")
def tasks(request: SignedInRequest) -> HttpResponse:
    """My crew's open jobs, soonest due first."""
    jobs = Ticket.objects.visible_to(request.user).on_their_own()
    mine = jobs.filter(status__in=CREWED, crew__in=request.user.units("arrive"))
    context = {"rows": by_time_left(mine, most=MOST), "orders": to_answer(request.user)}
    return render(request, "fieldwork/tasks.html", context)


@require_GET
@may("arrive")
def task(request: SignedInRequest, number: str) -> HttpResponse:
    """One job: where, what, until when, and the next step."""
    ticket = _job(request, number)
    return render(request, "fieldwork/task.html", _facts(ticket))


def _job(request: SignedInRequest, number: str) -> Ticket:
    jobs = with_clocks(Ticket.objects.visible_to(request.user).for_list().select_related("customer", "supply_point"))
    return get_object_or_404(jobs, number=number, crew__in=request.user.units("arrive"))


def _facts(ticket: Ticket, posted: QueryDict | None = None) -> dict[str, Any]:
    done = set(ticket.timeline.filter(what__in=[verb for verb, _word in STEPS]).values_list("what", flat=True))
    verb, word = NEXT.get(Status(ticket.status), ("", ""))
    states = ["done" if one in done and one != verb else "next" if one == verb else "" for one, _word in STEPS]
    return {
        "ticket": ticket,
        "row": standing_of(ticket),
        "steps": [Step(word, state) for (_verb, word), state in zip(STEPS, states, strict=True)],
        "verb": verb,
        "word": word,
        "causes": CAUSES,
        "closing": closing_of(ticket, posted),
        "reasons": REASONS,
        "may_send_back": legal(ticket.way, ticket.status, "send_back"),
        "files": files_of(ticket),
    }


@require_POST
@may("arrive")
def act(request: SignedInRequest, number: str, verb: str) -> HttpResponse:
    """Take the next step of a job; a refusal keeps what was typed and says why."""
    ticket = _job(request, number)
    if verb not in VERBS:
        return redirect("fieldwork:task", number)
    try:
        _do(request, ticket, verb)
    except Refusal as refusal:
        if refusal.status == 403:
            return refuse(request, refusal)
        context = _facts(_job(request, number), request.POST) | {"refusal": refusal.sentence(), "typed": request.POST}
        return render(request, "fieldwork/task.html", context, status=refusal.status)
    return redirect("fieldwork:tasks") if verb in LEAVING else redirect("fieldwork:task", number)


def _do(request: SignedInRequest, ticket: Ticket, verb: str) -> None:
    posted = request.POST
    common: dict[str, Any] = {"by": request.user, "device": _device(posted)}
    if verb == "arrive":
        field.arrive(ticket, place=_place(posted), **common)
    elif verb == "report":
        filled = filled_in(rules_of(ticket), posted)
        told = report_told(ticket, posted)
        reporting.report(ticket, cause=posted.get("cause", "")[:200], filled=filled, **told, **common)
    elif verb == "send_back":
        returning.send_back(ticket, **send_back_told(ticket, posted), **common)
    elif verb == "note":
        desk.note(ticket, text=posted.get("text", "")[:2000], **common)
    else:
        {"accept": field.accept, "depart": field.depart, "restore": field.restore}[verb](ticket, **common)


def _device(posted: Any) -> tuple[UUID, datetime | None] | None:
    """The id that the phone gave this action, so that a second sending of it changes nothing."""
    try:
        return UUID(posted.get("client_id", "")), None
    except ValueError:
        return None


def _place(posted: Any) -> dict[str, float] | None:
    try:
        place = {name: round(float(posted[name]), 6) for name in ("latitude", "longitude", "accuracy")}
    except (KeyError, ValueError):
        return None
    sane = abs(place["latitude"]) <= 90 and abs(place["longitude"]) <= 180 and 0 <= place["accuracy"] <= 100_000
    return place if sane else None
