"""Bad ratings: who sees to each, by when, and what was done."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from surveys import actions
from surveys.models import FollowUp

MOST = 200


@require_GET
@may("satisfaction")
def follow_ups(request: SignedInRequest) -> HttpResponse:
    """The open ones, the most urgent first; `show=done` shows what was done."""
    is_done = request.GET.get("show") == "done"
    rows = FollowUp.objects.visible_to(request.user).filter(done_at__isnull=not is_done)
    rows = rows.select_related("ticket", "unit", "owner", "done_by", "survey", "asked", "visit__said")
    facts = {"rows": rows.order_by("-done_at" if is_done else "due_at", "pk")[:MOST], "is_done": is_done}
    facts |= {"ways": FollowUp.Way.choices, "may_settle": request.user.may("follow_up"), "page_time": timezone.now()}
    return render(request, "surveys/follow_ups.html", facts | {"rail_here": "satisfaction"})


@require_POST
@may("follow_up")
def settle(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say what was done about one."""
    one = get_object_or_404(FollowUp.objects.visible_to(request.user), pk=pk)
    told = {"way": request.POST.get("way", ""), "words": request.POST.get("words", "")}
    try:
        actions.settle(one, by=request.user, at=timezone.now(), **told)
        messages.success(request, _("Settled."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    return redirect("surveys:follow_ups")
