"""Who comes in, and who was turned away. What was typed is kept nowhere."""

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import AuditEvent, User
from servicedesk.lib.refusals import Refusal, TooMany
from servicedesk.lib.sealing import blind_index

MOST_FAILURES = 10
WINDOW = timedelta(minutes=15)


class WrongWords(Refusal):
    """Name and password do not belong together; whether the name exists is not said."""

    code = "wrong_sign_in"

    def sentence(self) -> str:
        return _(
            "This name and password do not fit together. Check capital letters and the input method, then try again."
        )


def person_behind(request: HttpRequest, *, login: str, password: str, at: datetime) -> User:
    """Return the person whose sign-in name (or staff number) and password these are.

    A failure is recorded with its address only. After 10 failures for one name from one address within 15 minutes
    nothing is tried any more, so a guesser is stopped and nobody else is shut out. Raises WrongWords, TooMany.
    """
    facts = {"ip": request.META.get("REMOTE_ADDR", ""), "name": blind_index(login.lower(), column="accounts.sign_in")}
    meant = _meant(login)
    recent = AuditEvent.objects.filter(by=meant, what="sign_in_failed", at__gt=at - WINDOW, facts=facts)
    if recent[:MOST_FAILURES].count() >= MOST_FAILURES:
        raise TooMany(_("Ten wrong tries in 15 minutes. Wait a quarter of an hour, or ask the administrator."))
    user = authenticate(request, login=meant.login if meant else login, password=password)
    if not isinstance(user, User) or user.is_service:
        audit(what="sign_in_failed", by=meant, at=at, facts=facts)
        raise WrongWords
    return user


def _meant(typed: str) -> User | None:
    by_login = User.objects.filter(login=typed).first()
    if by_login is not None:
        return by_login
    numbered = list(User.objects.filter(staff_number=typed, is_active=True)[:2]) if typed else []
    return numbered[0] if len(numbered) == 1 else None


def came_in(user: User, request: HttpRequest, *, at: datetime) -> None:
    """Record that somebody has signed in."""
    audit(what="sign_in", by=user, at=at, facts={"ip": request.META.get("REMOTE_ADDR", "")})
