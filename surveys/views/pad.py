"""The pad on the desk after the tap: why it was not good, and what else the company asks. Then it is the next customer's."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.views import counts_wrong_links
from servicedesk.lib.gate import open_to_all
from servicedesk.lib.refusals import Invalid, Refusal
from servicedesk.lib.sealing import token_hash
from surveys.actions.asking import questionnaire_of
from surveys.actions.visiting import STANDING, say_of_visit
from surveys.filling import filled, refused
from surveys.forms import RatingForm
from surveys.plans import plan_of
from surveys.questions import parse
from surveys.views.rating import _private
from tickets.models import Visit, Window


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
@counts_wrong_links
def more(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked of whoever has just tapped; nobody has to answer, and after a minute the pad rests again."""
    window = Window.objects.filter(pad_hash=token_hash(token), is_active=True).select_related("hall", "org").first()
    if window is None:
        raise Http404
    at = timezone.now()
    visit = _just_rated(window)
    if visit is None or "done" in request.POST:
        return _private(redirect("tickets:pad", token))
    first, *own = parse(questionnaire_of(window.org, at=at).questions)
    sheet = filled(own, request.POST, known={first.code: visit.score})
    if "peek" in request.POST:
        return _private(render(request, "surveys/_own.html", {"sheet": sheet}))
    asks_why = (visit.score or 0) <= max(plan_of(window.org_id).words_at, first.words_at)
    if not (sheet.questions or asks_why):
        return _private(redirect("tickets:pad", token))
    facts = {"window": window, "visit": visit, "asks_why": asks_why, "token": token, "form": RatingForm(request.POST)}
    if request.method == "POST" and sheet.is_whole and request.POST.get("visit") == str(visit.pk):
        reasons, comment = request.POST.getlist("reasons"), request.POST.get("comment", "")
        try:
            say_of_visit(visit, given=sheet.given, reasons=reasons, comment=comment, at=at)
            return _private(redirect("tickets:pad", token))
        except Invalid as refusal:
            sheet = refused(sheet, refusal.fields)
        except Refusal:
            return _private(redirect("tickets:pad", token))
    status = 422 if request.method == "POST" else 200
    return _private(render(request, "surveys/pad_more.html", facts | {"sheet": sheet}, status=status))


def _just_rated(window: Window) -> Visit | None:
    """The visit that was rated here last, as long as its customer stands there and has said no more."""
    last = Visit.objects.filter(window=window, ended_at__isnull=False).order_by("-ended_at").first()
    if last is None or last.rated_at is None or timezone.now() > last.rated_at + STANDING or hasattr(last, "said"):
        return None
    return last
