"""The company's door: its rules, its single sign-on, who is signed in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import factors, sso, sso_links
from accounts.models import DoorPolicy, Session, SsoLink, SsoProvider, Unit, User
from accounts.policy import PROFILES, policy_of, set_policy
from accounts.requests import SignedInRequest, seen_version
from accounts.rules_forms import PolicyForm, SsoForm, SsoLinkForm
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Invalid, NotAllowed, Refusal

HERE, SSO = "accounts:door_rules", "accounts:sso_rules"
MOST_SHOWN = 100


def _company(request: SignedInRequest) -> Unit:
    if request.user.org is None:
        raise NotAllowed("doors")
    return request.user.org


@require_http_methods(["GET", "POST"])
@may("doors")
def rules(request: SignedInRequest) -> HttpResponse:
    """What is asked at the door, and who is inside."""
    org, at = _company(request), timezone.now()
    held = DoorPolicy.objects.filter(org=org).first()
    form = PolicyForm(
        request.POST or None, instance=held or policy_of(org), initial={"version": held.version if held else 0}
    )
    if form.is_valid():
        with refusals_on(form):
            set_policy(org, seen=seen_version(request), words=form.words(), by=request.user, at=at)
            messages.success(request, _("Saved. It counts from the next sign-in."))
            return redirect(HERE)
    who = request.GET.get("who", "").strip()[:40]
    inside = (
        Session.objects.visible_to(request.user)
        .live(at)
        .filter(org=org)
        .select_related("user__home")
        .order_by("-seen_at")
    )
    facts: dict[str, Any] = {"form": form, "profiles": PROFILES, "who": who}
    facts |= {"sessions": (inside.filter(user__name__contains=who) if who else inside)[:MOST_SHOWN]}
    facts |= {
        "count": inside.values("user").distinct().count(),
        "provider": SsoProvider.objects.filter(org=org).first(),
    }
    return render(request, "accounts/door_rules.html", facts, status=422 if form.errors else 200)


@require_POST
@may("doors")
def factor_lost(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take the authenticator of somebody off whose phone is lost; they set up another one at their next sign-in."""
    person = get_object_or_404(User.objects.filter(org=_company(request)), pk=pk)
    if factors.drop(person, by=request.user, at=timezone.now()):
        messages.success(request, _("The authenticator of %(name)s is off.") % {"name": person.name})
    return redirect(HERE)


@require_http_methods(["GET", "POST"])
@may("doors")
def sign_on(request: SignedInRequest) -> HttpResponse:
    """The company's identity provider, and who is who there."""
    org = _company(request)
    held = SsoProvider.objects.filter(org=org).first()
    form = SsoForm(request.POST or None, instance=held, initial={"version": held.version if held else 0})
    if form.is_valid():
        with refusals_on(form):
            sso_links.set_provider(
                org, seen=seen_version(request), words=form.words(), by=request.user, at=timezone.now()
            )
            messages.success(request, _("Saved."))
            return redirect(SSO)
    links = SsoLink.objects.filter(org=org).select_related("user", "linked_by").order_by("user__name")[:MOST_SHOWN]
    facts: dict[str, Any] = {"form": form, "held": held, "links": links, "link_form": SsoLinkForm()}
    facts |= {"back_to": sso.back_to(held) if held else ""}
    return render(request, "accounts/sso_rules.html", facts, status=422 if form.errors else 200)


@require_POST
@may("doors")
def sso_link(request: SignedInRequest) -> HttpResponse:
    """Say which subject there is who of ours."""
    org, form = _company(request), SsoLinkForm(request.POST)
    provider = get_object_or_404(SsoProvider, org=org)
    person = User.objects.filter(
        org=org, is_active=True, staff_number=request.POST.get("staff_number", "").strip() or "-"
    ).first()
    try:
        if not form.is_valid() or person is None:
            raise Invalid(_("Nobody here has this staff number."))
        sso_links.link(person, provider, subject=form.cleaned_data["subject"], by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, no.sentence())
    return redirect(SSO)


@require_POST
@may("doors")
def sso_unlink(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a link away."""
    held = get_object_or_404(SsoLink.objects.filter(org=_company(request)), pk=pk)
    sso_links.unlink(held, by=request.user, at=timezone.now())
    return redirect(SSO)
