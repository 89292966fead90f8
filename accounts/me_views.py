"""My own door: my password, my authenticator, where I am signed in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import factors, passing, passwords
from accounts.forms import OwnPasswordForm
from accounts.models import KnownDevice, RecoveryCode, Session
from accounts.policy import asks_factor, policy_of
from accounts.requests import SignedInRequest
from accounts.sessions import SessionStore
from servicedesk.lib.gate import SIGNED_IN, may
from servicedesk.lib.refusals import Refusal

HERE = "accounts:me"


def my_key(request: SignedInRequest) -> str:
    """What names the session of this very request."""
    return request.session.key_hash if isinstance(request.session, SessionStore) else ""


def _page(
    request: SignedInRequest, *, form: OwnPasswordForm | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    user, at = request.user, timezone.now()
    policy = policy_of(user.org)
    facts: dict[str, Any] = {"form": form or OwnPasswordForm(), "policy": policy, "asked": asks_factor(policy, user)}
    facts |= {"has_factor": factors.has_factor(user), "mine": my_key(request)}
    facts |= {"codes_left": RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()}
    facts |= {"sessions": Session.objects.live(at).filter(user=user).order_by("-seen_at")}
    facts |= {"devices": KnownDevice.objects.filter(user=user).order_by("-last_at")[:20], "now": at}
    status = refusal.status if refusal else 422 if form else 200
    return render(
        request, "accounts/me.html", facts | {"refusal": refusal.sentence() if refusal else ""}, status=status
    )


@require_GET
@may(SIGNED_IN)
def me(request: SignedInRequest) -> HttpResponse:
    """How I come in, and where I am signed in."""
    return _page(request)


@require_POST
@may(SIGNED_IN)
def password(request: SignedInRequest) -> HttpResponse:
    """Another password of mine; everywhere else I am signed out."""
    form = OwnPasswordForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form)
    if not request.user.check_password(form.cleaned_data["old"]):
        form.add_error("old", _("This is not your password."))
        return _page(request, form=form)
    try:
        passwords.choose(request.user, new=form.cleaned_data["new"], at=timezone.now())
    except Refusal as no:
        return _page(request, form=form, refusal=no)
    messages.success(request, _("Your password is changed. Sign in with it."))
    return redirect("/sign-in/")


@require_http_methods(["GET", "POST"])
@may(SIGNED_IN)
def factor(request: SignedInRequest) -> HttpResponse:
    """Set up an authenticator."""
    user, at = request.user, timezone.now()
    if factors.has_factor(user):
        return redirect(HERE)
    held = factors.begin(user, at=at)
    facts = {"secret": factors.secret_of(held), "picture": factors.picture(held, name=request.get_host())}
    if request.method == "GET":
        return render(request, "accounts/me_factor.html", facts)
    try:
        codes = factors.confirm(user, request.POST.get("code", "")[:20], at=at)
    except Refusal as no:
        return render(request, "accounts/me_factor.html", facts | {"refusal": no.sentence()}, status=no.status)
    return render(request, "accounts/me_codes.html", {"codes": codes})


@require_POST
@may(SIGNED_IN)
def factor_off(request: SignedInRequest) -> HttpResponse:
    """Take my authenticator off, where it is not asked of me; with my password once more."""
    user = request.user
    if asks_factor(policy_of(user.org), user) or not user.check_password(request.POST.get("password", "")):
        messages.error(request, _("That did not work: the password is another one, or your company asks for the code."))
        return redirect(HERE)
    factors.drop(user, by=user, at=timezone.now())
    return redirect(HERE)


@require_POST
@may(SIGNED_IN)
def codes(request: SignedInRequest) -> HttpResponse:
    """New recovery codes, with my password once more."""
    if not factors.has_factor(request.user) or not request.user.check_password(request.POST.get("password", "")):
        messages.error(request, _("This is not your password."))
        return redirect(HERE)
    made = factors.new_codes(request.user, at=timezone.now())
    return render(request, "accounts/me_codes.html", {"codes": made})


@require_POST
@may(SIGNED_IN)
def end_others(request: SignedInRequest) -> HttpResponse:
    """Be signed out everywhere but here."""
    passing.end_sessions(request.user, by=request.user, at=timezone.now(), keep=my_key(request))
    return redirect(HERE)


@require_POST
@may(SIGNED_IN)
def end_one(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """End one session: my own, or, as one who may, somebody's of my company."""
    if not passing.end_session(pk, by=request.user, at=timezone.now()):
        raise Http404
    return redirect("accounts:door_rules" if request.POST.get("from") == "manage" else HERE)


@require_POST
@may(SIGNED_IN)
def forget_device(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let a device of mine be a stranger again."""
    if not passing.forget_device(pk, by=request.user):
        raise Http404
    return redirect(HERE)
