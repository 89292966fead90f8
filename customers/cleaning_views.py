"""Records are cleaned: doubles merged or kept apart, silent customers put to rest; each can be taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Unit
from accounts.requests import SignedInRequest
from customers import cleaning, cleaning_pages, resting
from customers.cleaning_forms import YearsForm, chosen
from customers.finding_doubles import find_doubles
from customers.models import CleaningRule, Customer, Double, Merge, Rest
from servicedesk.lib.gate import may
from servicedesk.lib.masks import mask_name
from servicedesk.lib.paging import Page, newest_first
from servicedesk.lib.refusals import Refusal

MOST = 50


@require_GET
@may("clean")
def doubles(request: SignedInRequest) -> HttpResponse:
    """Pairs that may be one, those that were merged, and those that are not the same."""
    show = request.GET.get("show", "open")
    show = show if show in cleaning_pages.SHOWS else "open"
    rows = Double.objects.visible_to(request.user).filter(settled="" if show == "open" else show)
    page = newest_first(rows, request.GET, by="found_at", size=30)
    counts = cleaning_pages.counts(request.user)
    facts = _screen("doubles", show, page) | {"counts": counts, "waiting": counts["open"]}
    if show == "merged":
        facts["rows"] = facts["merges"] = cleaning_pages.merges_of(request.user)
        facts["pager"] = None  # the latest, on one page
    else:
        facts["rows"] = facts["pairs"] = cleaning_pages.pairs(page.rows)
    return render(request, "customers/doubles.html", facts)


def _screen(here: str, show: str, page: Page) -> dict[str, object]:
    """What both screens of cleaning are drawn from."""
    screen = cleaning_pages.SCREENS[here]
    told = {"here": here, "show": show, "name": screen.name, "shows": list(screen.shows.items())}
    return told | {"acts": reverse(screen.acts), "pager": page, "rows": page.rows, "rail_here": "records"}


@require_POST
@may("clean")
def look_for_doubles(request: SignedInRequest) -> HttpResponse:
    """Look for doubles now, not only at night."""
    orgs = Unit.objects.filter(pk__in=request.user.orgs(), kind=Unit.Kind.COMPANY)
    found = sum(find_doubles(org, at=timezone.now()) for org in orgs)
    messages.success(request, ngettext("%(n)d new pair found.", "%(n)d new pairs found.", found) % {"n": found})
    return redirect("customers:doubles")


@require_POST
@may("clean")
def settle(request: SignedInRequest) -> HttpResponse:
    """Merge the chosen pairs, or say that they are not the same; each that could not be is named with its reason."""
    at, done = timezone.now(), 0
    rows = Double.objects.visible_to(request.user).open().filter(pk__in=chosen(request.POST.getlist("pair")))
    for double in rows.select_related("one", "other")[:MOST]:
        try:
            if request.POST.get("do") == "different":
                cleaning.say_different(double, by=request.user, at=at)
            else:
                kept, gone = _in_order(double, request.POST.get(f"stays-{double.pk}", ""))
                cleaning.merge(kept, gone, by=request.user, at=at)
            done += 1
        except Refusal as refusal:
            messages.warning(
                request, f"{mask_name(double.one.name)} · {mask_name(double.other.name)}：{refusal.sentence()}"
            )
    if done:
        messages.success(request, ngettext("%(n)d pair dealt with.", "%(n)d pairs dealt with.", done) % {"n": done})
    elif not request.POST.getlist("pair"):
        messages.warning(request, _("Choose at least one first."))
    return redirect("customers:doubles")


def _in_order(double: Double, stays: str) -> tuple[Customer, Customer]:
    """Who stays, then who goes: as chosen, else as proposed."""
    both = {str(double.one_id): double.one, str(double.other_id): double.other}
    weights = cleaning_pages.hanging_on([double.one_id, double.other_id])
    kept = both.pop(stays, None) or both.pop(str(cleaning_pages.survivor(double.one, double.other, weights)))
    return kept, next(iter(both.values()))


@require_POST
@may("clean")
def undo(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a merge back."""
    done = get_object_or_404(Merge.objects.visible_to(request.user), pk=pk)
    back, left = cleaning.undo_merge(done, by=request.user, at=timezone.now())
    words = ngettext("Two again; %(n)d row went back.", "Two again; %(n)d rows went back.", back) % {"n": back}
    if left:
        words += " " + ngettext(
            "%(n)d row has changed since and stays.", "%(n)d rows have changed since and stay.", left
        ) % {"n": left}
    messages.success(request, words)
    return redirect("/manage/doubles/?show=merged")


@require_POST
@may("clean")
def again(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take back that two are not the same."""
    cleaning.ask_again(get_object_or_404(Double.objects.visible_to(request.user), pk=pk), by=request.user)
    messages.success(request, _("The pair is on the list again."))
    return redirect("customers:doubles")


@require_GET
@may("clean")
def rest(request: SignedInRequest) -> HttpResponse:
    """Of whom nothing has been heard for years, and who was put to rest."""
    at, show = timezone.now(), "asleep" if request.GET.get("show") == "asleep" else "stale"
    org = _company(request)
    if show == "asleep":
        rows = Rest.objects.visible_to(request.user).asleep().select_related("customer", "by")
        page = newest_first(rows, request.GET, by="at")
    else:
        page = newest_first(resting.stale(org, at=at), request.GET, by="created_at")
    years = resting.years_of(org)
    facts = {"years": years, "form": YearsForm(initial={"years": years})}
    return render(request, "customers/rest.html", _screen("rest", show, page) | facts)


def _company(request: SignedInRequest) -> Unit:
    return Unit.objects.filter(pk__in=request.user.orgs(), kind=Unit.Kind.COMPANY).order_by("path")[0]


@require_POST
@may("clean")
def put_to_rest(request: SignedInRequest) -> HttpResponse:
    """Put the chosen customers to rest; each that could not be is named with its reason."""
    at, done = timezone.now(), 0
    for customer in Customer.objects.visible_to(request.user).filter(pk__in=chosen(request.POST.getlist("customer")))[
        :MOST
    ]:
        try:
            resting.put_to_rest(customer, by=request.user, at=at)
            done += 1
        except Refusal as refusal:
            messages.warning(request, f"{customer.masked_name}：{refusal.sentence()}")
    if done:
        words = ngettext("%(n)d customer put to rest.", "%(n)d customers put to rest.", done)
        messages.success(request, words % {"n": done})
    elif not request.POST.getlist("customer"):
        messages.warning(request, _("Choose at least one first."))
    return redirect("customers:rest")


@require_POST
@may("clean")
def take_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a customer back from rest."""
    resting.take_back(
        get_object_or_404(Rest.objects.visible_to(request.user), pk=pk), by=request.user, at=timezone.now()
    )
    messages.success(request, _("The customer is offered again."))
    return redirect("/manage/rest/?show=asleep")


@require_POST
@may("clean")
def set_years(request: SignedInRequest) -> HttpResponse:
    """After how many silent years customers may be put to rest."""
    form = YearsForm(request.POST)
    if form.is_valid():
        CleaningRule.objects.update_or_create(
            org=_company(request), defaults={"stale_years": form.cleaned_data["years"]}
        )
        messages.success(request, _("Saved."))
    else:
        messages.warning(request, _("Write a number of years from 1 to 50."))
    return redirect("customers:rest")
