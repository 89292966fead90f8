"""The customer's rating: five faces, one tap, without sign-in; then what else the company asks."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.speaking import as_company
from accounts.views import counts_wrong_links
from servicedesk.lib.gate import open_to_all
from servicedesk.lib.refusals import Invalid, Refusal
from surveys import actions
from surveys.filling import Sheet, blank, filled, refused
from surveys.forms import CommentForm, RatingForm
from surveys.lifecycle import CHANGEABLE
from surveys.models import Channel, Survey
from surveys.questions import own_of, parse
from surveys.refusals import Expired, WordsNeeded


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
@counts_wrong_links
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """The question, and its answer: saved with the tap; a bad level asks for a reason first."""
    form = RatingForm(request.POST or None)
    try:
        if request.method != "POST" or not form.is_valid():
            survey = actions.survey_behind(token)
            return _page(request, token, survey, form=form, status=422 if request.method == "POST" else 200)
        channel = Channel.QR if request.GET.get("via") == "slip" else Channel.SMS
        actions.record_answer(token, given=form.given(channel), at=timezone.now())
    except WordsNeeded as refusal:
        form.add_error(None, refusal.sentence())
        return _page(request, token, actions.survey_behind(token), form=form, status=422)
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
def more(request: HttpRequest, token: str) -> HttpResponse:
    """The company's own questions: what an answer leads to is asked before anything is kept."""
    try:
        survey = actions.survey_behind(token)
        first, *own = parse(survey.questionnaire.questions)
        sheet = filled(own, request.POST, known={first.code: survey.score})
        if "peek" in request.POST:
            return _private(render(request, "surveys/_own.html", {"sheet": sheet}))
        if not sheet.is_whole:
            return _page(request, token, survey, sheet=sheet, status=422)
        comment = request.POST.get("comment", "")
        actions.answer_more(token, given=sheet.given, comment=comment, at=timezone.now())
    except Invalid as refusal:
        return _page(request, token, survey, sheet=refused(sheet, refusal.fields), status=422)
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
    sheet: Sheet | None = None,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    if survey.answered_at is None and survey.expires_at <= at:
        raise Expired
    as_company(request, survey.ticket.unit)
    facts: dict[str, Any] = {"survey": survey, "ticket": survey.ticket, "token": token, "page_time": at}
    facts |= {"question": survey.questionnaire.questions[0], "may_change": _may_change(survey)}
    is_asked = survey.answered_at is None or ("change" in request.GET and _may_change(survey))
    if (is_asked or (form and form.errors)) and not sheet:
        asks_why = bool(form and form.is_bound and form.is_valid())
        facts |= {"form": form or RatingForm(), "asks_why": asks_why or bool(form and form.non_field_errors())}
        facts["is_unclear"] = bool(form and form.errors) and not facts["asks_why"]
        return _private(render(request, "surveys/rate.html", facts, status=status))
    may_say = survey.expires_at > at and survey.channel != Channel.CALLBACK
    facts |= {"may_add_words": may_say and not survey.comment, "words": words or CommentForm()}
    facts["sheet"] = sheet or (_own(survey, wants_change="more" in request.GET) if may_say else None)
    facts["is_told"] = any(one.code in survey.answers for one in own_of(parse(survey.questionnaire.questions)))
    facts["comment"] = request.POST.get("comment", "")
    return _private(render(request, "surveys/thanks.html", facts, status=status))


def _own(survey: Survey, *, wants_change: bool) -> Sheet | None:
    """The company's own questions: until they are answered, and again for whoever wants to change what they said."""
    first, *own = parse(survey.questionnaire.questions)
    is_told = any(one.code in survey.answers for one in own)
    sheet = blank(own, {first.code: survey.score, **survey.answers})
    is_wanted = _may_change(survey) and wants_change if is_told else bool(sheet.questions)
    return sheet if is_wanted else None


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
