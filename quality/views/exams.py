"""Knowledge tests: questions, tests set, one test to sit or with its results."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from deadlines.reading import company_of
from quality.actions import examining
from quality.forms import ExamForm, QuestionForm
from quality.models import Exam, Paper, Question
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may

MOST = 100


@require_http_methods(["GET", "POST"])
@may("qa")
def exams(request: SignedInRequest) -> HttpResponse:
    """The tests; a new one is set here."""
    user, at = request.user, timezone.now()
    form = ExamForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = examining.set_exam(company_of(user), **form.cleaned_data, by=user, at=at)
            return redirect("quality:exam", made.pk)
    rows = Exam.objects.filter(org__in=user.orgs()).prefetch_related("takers", "papers").order_by("-due_at")[:MOST]
    told = [
        (one, len({paper.person_id for paper in one.papers.all() if paper.points >= one.pass_mark})) for one in rows
    ]
    facts = {"rows": told, "form": form, "here": "exams", "rail_here": "qa", "at": at, "tried": bool(form.errors)}
    return render(request, "quality/exams.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@may("qa")
def questions(request: SignedInRequest) -> HttpResponse:
    """The questions, each with its article."""
    user, at = request.user, timezone.now()
    form = QuestionForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            examining.write_question(company_of(user), **form.told(), by=user, at=at)
            messages.success(request, _("Saved."))
            return redirect("quality:questions")
    rows = Question.objects.filter(org__in=user.orgs()).select_related("article", "by").order_by("-at")[:MOST]
    facts = {"rows": [(one, _choices(one)) for one in rows], "form": form, "here": "exams", "rail_here": "qa"}
    return render(request, "quality/questions.html", facts, status=422 if form.errors else 200)


def _choices(one: Question) -> list[tuple[str, bool]]:
    return [(text, place in one.right) for place, text in enumerate(one.choices)]


@require_http_methods(["GET"])
@may("qa_mine")
def exam(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One test: to sit it, and one's own results; whoever sets tests sees everybody's."""
    user, at = request.user, timezone.now()
    row = get_object_or_404(Exam.objects.visible_to(user).distinct(), pk=pk)
    papers = list(Paper.objects.filter(exam=row).select_related("person").order_by("person__name", "attempt"))
    own = [one for one in papers if one.person_id == user.pk]
    is_taker = row.takers.filter(pk=user.pk).exists()
    is_over = at >= row.due_at or len(own) >= row.tries or any(one.points >= row.pass_mark for one in own)
    facts: dict[str, Any] = {"row": row, "own": own, "sits": is_taker and not is_over, "at": at, "here": "exams"}
    if user.may("qa"):
        facts |= {"papers": papers, "missing": examining.missing(row)}
    return render(request, "quality/exam.html", facts | {"rail_here": "qa" if user.may("qa") else "qa_mine"})


@require_POST
@may("qa_mine")
def hand_in(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Hand one's answers in."""
    row = get_object_or_404(Exam.objects.visible_to(request.user).distinct(), pk=pk)
    given = {
        one["id"]: [int(place) for place in request.POST.getlist(f"q-{one['id']}") if place.isdecimal()]
        for one in row.paper
    }
    paper = examining.hand_in(row, given=given, by=request.user, at=timezone.now())
    messages.success(request, _("Handed in: %(points)d of 100.") % {"points": paper.points})
    return redirect("quality:exam", pk)
