"""The counter: find the customer, choose, ask, promise, save — on one page that never reloads, or with plain forms."""

import re
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from servicedesk.lib.phones import digits
from servicedesk.lib.refusals import Refusal
from tickets.actions.counter import receive
from tickets.counter import Counter, sit_down
from tickets.filing import laid_by
from tickets.finding import find
from tickets.forms import CHANNELS, Sheet
from tickets.hits import told_of
from tickets.models import Ticket
from tickets.progress import promised

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
    counter = sit_down(request.user, request.GET, at=timezone.now())
    channel = request.GET.get("ch", "")
    sheet = counter.sheet(initial={"channel": channel if channel in CHANNELS else "counter"})
    return _draw(request, counter, sheet, {"done": _done(request, request.GET.get("done", ""))})


def _take_in(request: SignedInRequest) -> HttpResponse:
    counter = sit_down(request.user, request.POST, at=timezone.now())
    sheet = counter.sheet(request.POST)
    words = {"q": request.POST.get("q", "")[:80]}
    if counter.hall is None or not sheet.is_valid():
        return _draw(request, counter, sheet, words, status=422)
    try:
        ticket = receive(
            sheet.intake(),
            sheet=sheet.cleaned_data["sheet"] or sheet.fresh,
            unit=counter.hall,
            by=request.user,
            answer=sheet.cleaned_data["answer"] if counter.choice.can_be_answered else "",
        )
    except Refusal as refusal:
        sheet.refuse(refusal)
        return _draw(request, counter, sheet, words | {"refusal": refusal.sentence()}, status=refusal.status)
    return _next_one(request, counter, ticket)


def _next_one(request: SignedInRequest, counter: Counter, ticket: Ticket) -> HttpResponse:
    """Saved: a blank sheet for the next customer, with the number and the promise above it."""
    to_print = request.POST.get("print") == "1"
    if not _is_part(request):
        return redirect("tickets:slip", ticket.number) if to_print else redirect(f"/intake/?done={ticket.number}")
    blank = Counter(counter.user, counter.at, counter.halls, counter.hall, counter.choice.afresh())
    channel = {"channel": request.POST.get("channel") or "counter"}
    done = {"done": _done(request, ticket.number), "print_now": to_print}
    return _draw(request, blank, blank.sheet(initial=channel), done)


def _done(request: SignedInRequest, number: str) -> Told | None:
    ticket = Ticket.objects.visible_to(request.user).filter(number=number).first() if number else None
    return {"ticket": ticket, "promised": promised(ticket)} if ticket else None


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
    told["customer"] = told["point"] = ""
    return told


def _found(request: SignedInRequest, counter: Counter, told: Told, status: int = 200) -> HttpResponse:
    """The customer's column and the fields that the customer fills in; without script, the whole sheet as it was typed."""
    sheet = counter.sheet(initial=_typed(request, counter) | walk_in(told))
    if not _is_part(request):
        return _draw(request, counter, sheet, told, status=status)
    answer = render(request, "tickets/_found.html", _context(counter, sheet, told), status=status)
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
    answer = render(request, "tickets/_category.html", _context(counter, counter.sheet(), told))
    answer["HX-Trigger-After-Settle"] = "preview"
    return answer


@require_GET
@may("register")
def preview(request: SignedInRequest) -> HttpResponse:
    """What would be promised; the address carries codes only."""
    counter = sit_down(request.user, request.GET, at=timezone.now())
    return render(request, "tickets/_preview.html", _promises(counter, request.GET))


def _promises(counter: Counter, told: Any) -> Told:
    area = told.get("area", "") or "urban"
    return {
        "counter": counter,
        "foreseen": counter.foreseen(area=area, level=told.get("level", ""), channel=told.get("channel", "counter")),
    }


def _context(counter: Counter, sheet: Sheet, told: Told) -> Told:
    rights = {f"may_{verb}": counter.user.may(verb) for verb in ("reveal", "reply", "urge")}
    known = {"counter": counter, "card": counter.card, "choice": counter.choice, "sheet": sheet}
    number = None if sheet.number == sheet.fresh else sheet.number
    return known | {"papers": SimpleLazyObject(lambda: laid_by(number, counter.user))} | rights | told


def _draw(request: SignedInRequest, counter: Counter, sheet: Sheet, told: Told, status: int = 200) -> HttpResponse:
    context = _context(counter, sheet, told) | _promises(counter, {"area": sheet["area"].value() or ""})
    template = "tickets/_intake.html" if _is_part(request) else "tickets/intake.html"
    return render(request, template, context, status=status)


def redrawn(request: SignedInRequest, told: Told) -> HttpResponse:
    """Without script: the whole sheet as it was typed, with what has just been added to it."""
    counter = sit_down(request.user, request.POST, at=timezone.now())
    typed = {name: value for name, value in request.POST.items() if "*" not in str(value)}
    return _draw(request, counter, counter.sheet(initial=typed), {"q": request.POST.get("q", "")[:80]} | told)


def _is_part(request: SignedInRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
