"""The counter: find the customer, choose, ask, promise, save — on one page that never reloads, or with plain forms."""

import re
from dataclasses import replace
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from servicedesk.lib.phones import digits
from servicedesk.lib.refusals import Refusal
from tickets.actions.counter import receive
from tickets.actions.drafting import words_of
from tickets.actions.undoing import undoable_until
from tickets.calling import caller_of, sheet_of
from tickets.counter import Counter, sit_down
from tickets.finding import find
from tickets.hits import told_of
from tickets.known_already import chosen_parent
from tickets.model_counter import COUNTER, HOTLINE
from tickets.models import Draft, Ticket
from tickets.progress import promised
from tickets.views.drawing import context_of, draw, draw_filled, is_part, promises

Told = dict[str, Any]
FILLED_BY_CUSTOMER = frozenset({"contact_name", "contact_phone", "address", "area"})
MIN_DIGITS = 7
HAN = re.compile("[\u3400-\u9fff]")


@require_http_methods(["GET", "POST"])
@may("register")
def intake(request: SignedInRequest) -> HttpResponse:
    """The empty sheet; or the filled one, which becomes a ticket or comes back with everything typed still on it."""
    if request.method == "POST":
        return _take_in(request)
    call = request.GET.get("call", "")[:80]
    caller = caller_of(request.user, call)
    own = sheet_of(request.user.pk, caller.sheet_key if caller else call) if call else None
    draft = Draft.objects.of(request.user).open().filter(sheet=own).first() if own else None
    if draft:
        return draw_filled(request, words_of(draft), {"call": call})
    pick = str(caller.customer) if caller and caller.customer else ""
    counter = sit_down(request.user, request.GET, at=timezone.now(), pick=pick)
    channel = HOTLINE if caller else request.GET.get("ch", "")
    initial = {"channel": channel} | ({"sheet": own} if own else {})
    told = {"done": _done(request, request.GET.get("done", "")), "call": call}
    return draw(request, counter, counter.sheet(initial=initial), told)


def _take_in(request: SignedInRequest) -> HttpResponse:
    counter = sit_down(request.user, request.POST, at=timezone.now())
    sheet = counter.sheet(request.POST)
    words = {"q": request.POST.get("q", "")[:80], "call": request.POST.get("call", "")[:80]}
    if counter.hall is None or not sheet.is_valid():
        return draw(request, counter, sheet, words, status=422)
    try:
        ticket = receive(
            replace(sheet.intake(), parent=chosen_parent(request.user, request.POST)),
            sheet=sheet.cleaned_data["sheet"] or sheet.fresh,
            unit=counter.hall,
            by=request.user,
            answer=sheet.cleaned_data["answer"] if counter.choice.can_be_answered else "",
            written=request.POST.dict(),
            call=words["call"],
        )
    except Refusal as refusal:
        sheet.refuse(refusal)
        return draw(request, counter, sheet, words | {"not_saved": refusal.sentence()}, status=refusal.status)
    return _next_one(request, counter, ticket)


def _next_one(request: SignedInRequest, counter: Counter, ticket: Ticket) -> HttpResponse:
    """Saved: a blank sheet for the next customer, with the number and the promise above it."""
    to_print = request.POST.get("print") == "1"
    if not is_part(request):
        return redirect("tickets:slip", ticket.number) if to_print else redirect(f"/intake/?done={ticket.number}")
    blank = Counter(counter.user, counter.at, counter.halls, counter.hall, counter.choice.afresh())
    channel = {"channel": request.POST.get("channel") or COUNTER}
    done = {"done": _done(request, ticket.number), "print_now": to_print}
    return draw(request, blank, blank.sheet(initial=channel), done)


