"""The first hour: one step a page, to be left at any moment and found again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.branding import look_of
from accounts.models import Unit, User
from accounts.requests import SignedInRequest
from accounts.sentences import CLOCKS
from accounts.staff_forms import UnitForm
from accounts.table_views import SORTS, company_in_hand, tried
from customers.models import Customer
from onboarding import actions
from onboarding.forms import CompanyForm
from onboarding.lacking import lacking
from onboarding.models import Start
from onboarding.steps import CODES, STEPS, next_step, shown
from onboarding.summary import calendar_ends, loaded
from onboarding.trades import TRADES
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.models import Window

MOST_WINDOWS = 40
SHOWN = 60


def start_of(request: SignedInRequest) -> Start:
    """The first hour of the company that I administer; it begins with the first thing done."""
    org = company_in_hand(request)
    known = Start.objects.visible_to(request.user).filter(org=org).select_related("org").first()
    if known is None and request.method == "POST":
        return actions.begin(org, by=request.user, at=timezone.now())
    return known or Start(org=org)


@require_GET
@may("manage")
def home(request: SignedInRequest) -> HttpResponse:
    """To the step that comes next."""
    return redirect("onboarding:step", next_step(start_of(request)))


@require_http_methods(["GET", "POST"])
@never_cache
@may("manage")
def step(request: SignedInRequest, step: str) -> HttpResponse:
    """One step: what is there, and the form for what is not."""
    if step not in CODES:
        raise Http404
    start = start_of(request)
    told: dict[str, Any] = {}
    if request.method == "POST":
        try:
            answer = DO[step](request, start)
        except Refusal as refusal:
            told["refusal"] = " ".join(refusal.fields.values()) or refusal.sentence()
        else:
            if isinstance(answer, HttpResponse):
                return answer
            told = answer
    told = _facts(start, step) | SEE[step](start) | told
    return render(request, f"onboarding/{step}.html", told, status=422 if told.get("refusal") else 200)


def _facts(start: Start, step: str) -> dict[str, Any]:
    place = CODES.index(step)
    told = {"start": start, "steps": shown(start), "here": STEPS[place], "number": place + 1}
    told["ready"] = sum(start.is_done(code) for code in CODES)
    told["next"] = CODES[place + 1] if place + 1 < len(CODES) else ""
    told["previous"] = CODES[place - 1] if place else ""
    told["is_done"] = start.is_done(step)
    return told | {"all": len(CODES), "rail_here": "settings"}


def _onward(start: Start, step: str) -> HttpResponse:
    place = CODES.index(step)
    return redirect("onboarding:step", CODES[min(place + 1, len(CODES) - 1)])


def _trade(request: SignedInRequest, start: Start) -> HttpResponse | dict[str, Any]:
    if request.POST.get("company"):
        form = CompanyForm(request.POST)
        if not form.is_valid():
            return {"company": form, "refusal": " ".join(str(one) for errors in form.errors.values() for one in errors)}
        actions.name_company(start, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
    elif request.POST.get("undo"):
        actions.undo_trade(start, by=request.user, at=timezone.now())
    else:
        actions.load_trade(start, request.POST.get("trade", ""), by=request.user, at=timezone.now())
    return redirect("onboarding:step", "trade")


def _table(what: str, step: str) -> Callable[[SignedInRequest, Start], HttpResponse | dict[str, Any]]:
    def act(request: SignedInRequest, start: Start) -> HttpResponse | dict[str, Any]:
        if "table" not in request.POST:
            actions.step_done(start, step, by=request.user, at=timezone.now())
            return _onward(start, step)
        told = tried(request, what)
        if told.get("is_done"):
            actions.step_done(start, step, by=request.user, at=timezone.now(), **told["counts"])
        return told

    return act


def _waits(step: str) -> Callable[[SignedInRequest, Start], HttpResponse]:
    def act(request: SignedInRequest, start: Start) -> HttpResponse:
        actions.step_done(start, step, by=request.user, at=timezone.now())
        return _onward(start, step)

    return act


def _windows(request: SignedInRequest, start: Start) -> HttpResponse:
    wanted = {}
    for hall in _halls(start):
        typed = request.POST.get(f"hall-{hall.code}", "0")
        wanted[hall] = min(int(typed), MOST_WINDOWS) if typed.isascii() and typed.isdigit() else 0
    fresh = actions.open_windows(start, wanted, by=request.user, at=timezone.now())
    messages.success(request, _("%(n)d windows were opened.") % {"n": fresh})
    return _onward(start, "windows")


def _passwords(request: SignedInRequest, start: Start) -> HttpResponse:
    if request.POST.get("go"):
        actions.step_done(start, "passwords", by=request.user, at=timezone.now())
        return _onward(start, "passwords")
    rows = actions.hand_passwords(start, by=request.user, at=timezone.now())
    return render(request, "print/first_passwords.html", {"rows": rows, "back": "/manage/start/test/"})


def _test(request: SignedInRequest, start: Start) -> HttpResponse:
    actions.try_out(start, by=request.user, at=timezone.now())
    return redirect("onboarding:step", "test")


def _halls(start: Start) -> list[Unit]:
    return list(Unit.objects.filter(org=start.org, kind=Unit.Kind.HALL, is_active=True).order_by("path"))


def _see_trade(start: Start) -> dict[str, Any]:
    told: dict[str, Any] = {"trades": TRADES.items(), "chosen": TRADES.get(start.trade, "")}
    told["company"] = CompanyForm(initial={"name": start.org.name, "hotline": look_of(start.org).hotline})
    return told | ({"loaded": loaded(start.org), "ends": calendar_ends(start.org)} if start.trade else {})


def _see_units(start: Start) -> dict[str, Any]:
    units = Unit.objects.filter(org=start.org, is_active=True).exclude(pk=start.org_id).order_by("path")
    told = {"what": "units", "columns": SORTS["units"].columns, "there": units[:SHOWN]}
    return told | {"add": UnitForm(parent=start.org, prefix="add")}


def _see_people(start: Start) -> dict[str, Any]:
    rows = User.objects.filter(org=start.org, is_active=True, is_service=False).select_related("home")
    told = {"what": "people", "columns": SORTS["people"].columns, "lacking": lacking(start.org)}
    return told | {"there": rows.order_by("home__path", "name")[:SHOWN]}


def _see_windows(start: Start) -> dict[str, Any]:
    known = list(Window.objects.filter(org=start.org, is_active=True).values_list("hall_id", flat=True))
    return {"halls": [(hall, known.count(hall.pk)) for hall in _halls(start)], "most": MOST_WINDOWS}


def _see_passwords(start: Start) -> dict[str, Any]:
    people = User.objects.filter(org=start.org, is_active=True, is_service=False).select_related("home")
    return {"waiting": [one for one in people.order_by("home__path", "name") if not one.has_usable_password()]}


def _see_test(start: Start) -> dict[str, Any]:
    told = start.done.get("test", {})
    clocks = [
        {
            "word": CLOCKS.get(one["name"].partition(".")[0], one["name"]),
            "due": parse_datetime(one["due"]),
            "promise": one["promise"],
        }
        for one in told.get("clocks", [])
    ]
    return {"told": told, "clocks": clocks, "lacking": lacking(start.org)}


def _see_customers(start: Start) -> dict[str, Any]:
    """Customers are handed in on a page of its own: whoever comes back finds them counted."""
    return {"halls": _halls(start), "has_rows": Customer.objects.filter(org=start.org_id).exists()}


DO: dict[str, Callable[[SignedInRequest, Start], HttpResponse | dict[str, Any]]] = {
    "trade": _trade,
    "units": _table("units", "units"),
    "people": _table("people", "people"),
    "customers": _waits("customers"),
    "windows": _windows,
    "passwords": _passwords,
    "test": _test,
}
SEE: dict[str, Callable[[Start], dict[str, Any]]] = {
    "trade": _see_trade,
    "units": _see_units,
    "people": _see_people,
    "customers": _see_customers,
    "windows": _see_windows,
    "passwords": _see_passwords,
    "test": _see_test,
}


@require_POST
@may("manage")
def unit_typed(request: SignedInRequest) -> HttpResponse:
    """A hall, crew or desk typed by hand, for who has no table."""
    start = start_of(request)
    form = UnitForm(request.POST, parent=start.org, prefix="add")
    facts = _facts(start, "units") | _see_units(start)
    if form.is_valid():
        with refusals_on(form):
            actions.add_unit(start, form.told(), by=request.user, at=timezone.now())
            return redirect("onboarding:step", "units")
    return render(request, "onboarding/units.html", facts | {"add": form}, status=422)
