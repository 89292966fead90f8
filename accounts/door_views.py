"""The steps of the way in, after the password: each takes what it asks for and leads to the next."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import entering, factors, locks, passwords, resetting, sso
from accounts.auditing import audit
from accounts.branding import language_of
from accounts.doors import address_of, turned_away
from accounts.forms import CodeForm, ForgottenForm, NewPasswordForm, ResetForm
from accounts.model_records import has_messenger
from accounts.models import SsoProvider, User
from accounts.policy import policy_of
from accounts.speaking import safe_path, speak
from accounts.sso_links import person_of
from servicedesk.lib.gate import open_to_all
from servicedesk.lib.refusals import Refusal

asks = require_http_methods(["GET", "POST"])


def onward(request: HttpRequest, where: str) -> HttpResponse:
    """To the next step, or in; then the browser is known, and speaks this person's language."""
    answer: HttpResponse = entering.mark(request, redirect(where))
    if where[:9] == "/sign-in/" or not isinstance(request.user, User):
        return answer
    language = language_of(request.user)
    return speak(answer, language) if language else answer


def _shown(request: HttpRequest, page: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, f"accounts/step_{page}.html", context, status=status)


@asks
@open_to_all
def code(request: HttpRequest) -> HttpResponse:
    """Six digits from the phone, or a recovery code."""
    at = timezone.now()
    who = entering.standing(request, at=at)
    form, trust_days = CodeForm(request.POST or None), policy_of(who.user.org).trust_days
    if not form.is_valid():
        return _shown(request, "code", form=form, trust_days=trust_days, who=who.user)
    try:
        _prove(request, who.user, form.cleaned_data["code"], at=at)
    except Refusal as no:
        facts = {"form": form, "trust_days": trust_days, "who": who.user}
        return _shown(request, "code", status=no.status, refusal=no.sentence(), **facts)
    return onward(request, entering.go_on(request, who, passed="code", trust=form.cleaned_data["trust"], at=at))


def _prove(request: HttpRequest, user: Any, typed: str, *, at: Any) -> None:
    """Wrong codes are counted as wrong passwords are, under a name of their own."""
    address, token = address_of(request), entering.token_of(request)
    caller = locks.caller(name=f"code {user.login}", address=address, meant=user, token=token, at=at)
    locks.wait(caller, at=at)
    try:
        factors.prove(user, typed, at=at)
    except factors.WrongCode:
        turned_away(caller, user, address=address, at=at)
        raise
    locks.went_right(caller)


@asks
@open_to_all
def enrol(request: HttpRequest) -> HttpResponse:
    """An authenticator is set up, because the company asks for one."""
    at = timezone.now()
    who = entering.standing(request, at=at)
    if factors.has_factor(who.user):
        return redirect("/sign-in/code/")
    factor = factors.begin(who.user, at=at)
    facts: dict[str, Any] = {
        "secret": factors.secret_of(factor),
        "picture": factors.picture(factor, name=request.get_host()),
    }
    if request.method == "GET":
        return _shown(request, "enrol", **facts)
    try:
        codes = factors.confirm(who.user, request.POST.get("code", "")[:20], at=at)
    except factors.WrongCode as no:
        return _shown(request, "enrol", status=no.status, refusal=no.sentence(), **facts)
    request.session[entering.DOOR] |= {"passed": [*who.passed, "code"]}
    request.session.modified = True
    return _shown(request, "codes", codes=codes)


@require_POST
@open_to_all
def go_on(request: HttpRequest) -> HttpResponse:
    """The recovery codes were seen."""
    at = timezone.now()
    return onward(request, entering.go_on(request, entering.standing(request, at=at), at=at))


@asks
@open_to_all
def new_password(request: HttpRequest) -> HttpResponse:
    """A password of one's own, before anything else. Whoever owes a code shows that first."""
    at = timezone.now()
    who = entering.standing(request, at=at)
    if (step := entering.owed_now(request, who, at=at)) != "new-password":
        return redirect(f"/sign-in/{step}/" if step else "/sign-in/")
    form = NewPasswordForm(request.POST or None)
    facts = {"form": form, "policy": policy_of(who.user.org), "is_first": who.user.password_until is not None}
    if not form.is_valid():
        return _shown(request, "password", status=422 if request.POST else 200, **facts)
    try:
        who = replace(who, user=passwords.choose(who.user, new=form.cleaned_data["new"], at=at))
    except Refusal as no:
        return _shown(request, "password", status=no.status, refusal=no.sentence(), **facts)
    return onward(request, entering.go_on(request, who, passed="new-password", at=at))


@asks
@open_to_all
def forgotten(request: HttpRequest) -> HttpResponse:
    """Have a code sent; the answer is the same whoever is named."""
    form = ForgottenForm(request.POST or None)
    if not has_messenger() or not form.is_valid():
        return _shown(request, "forgotten", form=form)
    resetting.ask(form.cleaned_data["login"], address=address_of(request), at=timezone.now())
    request.session["forgotten"] = form.cleaned_data["login"]
    return redirect("/sign-in/reset/")


@asks
@open_to_all
def reset(request: HttpRequest) -> HttpResponse:
    """The code that came, and a new password; then on like any other who signs in."""
    at = timezone.now()
    form = ResetForm(request.POST or None, initial={"login": request.session.get("forgotten", "")})
    facts = {"form": form, "policy": policy_of(None)}
    if not form.is_valid():
        return _shown(request, "reset", status=422 if request.POST else 200, **facts)
    told = {name: form.cleaned_data[name] for name in ("login", "code", "new")}
    try:
        person = resetting.choose_by_code(**told, address=address_of(request), token=entering.token_of(request), at=at)
    except Refusal as no:
        return _shown(request, "reset", status=no.status, refusal=no.sentence(), **facts)
    who = entering.Standing(person, "password", ("new-password",), "/")
    return onward(request, entering.go_on(request, who, at=at))


@require_GET
@open_to_all
def sso_begin(request: HttpRequest, slug: str) -> HttpResponse:
    """To the company's identity provider, with what we shall ask by."""
    provider = get_object_or_404(SsoProvider, slug=slug, is_on=True)
    onward_to = safe_path(request, request.GET.get("next", ""))
    return redirect(sso.begin(request, provider, onward=onward_to, at=timezone.now()))


@require_GET
@open_to_all
def sso_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Back from there: who it is, then on like any other who signs in, the second factor included."""
    at = timezone.now()
    provider = get_object_or_404(SsoProvider.objects.select_related("org"), slug=slug, is_on=True)
    try:
        claims, where = sso.finish(request, provider, request.GET.dict(), at=at)
        person = person_of(provider, claims, at=at)
    except Refusal as no:
        audit(what="sign_in_failed", by=None, at=at, facts={"ip": address_of(request), "how": "sso", "why": no.code})
        raise
    return onward(request, entering.go_on(request, entering.Standing(person, "sso", (), where), at=at))
