"""Praise and penalties, rounds of halls, trainings, improvement projects: each a form above the rows it has made."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.requests import SignedInRequest
from deadlines.reading import company_of
from quality.actions import merits, projects, rounds, training
from quality.forms import MeritForm, ProjectForm, StepForm, TrainingForm
from quality.lifecycle import Merit as Sort
from quality.merit_figures import counting
from quality.models import CrossVisit, Merit, MeritQuerySet, Project, Training
from quality.views.figures import month_in
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may
from servicedesk.lib.months import month_end
from servicedesk.lib.refusals import Refusal

MOST = 100


def _book(
    request: SignedInRequest, name: str, form: Any, act: Callable[..., object] | None, facts: dict[str, Any]
) -> HttpResponse:
    """The page with its form; what was typed well is done and the page shown anew."""
    if form is not None and act is not None and request.method == "POST" and form.is_valid():
        with refusals_on(form):
            act(**form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("Saved."))
            return redirect(f"quality:{name}")
    wrong = form is not None and bool(form.errors)
    told = {"form": form, "here": name, "rail_here": "qa", "tried": wrong}
    return render(request, f"quality/{name}.html", facts | told, status=422 if wrong else 200)


def _said(request: SignedInRequest, name: str, act: Callable[[], object]) -> HttpResponse:
    """Do one thing to one row and go back to the page; a refusal is said there."""
    try:
        act()
        messages.success(request, _("Saved."))
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.error(request, "；".join([refusal.sentence(), *dict.fromkeys(refusal.fields.values())]))
    return redirect(f"quality:{name}")


@require_http_methods(["GET", "POST"])
@may("qa")
def merit_book(request: SignedInRequest) -> HttpResponse:
    """Praise and penalties; with a month those that its figures count, of one person or hall where it is named."""
    rows = _merits(request.user, request.GET)
    people = ("person", "unit", "by", "second_by", "decided_by")
    form = MeritForm(request.POST or None, user=request.user)
    facts = {"rows": rows.select_related(*people).order_by("-at")[:MOST], "month": request.GET.get("month", "")[:7]}
    return _book(request, "merits", form, merits.propose, facts)


def _merits(user: User, asked: QueryDict) -> MeritQuerySet:
    if not asked.get("month"):
        return Merit.objects.visible_to(user).exclude(person=user)
    month = month_in(asked.get("month", ""))
    rows = counting(Merit.objects.filter(unit__in=user.units("qa")), month, month_end(month))
    person = _key(asked.get("person", ""))
    rows = rows.filter(person=person) if person else rows
    return rows.filter(sort=asked["sort"]) if asked.get("sort") in Sort.values else rows


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_POST
@may("qa")
def merit_do(request: SignedInRequest, pk: UUID, verb: str) -> HttpResponse:
    """Confirm a penalty or not; decide on an appeal."""
    row, by, at = get_object_or_404(Merit.objects.visible_to(request.user), pk=pk), request.user, timezone.now()
    is_yes, words = request.POST.get("say") == "yes", request.POST.get("words", "")
    if verb not in ("confirm", "decide"):
        raise Http404
    if verb == "confirm":
        return _said(request, "merits", lambda: merits.confirm(row, agrees=is_yes, by=by, at=at))
    return _said(request, "merits", lambda: merits.decide(row, lifts=is_yes, words=words, by=by, at=at))


@require_POST
@may("qa_mine")
def merit_appeal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Disagree with a penalty of one's own."""
    row = get_object_or_404(Merit, pk=pk, person=request.user)
    text, at = request.POST.get("text", ""), timezone.now()
    return _said(request, "mine", lambda: merits.appeal(row, text=text, by=request.user, at=at))


@require_http_methods(["GET", "POST"])
@may("qa")
def round_book(request: SignedInRequest) -> HttpResponse:
    """The rounds of halls; drawing this quarter's."""
    if request.method == "POST":
        org, at = company_of(request.user), timezone.now()
        return _said(request, "rounds", lambda: rounds.open_round(org, by=request.user, at=at))
    units = request.user.units("qa")
    seen = CrossVisit.objects.filter(Q(by_hall__in=units) | Q(of_hall__in=units))
    rows = seen.select_related("by_hall", "of_hall", "done_by").order_by("-quarter", "by_hall__code")[:MOST]
    return _book(request, "rounds", None, None, {"rows": rows, "today": timezone.localdate(timezone.now())})


@require_POST
@may("qa")
def round_done(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write down what one hall found at another."""
    row = get_object_or_404(CrossVisit.objects.filter(by_hall__in=request.user.units("qa")), pk=pk)
    counted = [request.POST.get(name, "") for name in ("asked", "correct")]
    asked, correct = (int(one) if one.isdecimal() and len(one) < 5 else -1 for one in counted)
    told: dict[str, Any] = {"asked": asked, "correct": correct, "found": request.POST.get("found", "")}
    at = timezone.now()
    return _said(request, "rounds", lambda: rounds.write_visit(row, **told, by=request.user, at=at))


@require_http_methods(["GET", "POST"])
@may("qa")
def training_book(request: SignedInRequest) -> HttpResponse:
    """Trainings and their records; all of them written is a hundred per cent."""
    org = company_of(request.user)
    counted = {"people": Count("records"), "told": Count("records", filter=Q(records__at__isnull=False))}
    counted["there"] = Count("records", filter=Q(records__was_there=True))
    rows = Training.objects.filter(org=org).annotate(**counted).prefetch_related("records__person")
    form = TrainingForm(request.POST or None, user=request.user)
    facts = {"rows": rows.order_by("-held_on", "-pk")[:MOST]}
    return _book(request, "training", form, lambda **told: training.hold_training(org, **told), facts)


@require_POST
@may("qa")
def training_records(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write down who was there."""
    row = get_object_or_404(Training.objects.filter(org__in=request.user.orgs()), pk=pk)
    open_ones = row.records.filter(at__isnull=True).values_list("person_id", flat=True)
    there = {person: str(person) in request.POST.getlist("there") for person in open_ones}
    at = timezone.now()
    return _said(request, "training", lambda: training.write_records(row, there=there, by=request.user, at=at))


@require_http_methods(["GET", "POST"])
@may("qa")
def project_book(request: SignedInRequest) -> HttpResponse:
    """Improvement projects from their plan to their effect."""
    rows = Project.objects.visible_to(request.user).select_related("unit", "owner", "improvement")
    rows = rows.prefetch_related("steps__by")
    form = ProjectForm(request.POST or None, user=request.user)
    facts = {"rows": rows.order_by("-opened_at")[:MOST], "step": StepForm()}
    return _book(request, "projects", form, lambda unit, **told: projects.open_project(unit, **told), facts)


@require_POST
@may("qa")
def project_step(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write a step; `do=next` ends the phase."""
    row = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    form = StepForm(request.POST)
    if not form.is_valid():
        messages.error(request, "；".join(str(text) for texts in form.errors.values() for text in texts))
        return redirect("quality:projects")
    told, at = form.cleaned_data | {"moves_on": request.POST.get("do") == "next"}, timezone.now()
    return _said(request, "projects", lambda: projects.write_step(row, **told, by=request.user, at=at))
