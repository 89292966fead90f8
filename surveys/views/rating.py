"""The customer's rating: five faces, one tap, without sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.views import counts_wrong_links
from servicedesk.lib.gate import open_to_all
from servicedesk.lib.refusals import Refusal
from surveys import actions
from surveys.forms import CommentForm, RatingForm
from surveys.lifecycle import CHANGEABLE
from surveys.models import Channel, Survey
from surveys.refusals import Expired, WordsNeeded


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
@counts_wrong_links
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """The question, and its answer: saved with the tap; a bad level asks for a reason first."""
    try:
        survey = actions.survey_behind(token)
        if request.method != "POST":
            return _page(request, token, survey)
        form = RatingForm(request.POST)
        if not form.is_valid():
            return _page(request, token, survey, form=form, status=422)
        channel = Channel.QR if request.GET.get("via") == "slip" else Channel.SMS
        actions.record_answer(token, given=form.given(channel), at=timezone.now())
    except WordsNeeded as refusal:
        form.add_error(None, refusal.sentence())
        return _page(request, token, survey, form=form, status=422)
    except Refusal as refusal:
        return _closed(request, refusal)
    return _private(redirect("surveys:rate", token))


@require_POST
@open_to_all
@counts_wrong_links
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


@require_POST
@open_to_all
@counts_wrong_links
def no_more(request: HttpRequest, token: str) -> HttpResponse:
    """Do not ask me again."""
    try:
        actions.opt_out(token, at=timezone.now())
    except Refusal as refusal:
        return _closed(request, refusal)
    return _private(render(request, "surveys/closed.html", {"is_opt_out": True}))


def _page(
    request: HttpRequest,
    token: str,
    survey: Survey,
    *,
    form: RatingForm | None = None,
    words: CommentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    is_changing = "change" in request.GET and _may_change(survey)
    if survey.answered_at is None and survey.expires_at <= at:
        raise Expired
    facts = {
        "survey": survey,
        "ticket": survey.ticket,
        "token": token,
        "question": survey.questionnaire.questions[0],
        "may_add_words": survey.expires_at > at and not survey.comment and survey.channel != Channel.CALLBACK,
        "may_change": _may_change(survey),
        "words": words or CommentForm(),
        "form": form or RatingForm(),
        "asks_why": bool(form and form.is_valid()),
        "is_unclear": status == 422 and bool(form and not form.is_valid()),
        "page_time": at,
    }
    asks = survey.answered_at is None or is_changing or bool(form and status == 422)
    return _private(render(request, "surveys/rate.html" if asks else "surveys/thanks.html", facts, status=status))


def _may_change(survey: Survey) -> bool:
    """Whether its giver may still change what they said."""
    at = timezone.now()
    return bool(
        survey.answered_at
        and survey.channel != Channel.CALLBACK
        and at < survey.answered_at + CHANGEABLE
        and at < survey.expires_at
    )


def _closed(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return _private(render(request, "surveys/closed.html", {"refusal": refusal}, status=refusal.status))


def _private(response: HttpResponse) -> HttpResponse:
    # Not "no-referrer": with it a browser sends `Origin: null` with the form, which is refused as forged.
    # "same-origin" tells other sites just as little.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
