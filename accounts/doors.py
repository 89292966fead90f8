"""Who comes in, and who was turned away: people by their password, customers by a link. What was typed is kept nowhere."""

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import locks
from accounts.auditing import audit
from accounts.models import User, WrongLink
from accounts.policy import policy_of
from accounts.signals import signed_out
from servicedesk.lib.refusals import Refusal
from servicedesk.lib.sealing import blind_index

MOST_WRONG_LINKS = 10
KEPT = timedelta(days=1)


class WrongWords(Refusal):
    """Name and password do not belong together; whether the name exists is not said."""

    code = "wrong_sign_in"

    def sentence(self) -> str:
        return _(
            "This name and password do not fit together. Check capital letters and the input method, then try again."
        )


def address_of(request: HttpRequest) -> str:
    """The caller's true address (`servicedesk.addresses`)."""
    return str(request.META.get("REMOTE_ADDR", ""))


def person_behind(request: HttpRequest, *, login: str, password: str, at: datetime, token: str = "") -> User:
    """Return the person whose sign-in name (or staff number) and password these are.

    A failure is recorded with its address only, and counted (`accounts.locks`). A first password is of use once, in its
    time. `token` names a browser that has been here. Raises WrongWords, TooMany.
    """
    meant = meant_by(login)
    who = locks.caller(name=login, address=address_of(request), meant=meant, token=token, at=at)
    locks.wait(who, at=at)
    user = authenticate(request, login=meant.login if meant else login, password=password)
    if not isinstance(user, User) or user.is_service or not _is_in_time(user, at=at):
        turned_away(who, meant, address=address_of(request), at=at)
        raise WrongWords
    locks.went_right(who)
    return user


def _is_in_time(user: User, *, at: datetime) -> bool:
    """A first password opens once: of two who use it at once one comes in."""
    if user.password_until is None:
        return True
    return bool(User.objects.filter(pk=user.pk, password_until__gt=at).update(password_until=at))


@transaction.atomic
def turned_away(who: locks.Caller, meant: User | None, *, address: str, at: datetime) -> None:
    """Record and count a wrong try; when it was one too many, that is recorded as well."""
    facts = {"ip": address, "name": blind_index(who.name, column="accounts.sign_in")}
    audit(what="sign_in_failed", by=meant, at=at, facts=facts)
    if locks.went_wrong(who, most=policy_of(meant.org if meant else None).most_failures, at=at):
        audit(what="door_shut", by=meant, at=at, facts=facts)


def meant_by(typed: str) -> User | None:
    """Whom a sign-in name or a staff number means; a number that two people have means nobody."""
    by_login = User.objects.select_related("org").filter(login=typed).first()
    if by_login is not None:
        return by_login
    numbered = User.objects.select_related("org").filter(staff_number=typed, is_active=True)
    found = list(numbered[:2]) if typed else []
    return found[0] if len(found) == 1 else None


@transaction.atomic
def went_out(user: User, *, at: datetime) -> None:
    """Record that somebody has left, and let those hear it who keep a place for them."""
    audit(what="sign_out", by=user, at=at, facts={})
    signed_out.send(User, user=user, at=at)


def is_guessing(request: HttpRequest, *, at: datetime) -> bool:
    """Count one link that opened nothing, and say whether its address has had its ten. The address is not kept."""
    quarter = locks.WINDOW.total_seconds()
    since = datetime.fromtimestamp(at.timestamp() // quarter * quarter, tz=at.tzinfo)
    address = blind_index(address_of(request), column="accounts.wrong_link")
    row = {"address": address, "since": since}
    WrongLink.objects.bulk_create([WrongLink(**row)], ignore_conflicts=True)
    WrongLink.objects.filter(**row, count__lte=MOST_WRONG_LINKS).update(count=F("count") + 1)
    return WrongLink.objects.filter(**row, count__gt=MOST_WRONG_LINKS).exists()


def forget_wrong_links(*, at: datetime) -> int:
    """What an address tried yesterday is nobody's business any more."""
    return WrongLink.objects.filter(since__lt=at - KEPT).delete()[0]
