"""Beside the sheet of the counter: every category by its initials, and the alarm before anything is saved."""

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from tickets.actions.alarming import raise_alarm
from tickets.choosing import search
from tickets.counter import key_of, sit_down
from tickets.finding import halls_to_register_at
from tickets.questionfields import QUESTION


@require_GET
@may("register")
def categories(request: SignedInRequest) -> HttpResponse:
    """0: the categories whose initials, name or number fit; the words are of the tree, not of a customer."""
    halls = halls_to_register_at(request.user)
    hall = next((one for one in halls if str(one.pk) == request.GET.get("hall")), halls[0] if halls else None)
    words = request.GET.get("cq", "")[:40]
    hits = search(hall.org, words) if hall and hall.org else []
    return render(request, "tickets/_cat_hits.html", {"hits": hits, "cq": words})


@require_POST
@may("register")
def alarm(request: SignedInRequest) -> HttpResponse:
    """An answer says that somebody is in danger: supervisors and dispatchers are told now, once for this sheet."""
    told, now = request.POST, timezone.now()
    counter = sit_down(request.user, told, at=now)
    if counter.hall is None:
        return HttpResponse()
    answers = {one.code: told.get(f"{QUESTION}{one.code}", "") for one in counter.choice.face.questions}
    sheet = key_of(told.get("sheet")) or uuid4()
    is_told = raise_alarm(counter.choice, answers, sheet=sheet, hall=counter.hall, by=request.user, at=now)
    return render(request, "tickets/_alarmed.html", {"is_told": is_told, "at": now})
