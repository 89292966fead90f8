"""What I owe today; a supervisor may look over somebody's shoulder."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from tickets.actions.drafting import drafts_of
from tickets.mywork import followed_by, groups_of
from tickets.orderbook import to_answer, to_judge
from tickets.views.live import live

MOST_PEOPLE = 300


@require_GET
@may("my")
@live
def my(request: SignedInRequest) -> HttpResponse:
    """My work by duty, each with its clock, who has it, and what happened last."""
    person = _whose(request)
    if request.GET.get("view") == "followed":
        return _followed(request, person)
    groups = groups_of(person, at=timezone.now(), viewer=request.user)
    context = {"groups": groups, "owed": len(groups[0].rows), "may_urge": request.user.may("urge")}
    context |= {"orders": to_answer(person), "answers": to_judge(person)} if person == request.user else {}
    context |= {"drafts": drafts_of(person)} if person == request.user and person.may("register") else {}
    context |= {"person": person, "is_mine": person == request.user, "people": _people(request.user)}
    return render(request, "tickets/my.html", context)


def _followed(request: SignedInRequest, person: User) -> HttpResponse:
    """The other tab: what I have chosen to hear of."""
    context = {"groups": followed_by(person, viewer=request.user), "view": "followed", "person": person}
    context |= {"is_mine": person == request.user, "may_urge": request.user.may("urge")}
    return render(request, "tickets/my.html", context)


def _whose(request: SignedInRequest) -> User:
    """Mine, or that of somebody whose work I watch over."""
    try:
        wanted = UUID(request.GET.get("as", ""))
    except ValueError:
        return request.user
    return request.user if wanted == request.user.pk else get_object_or_404(_watched(request.user), pk=wanted)


def _watched(user: User) -> QuerySet[User]:
    return User.objects.filter(home__in=user.units("board"), is_active=True, is_service=False).exclude(pk=user.pk)


def _people(user: User) -> list[User]:
    return (
        list(_watched(user).select_related("home").order_by("home__name", "name")[:MOST_PEOPLE])
        if user.may("board")
        else []
    )
