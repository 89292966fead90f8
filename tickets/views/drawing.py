"""How the counter's page is drawn, whole or as the part that htmx takes, with the queue above it and the drafts beside it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.requests import SignedInRequest
from tickets.actions.drafting import drafts_of, save_draft
from tickets.actions.visiting import current_visit
from tickets.counter import Counter, key_of, sit_down
from tickets.filing import laid_by
from tickets.forms import Sheet
from tickets.known_already import hints_at, off_at
from tickets.model_counter import COUNTER, HOTLINE
from tickets.models import Category, Draft
from tickets.queueing import line_of

Told = dict[str, Any]


def is_part(request: SignedInRequest) -> bool:
    """Whether htmx asks, so that a part of the page is enough."""
    return request.headers.get("HX-Request") == "true"


def context_of(counter: Counter, sheet: Sheet, told: Told) -> Told:
    """What every part of the page needs."""
    rights = {f"may_{verb}": counter.user.may(verb) for verb in ("reveal", "reply", "urge", "repeat")}
    known = {"counter": counter, "card": counter.card, "choice": counter.choice, "sheet": sheet}
    number = None if sheet.number == sheet.fresh else sheet.number
    return known | {"papers": SimpleLazyObject(lambda: laid_by(number, counter.user))} | rights | told


def promises(counter: Counter, told: Any) -> Told:
    """What would be promised if it were saved now."""
    area, channel = told.get("area", "") or "urban", told.get("channel", "") or COUNTER
    return {"counter": counter, "foreseen": counter.foreseen(area=area, level=told.get("level", ""), channel=channel)}


def draw(request: SignedInRequest, counter: Counter, sheet: Sheet, told: Told, status: int = 200) -> HttpResponse:
    """The counter: the sheet, what it promises, the queue, my other drafts."""
    channel = sheet["channel"].value() or COUNTER
    context = context_of(counter, sheet, told)
    context |= promises(counter, {"area": sheet["area"].value() or "", "channel": channel})
    context |= {
        "line": line_of(request.user, counter.hall, at=counter.at),
        "drafts": drafts_of(request.user, but=key_of(str(sheet.number))),
        "is_call": channel == HOTLINE,
        "is_part": is_part(request),
        "off": off_at(counter, request.POST),
        "hints": SimpleLazyObject(lambda: hints_at(counter, request.POST)),
        "picked": request.POST.get("parent", ""),
    }
    return render(
        request, "tickets/_answer.html" if is_part(request) else "tickets/intake.html", context, status=status
    )


def redrawn(request: SignedInRequest, told: Told) -> HttpResponse:
    """Without script: the whole sheet as it was typed, with what has just been added to it."""
    counter = sit_down(request.user, request.POST, at=timezone.now())
    typed = {name: value for name, value in request.POST.items() if "*" not in str(value)}
    return draw(request, counter, counter.sheet(initial=typed), {"q": request.POST.get("q", "")[:80]} | told)


def draw_blank(request: SignedInRequest, told: Told, *, channel: str = "", status: int = 200) -> HttpResponse:
    """An empty sheet for whoever comes next, at the same hall."""
    hall = QueryDict(mutable=True)
    hall["hall"] = request.POST.get("hall", "")
    counter = sit_down(request.user, hall, at=timezone.now())
    return draw(request, counter, counter.sheet(initial={"channel": channel or COUNTER}), told, status)


def draw_filled(request: SignedInRequest, words: Mapping[str, str], told: Told, status: int = 200) -> HttpResponse:
    """A sheet with what was written on it before."""
    written = QueryDict(mutable=True)
    written.update(dict(words))
    counter = sit_down(request.user, written, at=timezone.now())
    known = {"q": words.get("q", ""), "call": words.get("call", "")}
    return draw(request, counter, counter.sheet(initial=dict(words)), known | told, status)


def keep_sheet(request: SignedInRequest, *, at: datetime) -> Draft | None:
    """Save what stands on the sheet that came with this request."""
    told, sheet = request.POST.dict(), key_of(request.POST.get("sheet"))
    if sheet is None:
        return None
    words = {name: str(value) for name, value in told.items()}
    visit = current_visit(request.user)
    return save_draft(words, sheet=sheet, by=request.user, at=at, label=label_of(request), visit=visit)


def label_of(request: SignedInRequest) -> str:
    """What a sheet is about, without anybody's name."""
    codes = [code for code in (request.POST.get("category"), request.POST.get("top")) if code]
    names = dict(Category.objects.filter(org__in=request.user.orgs(), code__in=codes).values_list("code", "name"))
    return next((names[code] for code in codes if code in names), "")
