"""The shift leader's pages: all calls of a day with their figures, the seats, the rule."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import audit
from accounts.requests import SignedInRequest
from calls.actions.ruling import change_rule
from calls.actions.seating import get_up
from calls.figures import OUTCOMES, calls_on, figures_of, outcome
from calls.forms import RuleForm
from calls.models import Call, CallRule, Seat
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first
from servicedesk.lib.refusals import NotAllowed, Refusal


@require_GET
@may("call_watch")
def everything(request: SignedInRequest) -> HttpResponse:
    """All calls of a day; each figure opens the list that it counts."""
    user, at = request.user, timezone.now()
    day = _day(request.GET.get("day", ""), timezone.localdate(at))
    what = request.GET.get("what", "")
    what = what if what in (*OUTCOMES, "came") else ""
    rule = CallRule.of(user.org_id)
    rows = calls_on(day, Call.objects.visible_to(user))
    listed = rows.filter(direction=Call.Direction.IN) if what == "came" else rows
    listed = listed.filter(outcome(what, rule.answer_within))
    context = {
        "day": day,
        "what": what,
        "figures": figures_of(rows, rule),
        "pager": newest_first(listed.for_list(), request.GET, by="began_at"),
        "seats": Seat.objects.visible_to(user).live(at).select_related("user").order_by("extension"),
        "may_clear": user.may("call_rules"),
        "rail_here": "calls",
    }
    return render(request, "calls/all.html", context)


def _day(text: str, today: date) -> date:
    try:
        return parse_date(text) or today
    except ValueError:
        return today


@require_POST
@may("call_watch")
def clear_seat(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Somebody has gone and did not get up: the seat is free again."""
    if not request.user.may("call_rules"):
        raise NotAllowed("call_rules")
    at = timezone.now()
    seat = get_object_or_404(Seat.objects.visible_to(request.user).live(at).select_related("user"), pk=pk)
    get_up(seat.user, at=at)
    audit(what="seat_cleared", by=request.user, at=at, facts={"extension": seat.extension})
    return redirect("calls:all")


@require_http_methods(["GET", "POST"])
@may("call_rules")
def rule(request: SignedInRequest) -> HttpResponse:
    """How soon one answers, by when one calls back, and whose it is."""
    now = CallRule.of(request.user.org_id)
    form = RuleForm(request.POST or None, instance=CallRule(**_facts(now)))
    status, said = 200, ""
    if request.method == "POST" and request.user.org:
        if form.is_valid():
            try:
                change_rule(request.user.org, told=form.told(), by=request.user, at=timezone.now())
            except Refusal as refusal:
                form.add_error("within", refusal.sentence())
            else:
                messages.success(request, _("Saved; calls that are owed already keep their time."))
                return redirect("calls:rule")
        status = 422
    return render(request, "calls/rule.html", {"form": form, "rule": now, "refusal": said}, status=status)


def _facts(rule: CallRule) -> dict[str, object]:
    names = ("owners", "within", "answer_within", "least_wait", "recording_days")
    return {name: getattr(rule, name) for name in names}
