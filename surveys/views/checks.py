"""Second calls, test calls and mystery visits, all scored on one sheet."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from surveys.actions.checking import open_check, quality_sheet, score_check
from surveys.figures import halls_for
from surveys.filling import filled
from surveys.models import Check
from surveys.questions import parse

MOST = 200


@require_GET
@may("satisfaction")
def checks(request: SignedInRequest) -> HttpResponse:
    """What is to be checked, and what was found; and the beginning of a test call or a mystery visit."""
    at = timezone.now()
    is_done = request.GET.get("show") == "done"
    rows = Check.objects.visible_to(request.user).filter(done_at__isnull=not is_done)
    rows = rows.select_related("unit", "person", "callback__ticket", "done_by")
    people = User.objects.filter(org__in=request.user.orgs(), is_active=True, is_service=False).order_by("name")
    facts = {
        "rows": rows.order_by("-done_at" if is_done else "opened_at", "pk")[:MOST],
        "is_done": is_done,
        "page_time": at,
    }
    facts |= {"halls": halls_for(request.user), "people": people[:MOST], "may_check": request.user.may("quality_check")}
    sorts = [one for one in Check.Sort.choices if one[0] == Check.Sort.MYSTERY]  # test calls are scored at /qa/
    return render(request, "surveys/checks.html", facts | {"sorts": sorts, "rail_here": "satisfaction"})


@require_POST
@may("quality_check")
def begin(request: SignedInRequest) -> HttpResponse:
    """A test call or a mystery visit that was made just now: its sheet is next."""
    at = timezone.now()
    unit = next((one for one in halls_for(request.user) if str(one.pk) == request.POST.get("unit")), None)
    if unit is None:
        messages.error(request, _("Choose a hall."))
        return redirect("surveys:checks")
    key = _key(request.POST.get("person"))
    person = User.objects.filter(org=unit.org_id, pk=key).first() if key else None
    try:
        check = open_check(
            sort=request.POST.get("sort", ""), unit=unit, person=person, made_at=at, by=request.user, at=at
        )
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect("surveys:checks")
    return redirect("surveys:check", check.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@may("quality_check")
def check(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One sheet."""
    at = timezone.now()
    rows = Check.objects.visible_to(request.user).select_related("unit", "person", "callback__ticket", "org")
    one = get_object_or_404(rows, pk=pk)
    questions = parse((one.questionnaire or quality_sheet(one.org, at=at)).questions)
    facts = {"check": one, "questions": questions, "page_time": at, "rail_here": "satisfaction"}
    if request.method == "POST":
        given = filled(questions, request.POST).given
        agrees = {"yes": True, "no": False}.get(request.POST.get("agrees", ""))
        try:
            score_check(one, given=given, words=request.POST.get("words", ""), agrees=agrees, by=request.user, at=at)
            messages.success(request, _("Scored."))
            return redirect("surveys:checks")
        except Refusal as refusal:
            facts |= {"refusal": refusal, "given": given, "sent": request.POST}
    return render(request, "surveys/check.html", facts, status=422 if "refusal" in facts else 200)


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
