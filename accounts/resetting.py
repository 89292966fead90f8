"""A forgotten password: a code goes to its person by the company's messenger, and opens once within a quarter of an hour."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from accounts import locks
from accounts.auditing import audit
from accounts.doors import meant_by, turned_away
from accounts.factors import LETTERS, WrongCode
from accounts.models import ResetCode, User
from accounts.passwords import choose
from accounts.signals import code_owed
from servicedesk.lib.sealing import token_hash

LASTS = timedelta(minutes=15)
MOST_TRIES = 5
MOST_CODES = 3
LENGTH = 10


@transaction.atomic
def ask(login: str, *, address: str, at: datetime) -> None:
    """Have a code sent to whoever this name is. Says nothing of whether it is anybody's; at most three in an hour."""
    person = meant_by(login)
    audit(what="reset_asked", by=person, at=at, facts={"ip": address})
    if person is None or not person.is_active or person.is_service or not person.has_usable_password():
        return
    if ResetCode.objects.filter(user=person, made_at__gt=at - timedelta(hours=1)).count() >= MOST_CODES:
        return
    code = "".join(secrets.choice(LETTERS) for _each in range(LENGTH))
    ResetCode.objects.filter(user=person, used_at__isnull=True).update(used_at=at)
    ResetCode.objects.create(user=person, org=person.org, code_hash=token_hash(code), made_at=at, ends_at=at + LASTS)
    code_owed.send(User, user=person, code=f"{code[:5]}-{code[5:]}", at=at)


def choose_by_code(login: str, *, code: str, new: str, address: str, token: str, at: datetime) -> User:
    """Take the code and give its person their new password. The second factor is still asked for after it.

    Raises WrongCode, TooMany, Invalid. A password that is refused leaves the code good for another try.
    """
    person = meant_by(login)
    who = locks.caller(name=f"reset {login}", address=address, meant=person, token=token, at=at)
    locks.wait(who, at=at)
    plain = "".join(one for one in code.lower() if one in LETTERS)
    with transaction.atomic():
        held = _matching(person, plain, at=at)
        if held is not None and person is not None:
            ResetCode.objects.filter(pk=held.pk).update(used_at=at)
            return choose(person, new=new, at=at)
    ResetCode.objects.filter(user=person, used_at__isnull=True).update(tries=F("tries") + 1)
    turned_away(who, person, address=address, at=at)
    raise WrongCode


def _matching(person: User | None, plain: str, *, at: datetime) -> ResetCode | None:
    """The code, if it is this person's, of now, and was not used; an empty one is nobody's."""
    if person is None or not person.is_active or len(plain) != LENGTH:
        return None
    good = ResetCode.objects.select_for_update().filter(user=person, used_at__isnull=True, tries__lt=MOST_TRIES)
    return good.filter(ends_at__gt=at, code_hash=token_hash(plain)).first()
