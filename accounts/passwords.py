"""What may be a password, and how somebody comes to a new one. No password is ever written down in readable form."""

import secrets
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.auditing import audit
from accounts.models import DoorPolicy, PastPassword, Session, User
from accounts.policy import policy_of
from servicedesk.lib.refusals import Invalid, NotAllowed

LONGEST = 128
FIRST_LASTS = timedelta(days=3)
# Letters and digits that nobody confuses when a slip of paper is read out.
READABLE = "abcdefghjkmnpqrstuvwxyz"
DIGITS = "23456789"
# What people here think of first, besides the twenty thousand passwords that Django's list holds (from leaks).
TRADE = (
    *("95598", "12398", "12345", "12315", "dianli", "gongdian", "guowang", "nanwang", "sgcc", "csg", "yingyeting"),
    *("fuwutai", "kefu", "woaini", "mima", "zhongguo", "admin", "root", "qwer", "1qaz", "asdf", "password", "woshi"),
)
# What people put before and after a word of a list so that it passes.
AROUND = "0123456789!@#$%^&*()-_=+.,?~ "
_COMMON = CommonPasswordValidator()


def check(password: str, *, person: User, policy: DoorPolicy) -> None:
    """Refuse what may not be a password of this person here, with every reason at once. Raises Invalid."""
    wrong = [*_shape(password, policy), *_guessable(password, person)]
    if not wrong and _had_before(password, person, policy.history):
        wrong.append(_("This is one of your last %(n)d passwords.") % {"n": policy.history})
    if wrong:
        raise Invalid(" ".join(wrong), fields={"new": " ".join(wrong)})


def _shape(password: str, policy: DoorPolicy) -> Iterable[str]:
    if len(password) < policy.min_length:
        yield _("Take at least %(n)d characters.") % {"n": policy.min_length}
    if len(password) > LONGEST:
        yield _("Take at most %(n)d characters.") % {"n": LONGEST}
    if classes(password) < policy.classes:
        yield _("Use at least %(n)d of these: small letters, capitals, digits, other characters.") % {
            "n": policy.classes
        }


def classes(password: str) -> int:
    """How many of small letters, capitals, digits and anything else stand in it."""
    tests = (str.islower, str.isupper, str.isdigit, lambda one: not (one.islower() or one.isupper() or one.isdigit()))
    return sum(any(test(one) for one in password) for test in tests)


def _guessable(password: str, person: User) -> Iterable[str]:
    plain = unicodedata.normalize("NFKC", password).casefold()
    if _is_common(plain) or _is_common(plain.strip(AROUND)):
        yield _("This password stands on the lists by which guessers begin.")
        return
    if _is_little_else(plain, context_words(person)):
        yield _("Leave out names, numbers and words of this place: they are guessed first.")
    elif len(set(plain)) < 4:
        yield _("Take more than three different characters.")


def _is_common(plain: str) -> bool:
    try:
        _COMMON.validate(plain)
    except ValidationError:
        return True
    return False


def _is_little_else(plain: str, words: Iterable[str]) -> bool:
    """A long password may hold a word of this place; what is left without such words must be one by itself."""
    rest = plain
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != plain and len(rest) < 8


def context_words(person: User) -> list[str]:
    """What belongs to this person and place: names, numbers, the hall, the company, the trade; in lower case."""
    told = [person.login, person.staff_number, person.name, person.initials, *TRADE]
    for unit in (person.home, person.org):
        if unit:
            told += [unit.name, unit.code, unit.name.removesuffix("营业厅").removesuffix("供电公司")]
    return [unicodedata.normalize("NFKC", word).casefold() for word in told if len(word) >= 3]


def _had_before(password: str, person: User, history: int) -> bool:
    past = (
        PastPassword.objects.filter(user=person)
        .order_by("-at")
        .values_list("password", flat=True)[: max(0, history - 1)]
    )
    return history > 0 and any(check_password(password, known) for known in {person.password, *past} if known)


@transaction.atomic
def choose(person: User, *, new: str, at: datetime, by: User | None = None, keep: str = "") -> User:
    """Give somebody the password that they chose. All their sessions end but the one whose key hash is `keep`."""
    held = User.objects.select_for_update().get(pk=person.pk)
    policy = policy_of(held.org)
    check(new, person=held, policy=policy)
    _remember(held, at=at)
    held.set_password(new)
    held.password_at, held.password_until = at, None
    held.save(update_fields=["password", "password_at", "password_until"])
    Session.objects.filter(user=held).exclude(key_hash=keep).delete()
    audit(what="password_changed", by=by or held, at=at, facts={"person": str(held.pk)})
    return held


@transaction.atomic
def first_password(person: User, *, by: User, at: datetime) -> str:
    """Give somebody a random password, of use once and for three days, and return it to be handed over.

    Whoever comes in by it chooses their own before anything else. Their sessions end. Raises NotAllowed.
    """
    held = User.objects.select_for_update().get(pk=person.pk)
    if held.is_service or held.pk == by.pk:
        raise NotAllowed("doors")
    made = _made()
    _remember(held, at=at)
    held.set_password(made)
    held.password_at, held.password_until = at, at + FIRST_LASTS
    held.save(update_fields=["password", "password_at", "password_until"])
    Session.objects.filter(user=held).delete()
    audit(what="first_password", by=by, at=at, facts={"person": str(held.pk)})
    return made


def _made() -> str:
    """About 66 bits: `Kmwq-7tfx-9bnh-3rzd`."""
    parts = ["".join(secrets.choice(READABLE) for _each in range(4))]
    parts += [secrets.choice(DIGITS) + "".join(secrets.choice(READABLE) for _each in range(3)) for _part in range(3)]
    return "-".join([parts[0].capitalize(), *parts[1:]])


def _remember(person: User, *, at: datetime) -> None:
    if person.has_usable_password():
        PastPassword.objects.create(user=person, org=person.org, password=person.password, at=at)
    keep = PastPassword.objects.filter(user=person).order_by("-at").values_list("pk", flat=True)[:24]
    PastPassword.objects.filter(user=person).exclude(pk__in=list(keep)).delete()


def must_choose(person: User, *, policy: DoorPolicy, at: datetime) -> bool:
    """Whether a new password comes before anything else: a first one, or one that has grown too old."""
    too_old = policy.max_age_days and person.password_at is not None
    return person.password_until is not None or bool(
        too_old and person.password_at and person.password_at + timedelta(days=policy.max_age_days) <= at
    )