def _done(request: SignedInRequest, number: str) -> Told | None:
    """What was saved, what was promised, and until when it can be undone."""
    ticket = Ticket.objects.visible_to(request.user).filter(number=number).first() if number else None
    if ticket is None:
        kept = Ticket.objects.handed_over_by(request.user).filter(number=number).first() if number else None
        return {"ticket": kept, "is_handed_over": True} if kept else None
    undo_until = undoable_until(ticket, by=request.user, at=timezone.now())
    return {"ticket": ticket, "promised": promised(ticket), "undo_until": undo_until}


@require_POST
@may("register")
def lookup(request: SignedInRequest) -> HttpResponse:
    """F2: one box for a phone, an account, last digits, a meter, a name or its initials. One hit is chosen at once."""
    words, now = request.POST.get("q", "")[:80], timezone.now()
    try:
        finding = find(words, by=request.user, at=now)
    except Refusal as refusal:
        counter = sit_down(request.user, request.POST, at=now)
        return _found(request, counter, {"q": words, "trouble": refusal.sentence()}, status=refusal.status)
    counter = sit_down(request.user, _without_customer(request), at=now, pick=finding.only)
    return _found(request, counter, {"q": words} | told_of(finding, user=request.user, at=now))


@require_POST
@may("register")
def choose(request: SignedInRequest) -> HttpResponse:
    """One of several hits; without a pick the customer is put aside."""
    stays = not {"leaf", "remake"}.isdisjoint(request.POST)
    pick = request.POST.get("customer" if stays else "pick", "")
    counter = sit_down(request.user, _without_customer(request), at=timezone.now(), pick=pick)
    return _found(request, counter, {"q": request.POST.get("q", "")[:80]})


@require_POST
@may("register")
def account(request: SignedInRequest) -> HttpResponse:
    """Another account of the chosen customer."""
    return _found(request, sit_down(request.user, request.POST, at=timezone.now()), {})


def _without_customer(request: SignedInRequest) -> QueryDict:
    told = request.POST.copy()
    told["customer"] = told["point"] = told["phone"] = ""
    return told


def _found(request: SignedInRequest, counter: Counter, told: Told, status: int = 200) -> HttpResponse:
    """The customer's column and the fields that the customer fills in; without script, the whole sheet as it was typed."""
    sheet = counter.sheet(initial=_typed(request, counter) | walk_in(told))
    if not is_part(request):
        return draw(request, counter, sheet, told, status=status)
    answer = render(request, "tickets/_found.html", context_of(counter, sheet, told), status=status)
    answer["HX-Trigger-After-Settle"] = "preview"
    return answer


def _typed(request: SignedInRequest, counter: Counter) -> dict[str, Any]:
    """What was typed stays, but what the chosen customer brings takes the place of it, and another's masks go."""
    theirs = set(FILLED_BY_CUSTOMER if counter.card else ()) | ({"description"} if "remake" in request.POST else set())
    told = request.POST.items()
    return {name: value for name, value in told if name != "sheet" and name not in theirs and "*" not in str(value)}


def walk_in(told: Told) -> dict[str, str]:
    """Nobody was found: what was typed may be the name or the number of somebody new."""
    words = told.get("q", "").strip()
    if not told.get("none"):
        return {}
    if len(digits(words)) >= MIN_DIGITS:
        return {"contact_phone": words}
    return {"contact_name": words} if HAN.search(words) else {}


@require_GET
@may("register")
def category(request: SignedInRequest) -> HttpResponse:
    """The kinds and the questions of a category; the address carries codes only."""
    counter = sit_down(request.user, request.GET, at=timezone.now())
    told = {"leaf": request.GET.get("leaf", "")}
    answer = render(request, "tickets/_category.html", context_of(counter, counter.sheet(), told))
    answer["HX-Trigger-After-Settle"] = "preview"
    return answer


@require_GET
@may("register")
def preview(request: SignedInRequest) -> HttpResponse:
    """What would be promised; the address carries codes only."""
    counter = sit_down(request.user, request.GET, at=timezone.now())
    return render(request, "tickets/_preview.html", promises(counter, request.GET))
