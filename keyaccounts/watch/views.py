"""The watch-list, what is done about an entry, and its rules."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Unit
from accounts.requests import SignedInRequest
from customers.models import Level
from deadlines.reading import company_of
from keyaccounts.models import WatchEntry, WatchRule
from keyaccounts.watch import actions
from keyaccounts.watch.forms import ActForm, RuleForm
from keyaccounts.watch.words import conditions, happened, told
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first

SHOWS: dict[str, Promise] = {
    "todo": pgettext_lazy("watch-list", "To do"),
    "under_way": pgettext_lazy("watch-list", "Under way"),
    "ended": pgettext_lazy("watch-list", "Ended"),
}


@require_GET
@may("watch")
def watch_list(request: SignedInRequest) -> HttpResponse:
    """Customers for whom a rule holds: mine or all, one rule or all, what is to be done first."""
    today, leads = timezone.localdate(), request.user.may("watch_rules")
    seen = WatchEntry.objects.visible_to(request.user)
    whose = "mine" if not leads or request.GET.get("whose") == "mine" else "all"
    seen = seen.filter(customer__caretaker=request.user) if whose == "mine" else seen
    show = request.GET.get("show", "todo") if request.GET.get("show") in SHOWS else "todo"
    kinds = {"todo": seen.to_do(today), "under_way": seen.under_way(today), "ended": seen.ended()}
    rules = WatchRule.objects.visible_to(request.user).order_by("name")
    rule = next((one for one in rules if str(one.pk) == request.GET.get("rule")), None)
    rows = kinds[show].filter(rule=rule) if rule else kinds[show]
    rows = rows.select_related("customer__caretaker", "rule", "handled_by")
    page = newest_first(rows, request.GET, by="since")
    facts: dict[str, Any] = {
        "pager": page,
        "rows": [(row, told(row.facts)) for row in page.rows],
        "tabs": [(code, word, kinds[code][:100].count() if code != "ended" else 0) for code, word in SHOWS.items()],
        "levels": dict(Level.choices),
    }
    facts |= {"show": show, "whose": whose, "rule": rule, "rules": rules, "leads": leads, "today": today}
    return render(request, "keyaccounts/watch_list.html", facts | {"rail_here": "watch"})


@require_POST
@may("watch_rules")
def look_now(request: SignedInRequest) -> HttpResponse:
    """Try the rules now, not only at night."""
    fresh = over = 0
    for org in Unit.objects.filter(pk__in=request.user.orgs(), kind=Unit.Kind.COMPANY):
        more = actions.look_through(org, at=timezone.now())
        fresh, over = fresh + more[0], over + more[1]
    messages.success(request, _("%(fresh)d new, %(over)d ended.") % {"fresh": fresh, "over": over})
    return redirect("keyaccounts:watch_list")


@require_http_methods(["GET", "POST"])
@may("watch")
def entry(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One entry with its history, and what is done about it."""
    row = get_object_or_404(
        WatchEntry.objects.visible_to(request.user).select_related("customer__caretaker", "rule", "handled_by"), pk=pk
    )
    form = ActForm(request.POST) if request.method == "POST" else ActForm(initial={"act": "plan"})
    if form.is_valid():
        with refusals_on(form):
            _act(row, form.cleaned_data, request)
            return redirect("keyaccounts:watch_list")
    facts: dict[str, Any] = {"row": row, "told": told(row.facts), "conditions": conditions(row.rule), "form": form}
    facts["events"] = [(one, happened(one)) for one in row.events.select_related("by").order_by("-at", "-id")]
    return render(
        request, "keyaccounts/watch_entry.html", facts | {"rail_here": "watch"}, status=422 if form.errors else 200
    )


def _act(row: WatchEntry, said: dict[str, Any], request: SignedInRequest) -> None:
    at, by, reason = timezone.now(), request.user, said["reason"]
    match said["act"]:
        case "plan":
            actions.plan(row, on=said["on"], reason=reason, by=by, at=at)
            messages.success(request, _("The visit stands in the customer's file."))
        case "explain":
            actions.explain(row, reason=reason, by=by, at=at)
            messages.success(request, _("Saved."))
        case _:
            actions.put_off(row, on=said["on"], reason=reason, by=by, at=at)
            messages.success(request, _("It comes back when the day is over."))


@require_GET
@may("watch_rules")
def rules(request: SignedInRequest) -> HttpResponse:
    """The rules of the watch-list, each with what it asks for and how many it holds for."""
    rows = WatchRule.objects.visible_to(request.user).order_by("-is_active", "name")
    words = dict(Level.choices)
    facts = [
        (row, conditions(row), [words.get(level, level) for level in row.levels], row.entries.holding().count())
        for row in rows
    ]
    return render(request, "keyaccounts/watch_rules.html", {"rules": facts, "rail_here": "records"})


@require_POST
@may("watch_rules")
def usual_rules(request: SignedInRequest) -> HttpResponse:
    """Write the rules that most companies begin with."""
    made = actions.adopt_usual(company_of(request.user, ""), by=request.user, at=timezone.now())
    messages.success(request, ngettext("%(n)d rule written.", "%(n)d rules written.", made) % {"n": made})
    return redirect("keyaccounts:watch_rules")


@require_http_methods(["GET", "POST"])
@may("watch_rules")
def rule(request: SignedInRequest, pk: UUID | None = None) -> HttpResponse:
    """Write a rule, or change one; the next look goes by it."""
    held = get_object_or_404(WatchRule.objects.visible_to(request.user), pk=pk) if pk else WatchRule()
    form = RuleForm(request.POST or None, instance=held)
    if request.method == "POST" and form.is_valid():
        held.org = held.org if pk else company_of(request.user, "")
        held.by, held.at = request.user, timezone.now()
        try:
            with transaction.atomic():
                form.save()
            messages.success(request, _("Saved."))
            return redirect("keyaccounts:watch_rules")
        except IntegrityError:
            form.add_error("name", _("There is a rule of this name already."))
    facts = {"form": form, "held": held if pk else None, "rail_here": "records"}
    return render(request, "keyaccounts/watch_rule.html", facts, status=422 if form.errors else 200)
