"""The way in, step by step: a password or a sign-in elsewhere, then a code, then a password of one's own; then one is inside.

Nobody has a session of theirs before the last step: until then the browser's session only remembers, for ten minutes, who
stands at which step. So there is no page and no interface that could forget to ask for the second factor.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts import factors
from accounts.agents import in_words
from accounts.auditing import audit
from accounts.doors import address_of
from accounts.models import DoorPolicy, KnownDevice, Session, User
from accounts.passwords import must_choose
from accounts.policy import asks_factor, idle_seconds, policy_of
from servicedesk.lib.refusals import Refusal
from servicedesk.lib.sealing import blind_index, token_hash

WAITS = timedelta(minutes=10)
DOOR = "door"
BACKEND = "django.contrib.auth.backends.ModelBackend"
A_YEAR = 365 * 24 * 3600


class TookTooLong(Refusal):
    """The ten minutes at the door are over, or never began."""

    code = "begin_again"
    status = 409

    def sentence(self) -> str:
        return _("This took more than ten minutes. Please sign in again from the start.")


@dataclass(frozen=True)
class Standing:
    """Somebody who has shown who they are and still owes a step."""

    user: User
    how: str
    passed: tuple[str, ...]
    onward: str


def standing(request: HttpRequest, *, at: datetime) -> Standing:
    """Who stands at the door in this browser. Raises TookTooLong."""
    told: dict[str, Any] = request.session.get(DOOR) or {}
    since = parse_datetime(told.get("at", ""))
    user = (
        User.objects.select_related("org", "home")
        .filter(pk__in=filter(None, [told.get("user")]), is_active=True)
        .first()
    )
    if since is None or user is None or since + WAITS < at:
        raise TookTooLong
    return Standing(user, told["how"], tuple(told["passed"]), told["next"])


def go_on(request: HttpRequest, who: Standing, *, passed: str = "", trust: bool = False, at: datetime) -> str:
    """One step is done: return the address of the next one, or, inside, of the page that was asked for."""
    done = (*who.passed, *filter(None, [passed]))
    policy = policy_of(who.user.org)
    step = _owed(request, who, policy, done, at=at)
    if not step:
        _come_in(request, who, policy, done, trust=trust, at=at)
        return who.onward
    begun = (request.session.get(DOOR) or {}).get("at") if who.passed else None
    request.session.cycle_key()
    request.session[DOOR] = {
        "user": str(who.user.pk),
        "how": who.how,
        "passed": list(done),
        "at": begun or at.isoformat(),
        "next": who.onward,
    }
    return f"/sign-in/{step}/"


def owed_now(request: HttpRequest, who: Standing, *, at: datetime) -> str:
    """The step that this person owes before any other."""
    return _owed(request, who, policy_of(who.user.org), who.passed, at=at)


def _owed(request: HttpRequest, who: Standing, policy: DoorPolicy, done: Iterable[str], *, at: datetime) -> str:
    """The next step that this person owes, or nothing."""
    if "code" not in done:
        if factors.has_factor(who.user):
            if not _is_trusted(request, who.user, policy, at=at):
                return "code"
        elif asks_factor(policy, who.user):
            return "enrol"
    if "new-password" not in done and who.how == "password" and must_choose(who.user, policy=policy, at=at):
        return "new-password"
    return ""


def _is_trusted(request: HttpRequest, user: User, policy: DoorPolicy, *, at: datetime) -> bool:
    token = token_of(request)
    if not (policy.trust_days and token):
        return False
    mine = KnownDevice.objects.filter(user=user, token_hash=token_hash(token))
    return mine.filter(trusted_until__gt=at).exists()


@transaction.atomic
def _come_in(
    request: HttpRequest, who: Standing, policy: DoorPolicy, done: Iterable[str], *, trust: bool, at: datetime
) -> None:
    """A new session of this person's, and nothing left of the one at the door."""
    user, address, agent = who.user, address_of(request), in_words(request.headers.get("User-Agent", ""))
    request.session.flush()
    ends_at = at + timedelta(hours=policy.longest_hours)
    cast(Any, request.session).told = {
        "user": user,
        "org": user.org,
        "how": who.how,
        "address": address or None,
        "agent": agent,
    } | {
        "idle_seconds": idle_seconds(policy, user),
        "ends_at": ends_at,
    }
    if policy.one_session:
        Session.objects.filter(user=user).delete()
    login(request, user, backend=BACKEND)
    request.session.set_expiry(policy.longest_hours * 3600)
    known = "code" in done and trust and policy.trust_days
    _know(request, user, agent=agent, trusted_until=at + timedelta(days=policy.trust_days) if known else None, at=at)
    audit(what="sign_in", by=user, at=at, facts={"ip": address, "how": who.how, "steps": list(done)})


def _know(request: HttpRequest, user: User, *, agent: str, trusted_until: datetime | None, at: datetime) -> None:
    """This browser and this address are known to be theirs from now on."""
    token = token_of(request) or secrets.token_urlsafe(24)
    request.META["desk.device"] = token
    facts: dict[str, Any] = {
        "address": blind_index(address_of(request), column="accounts.known_device"),
        "agent": agent,
        "last_at": at,
    }
    if trusted_until:
        facts["trusted_until"] = trusted_until
    KnownDevice.objects.update_or_create(
        user=user,
        token_hash=token_hash(token),
        defaults=facts,
        create_defaults=facts | {"org": user.org, "first_at": at},
    )


def token_of(request: HttpRequest) -> str:
    """What this browser is known by; anything that we would not have written ourselves is nothing."""
    told = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    return told if 30 <= len(told) <= 40 else ""


def mark(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Let the browser keep what it is known by, once somebody has come in by it."""
    if token := request.META.get("desk.device"):
        answer.set_cookie(
            settings.DEVICE_COOKIE_NAME,
            token,
            max_age=A_YEAR,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return answer
