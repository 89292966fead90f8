"""The staff: who works here, with which roles, since when; hired, changed, retired."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import staffing
from accounts.absences import record_absence
from accounts.models import Grant, Unit, User
from accounts.people_pages import grants_of, people_shown, staff_of, units_of
from accounts.requests import SignedInRequest
from accounts.roles import Role
from accounts.staff_forms import AwayForm, PersonForm, RoleForm
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal

HERE = {"rail_here": "settings"}


@require_GET
@may("people")
def people(request: SignedInRequest) -> HttpResponse:
    """Everybody whom I may see, by name."""
    told = {name: request.GET.get(name, "").strip()[:40] for name in ("q", "unit", "role", "state")}
    gone = told["state"] == "gone"
    page = people_shown(request.user, words=told["q"], unit=told["unit"], role=told["role"], gone=gone)
    facts = {"page": page, "told": told, "roles": Role.choices, "may_hire": request.user.may("staff")}
    facts["units"] = units_of(request.user).exclude(kind=Unit.Kind.DESK).order_by("path")[:200]
    return render(request, "accounts/people.html", facts | HERE)


@require_http_methods(["GET", "POST"])
@may("staff")
def person_new(request: SignedInRequest) -> HttpResponse:
    """Take somebody on."""
    form = PersonForm(request.POST or None, user=request.user, initial={"home": request.GET.get("home", "")})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = staffing.hire(form.told(), by=request.user, at=timezone.now())
            messages.success(
                request, _("%(who)s works here now. Give them a role and a first password.") % {"who": made.name}
            )
            return redirect("accounts:person", made.pk)
    return render(request, "accounts/person_new.html", {"form": form} | HERE, status=422 if form.errors else 200)


def _person(request: SignedInRequest, pk: UUID) -> User:
    return get_object_or_404(staff_of(request.user).select_related("home", "org"), pk=pk)


def _page(request: SignedInRequest, person: User, **forms: Any) -> HttpResponse:
    user, at = request.user, timezone.now()
    facts: dict[str, Any] = {"person": person, "grants": grants_of(person, at=at)}
    facts["may_change"] = user.may_at("staff", person.home_id)
    facts["may_give"] = user.may("give_role") and person.is_active
    facts["may_deputise"] = user.may_at("deputise", person.home_id, person.org_id) and person.is_active
    facts["absences"] = person.absences.standing().filter(until_at__gt=at).select_related("deputy").order_by("from_at")
    known = {name: getattr(person, name) for name in ("name", "login", "staff_number", "calendar")}
    known["home"] = str(person.home_id)
    facts["form"] = PersonForm(user=user, org=person.org, initial=known)
    facts["give"] = RoleForm(user=user, person=person, prefix="give", initial={"unit": str(person.home_id)})
    facts["away"] = AwayForm(person=person, prefix="away")
    wrong = [form for form in forms.values() if form.errors]
    told = {"wrong": wrong[0] if wrong else None}
    return render(request, "accounts/person.html", facts | forms | told | HERE, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
@may("people")
def person(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One member of the staff: what is known, roles, absences."""
    held = _person(request, pk)
    if request.method != "POST":
        return _page(request, held)
    form = PersonForm(request.POST, user=request.user, org=held.org)
    return _done(request, held, form, lambda: staffing.change(held, form.told(), by=request.user, at=timezone.now()))


def _done(request: SignedInRequest, held: User, form: Any, act: Any, name: str = "form") -> HttpResponse:
    if form.is_valid():
        with refusals_on(form):
            act()
            messages.success(request, _("Saved."))
            return redirect("accounts:person", held.pk)
    return _page(request, held, **{name: form})


@require_POST
@may("give_role")
def role_give(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Give somebody a role."""
    held = _person(request, pk)
    form = RoleForm(request.POST, user=request.user, person=held, prefix="give")
    return _done(request, held, form, lambda: form.act(held, by=request.user, at=timezone.now()), "give")


@require_POST
@may("give_role")
def role_end(request: SignedInRequest, pk: UUID, grant: UUID) -> HttpResponse:
    """Take a role away."""
    held = _person(request, pk)
    given = get_object_or_404(Grant, pk=grant, person=held)
    try:
        staffing.end_role(given, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
    except Refusal as refusal:
        if refusal.code == "not_allowed":
            raise
        messages.warning(request, refusal.sentence())
    return redirect("accounts:person", pk)


@require_POST
@may("deputise")
def person_away(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say that somebody is away, and who stands in."""
    held = _person(request, pk)
    form = AwayForm(request.POST, person=held, prefix="away")

    def act() -> None:
        told = form.cleaned_data
        span = {"from_at": told["begin"], "until_at": told["until"]}
        record_absence(held, deputy=told["deputy"], why=told["why"], by=request.user, at=timezone.now(), **span)

    return _done(request, held, form, act, "away")


@require_POST
@never_cache
@may("staff")
def password_new(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Give somebody a first password, shown this once."""
    held = _person(request, pk)
    plain = staffing.hand_password(held, by=request.user, at=timezone.now())
    return render(request, "print/first_passwords.html", {"rows": [(held, plain)], "back": f"/manage/people/{pk}/"})


@require_POST
@may("staff")
def person_switch(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Retire somebody, or take them back."""
    held = _person(request, pk)
    do = staffing.take_back if request.POST.get("on") == "1" else staffing.retire
    try:
        do(held, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
    except Refusal as refusal:
        if refusal.code == "not_allowed":
            raise
        messages.warning(request, refusal.sentence())
    return redirect("accounts:person", pk)
