"""The customer's rating: five faces, one tap, without sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from servicedesk.lib.gate import open_to_all
from servicedesk.lib.refusals import Refusal
from surveys import actions
from surveys.forms import CommentForm, RatingForm
from surveys.models import Survey
from surveys.refusals import Expired


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """The question, and its answer: saved with the tap."""
    try:
        survey = actions.survey_behind(token)
        if request.method != "POST":
            return _page(request, token, survey)
        form = RatingForm(request.POST)
        if not form.is_valid():
            return _page(request, token, survey, status=422)
        actions.record_answer(token, at=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        return _closed(request, refusal)
    return _private(redirect("surveys:rate", token))


@require_POST
@open_to_all
def words(request: HttpRequest, token: str) -> HttpResponse:
    """A few words after the rating."""
    try:
        survey = actions.survey_behind(token)
        form = CommentForm(request.POST)
        if not form.is_valid():
            return _page(request, token, survey, words=form, status=422)
        actions.add_comment(token, at=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        return _closed(request, refusal)
    return _private(redirect("surveys:rate", token))


def _page(
    request: HttpRequest, token: str, survey: Survey, *, words: CommentForm | None = None, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    if survey.answered_at is None and survey.expires_at <= at:
        raise Expired
    facts = {
        "survey": survey,
        "ticket": survey.ticket,
        "token": token,
        "question": survey.questionnaire.questions[0],
        "may_add_words": survey.expires_at > at and not survey.comment,
        "words": words or CommentForm(),
        "is_unclear": status == 422,
        "page_time": at,
    }
    name = "surveys/thanks.html" if survey.answered_at else "surveys/rate.html"
    return _private(render(request, name, facts, status=status))


def _closed(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return _private(render(request, "surveys/closed.html", {"refusal": refusal}, status=refusal.status))


def _private(response: HttpResponse) -> HttpResponse:
    # Not "no-referrer": with it a browser sends `Origin: null` with the form, which is refused as forged.
    # "same-origin" tells other sites just as little.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
