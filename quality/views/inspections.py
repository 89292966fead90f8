"""What is to be scored, one inspection, one's own results, the figures, the draws."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from quality.actions import inspecting
from quality.actions.drawing import is_proven
from quality.forms import OpenForm, answers_in
from quality.lifecycle import WORDS, State
from quality.models import Draw, Exam, Inspection, Merit
from quality.showing import lines_of, of_call, quotes_of, record_of
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first
from servicedesk.lib.refusals import Refusal
from tickets.models import Ticket

TABS = {
    "open": gettext_lazy("To be scored"),
    "appeals": gettext_lazy("Appeals"),
    "scored": gettext_lazy("Scored"),
}
MOST = 100


@require_http_methods(["GET", "POST"])
@may("qa")
def desk(request: SignedInRequest) -> HttpResponse:
    """What is to be scored and decided; a test call or a case is opened here by hand."""
    user, at = request.user, timezone.now()
    form = OpenForm(request.POST or None, user=user, initial={"done_at": timezone.localtime(at)})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return redirect("quality:one", _opened(request, form.cleaned_data).pk)
    show = request.GET.get("show", "open") if request.GET.get("show") in TABS else "open"
    rows = {
        "open": Inspection.objects.to_score(user),
        "appeals": Inspection.objects.to_decide(user),
        "scored": Inspection.objects.visible_to(user).scored().exclude(person=user),
    }
    counts = {name: rows[name][:MOST].count() for name in ("open", "appeals")}
    pager = newest_first(rows[show].for_list(), request.GET, by="scored_at" if show == "scored" else "opened_at")
    facts = {"show": show, "tabs": [(code, word, counts.get(code, 0)) for code, word in TABS.items()], "form": form}
    facts |= {"pager": pager, "here": "desk", "rail_here": "qa"}
    return render(request, "quality/desk.html", facts, status=422 if form.errors else 200)


def _opened(request: SignedInRequest, told: dict[str, Any]) -> Inspection:
    person, at = told["person"], timezone.now()
    ticket = None
    if told["number"]:
        ticket = get_object_or_404(Ticket.objects.visible_to(request.user), number=told["number"].strip())
    unit = ticket.unit if ticket else person.home
    facts = {"work": told["work"], "unit": unit, "person": person, "done_at": told["done_at"], "ticket": ticket}
    return inspecting.open_one(**facts, by=request.user, at=at)


@require_GET
@may("qa")
def next_one(request: SignedInRequest) -> HttpResponse:
    """The next to score: what is due first."""
    row = Inspection.objects.to_score(request.user).order_by("due_at", "pk").first()
    if row is None:
        messages.success(request, _("Nothing is left to score."))
        return redirect("quality:desk")
    return redirect("quality:one", row.pk)


def _row(request: SignedInRequest, pk: UUID) -> Inspection:
    return get_object_or_404(Inspection.objects.visible_to(request.user).for_list(), pk=pk)


@require_GET
@may("qa_mine")
def one(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One inspection: the sheet to score, or the result."""
    return _page(request, _row(request, pk))


def _page(request: SignedInRequest, row: Inspection, refusal: Refusal | None = None) -> HttpResponse:
    user, at = request.user, timezone.now()
    inspects = user.may_at("qa", row.unit_id) and row.person_id != user.pk
    may_score = inspects and row.state == State.OPEN
    may_decide = inspects and row.state == State.APPEALED and row.scored_by_id != user.pk
    hides = row.hides_names and may_score
    posted = answers_in(request.POST, row.sheet.items) if request.POST else {}
    given = {code: one.kept() for code, one in posted.items()}
    facts: dict[str, Any] = {"row": row, "hides": hides, "may_score": may_score, "may_decide": may_decide}
    facts |= {"groups": lines_of(row, given, refusal.fields if refusal else {}), "refusal": refusal}
    facts |= {
        "record": record_of(row, hides=hides),
        "quotes": quotes_of(row, hides=hides),
        "is_mine": row.person_id == user.pk,
        "scores": range(5, -1, -1),
    }
    facts["may_appeal"] = facts["is_mine"] and row.state == State.SCORED and (row.appeal_until or at) >= at
    facts["events"] = [(one, WORDS.get(one.what, one.what)) for one in row.events.select_related("by")]
    facts |= {"sent": request.POST, "rail_here": "qa", "here": "desk"} | of_call(row)
    return render(request, "quality/inspection.html", facts, status=refusal.status if refusal else 200)


@require_POST
@may("qa")
def judge(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Score it, or decide the appeal, whichever is due; the next one follows."""
    row, at, by = _row(request, pk), timezone.now(), request.user
    told: dict[str, Any] = {"answers": answers_in(request.POST, row.sheet.items), "by": by, "at": at}
    told["words"] = request.POST.get("words", "")
    try:
        act = inspecting.decide if row.state == State.APPEALED else inspecting.score
        held = act(row, **told)
    except Refusal as refusal:
        return _page(request, row, refusal)
    messages.success(request, _("Scored: %(points)s of 100.") % {"points": held.final})
    return redirect("quality:next" if request.POST.get("do") == "next" else "quality:desk")


@require_POST
@may("qa")
def drop(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Leave one out, with the reason."""
    try:
        inspecting.drop(_row(request, pk), reason=request.POST.get("reason", ""), by=request.user, at=timezone.now())
    except Refusal as refusal:
        return _page(request, _row(request, pk), refusal)
    return redirect("quality:next")


@require_POST
@may("qa_mine")
def appeal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Disagree with the score of one's own work."""
    row = _row(request, pk)
    try:
        inspecting.appeal(row, text=request.POST.get("text", ""), by=request.user, at=timezone.now())
    except Refusal as refusal:
        return _page(request, row, refusal)
    messages.success(request, _("A second reviewer decides; you will be told."))
    return redirect("quality:one", pk)


@require_GET
@may("qa_mine")
def mine(request: SignedInRequest) -> HttpResponse:
    """One's own scores, tests, praise and penalties."""
    user, at = request.user, timezone.now()
    rows = Inspection.objects.scored().filter(person=user).for_list()
    exams = Exam.objects.filter(takers=user).filter(Q(due_at__gt=at) | Q(papers__person=user)).distinct()
    facts = {"pager": newest_first(rows, request.GET, by="scored_at"), "exams": exams.order_by("-due_at")[:20]}
    facts |= {"merits": Merit.objects.filter(person=user).exclude(state="proposed").order_by("-at")[:20]}
    return render(request, "quality/mine.html", facts | {"at": at, "here": "mine", "rail_here": "qa_mine"})


@require_GET
@may("qa")
def draws(request: SignedInRequest) -> HttpResponse:
    """The draws, each worked out again from its seed."""
    rows = Draw.objects.filter(org__in=request.user.orgs()).select_related("plan").order_by("-at")[:MOST]
    facts = {"rows": [(one, is_proven(one)) for one in rows], "here": "draws", "rail_here": "qa"}
    return render(request, "quality/draws.html", facts)
