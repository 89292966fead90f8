"""What I owe today."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from tickets.mywork import groups_of
from tickets.orderbook import to_answer, to_judge


@require_GET
@may("my")
def my(request: SignedInRequest) -> HttpResponse:
    """My work by duty, each with its clock, who has it, and what happened last."""
    groups = groups_of(request.user, at=timezone.now())
    context = {"groups": groups, "owed": len(groups[0].rows), "may_urge": request.user.may("urge")}
    context |= {"orders": to_answer(request.user), "answers": to_judge(request.user)}
    return render(request, "tickets/my.html", context)
