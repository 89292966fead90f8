"""Who comes in, and who was turned away: people by their password, customers by a link. What was typed is kept nowhere."""

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import AuditEvent, User, WrongLink
from accounts.signals import signed_out
from servicedesk.lib.refusals import Refusal, TooMany
from servicedesk.lib.sealing import blind_index

MOST_FAILURES = 10
WINDOW = timedelta(minutes=15)
MOST_WRONG_LINKS = 10
KEPT = timedelta(days=1)


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


@transaction.atomic
def went_out(user: User, *, at: datetime) -> None:
    """Record that somebody has left, and let those hear it who keep a place for them."""
    audit(what="sign_out", by=user, at=at, facts={})
    signed_out.send(User, user=user, at=at)


def is_guessing(request: HttpRequest, *, at: datetime) -> bool:
    """Count one link that opened nothing, and say whether its address has had its ten. The address is not kept."""
    since = datetime.fromtimestamp(at.timestamp() // WINDOW.total_seconds() * WINDOW.total_seconds(), tz=at.tzinfo)
    address = blind_index(request.META.get("REMOTE_ADDR", ""), column="accounts.wrong_link")
    row = {"address": address, "since": since}
    WrongLink.objects.bulk_create([WrongLink(**row)], ignore_conflicts=True)
    WrongLink.objects.filter(**row, count__lte=MOST_WRONG_LINKS).update(count=F("count") + 1)
    return WrongLink.objects.filter(**row, count__gt=MOST_WRONG_LINKS).exists()


def forget_wrong_links(*, at: datetime) -> int:
    """What an address tried yesterday is nobody's business any more."""
    return WrongLink.objects.filter(since__lt=at - KEPT).delete()[0]
