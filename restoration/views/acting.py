"""What a dispatcher does to an outage: another time, supply is back, withdrawn, accepted, rejected."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, seen_version
from outages import actions
from outages.forms import End, Expect
from outages.models import Outage
from restoration.actions import restoring, storms
from restoration.views.sheet import page, seen_outage
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import NotAllowed, Refusal

# What is asked afterwards: whether customers are told.
THEN = {"expect": "later", "end": "back", "accept": "first"}


@require_POST
@may("outage")
def change(request: SignedInRequest, pk: UUID, verb: str) -> HttpResponse:
    """Do one of them; whoever has to be told is asked about next."""
    one = seen_outage(request, pk)
    form = {"expect": Expect, "end": End}.get(verb)
    sheet = form(request.POST) if form else None
    if sheet is not None and not sheet.is_valid():
        return page(request, one, {"refusal": _("Give a day and a time."), "tried": verb}, status=422)
    try:
        _do(verb, one, sheet, request)
    except Refusal as refusal:
        return page(request, one, {"refusal": refusal.sentence(), "tried": verb}, status=refusal.status)
    what = THEN.get(verb, "")
    if what == "first" and not one.callees.exists():
        what = "news"
    return redirect("restoration:tell", one.pk, what) if what else redirect("restoration:outage", one.pk)


def _do(verb: str, one: Outage, sheet: Any, request: SignedInRequest) -> None:
    who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    told = sheet.cleaned_data if sheet is not None else {}
    seen: dict[str, Any] = {"version": seen_version(request)}
    acts: dict[str, Callable[[], object]] = {
        "expect": lambda: actions.expect(one, end_at=told["expected_end_at"], reason=told["reason"], **seen, **who),
        "end": lambda: restoring.restored(one, ended_at=told["ended_at"], **seen, **who),
        "withdraw": lambda: actions.withdraw(one, reason=request.POST.get("reason", ""), **seen, **who),
        "accept": lambda: storms.accept(one, **who),
        "reject": lambda: storms.reject(one, **who),
    }
    if verb not in acts:
        raise NotAllowed(verb)
    acts[verb]()
