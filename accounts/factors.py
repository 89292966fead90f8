"""The second factor: six digits from an authenticator (RFC 6238), each of use once, or a recovery code from paper."""

import base64
import secrets
from datetime import datetime

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.auditing import audit
from accounts.models import Factor, RecoveryCode, User
from servicedesk.lib.refusals import Refusal
from servicedesk.lib.sealing import seal, token_hash, unseal

COLUMN = "accounts.factor"
STEP, DIGITS, SECRET_BYTES = 30, 6, 20
# The phone's clock may be half a minute off, either way.
OFF_BY = (0, -1, 1)
CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class WrongCode(Refusal):
    """Not the code of this moment, or one that has been used."""

    code = "wrong_code"

    def sentence(self) -> str:
        return _("This code is not right, or was used already. Wait for the next one, and check the phone's clock.")


def has_factor(user: User) -> bool:
    """Whether this person has an authenticator that has shown a right code once."""
    return Factor.objects.filter(user=user, confirmed_at__isnull=False).exists()


def begin(user: User, *, at: datetime) -> Factor:
    """A secret to be scanned; it counts for nothing until a code of it was typed. One that waits already is shown again."""
    waiting = Factor.objects.filter(user=user).first()
    if waiting is not None:
        return waiting
    sealed = seal(base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode(), column=COLUMN)
    return Factor.objects.create(user=user, org=user.org, sealed=sealed, made_at=at)


def secret_of(factor: Factor) -> str:
    """The secret in base 32, as authenticators take it."""
    return unseal(bytes(factor.sealed), column=COLUMN)


def picture(factor: Factor, *, name: str) -> str:
    """The secret as a QR code, a picture without a single outside request."""
    address = _totp(secret_of(factor)).get_provisioning_uri(factor.user.login, name)
    return segno.make(address, error="m").svg_data_uri(scale=4, border=2)


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP)


def matching_step(secret: str, typed: str, *, at: datetime) -> int | None:
    """The number of the half minute whose code this is, if it is one of those that count now."""
    digits = "".join(typed.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == DIGITS):
        return None
    now = int(at.timestamp()) // STEP
    for off in OFF_BY:
        try:
            _totp(secret).verify(digits.encode(), (now + off) * STEP)
        except InvalidToken:
            continue
        return now + off
    return None


def prove(user: User, typed: str, *, at: datetime) -> str:
    """Take a code, and never again; returns whether it was "totp" or "recovery". Raises WrongCode."""
    factor = Factor.objects.filter(user=user, confirmed_at__isnull=False).first()
    if factor is None:
        raise WrongCode
    step = matching_step(secret_of(factor), typed, at=at)
    # Whoever changes the row has used the code: of two who type it at once one comes in.
    if step is not None and Factor.objects.filter(pk=factor.pk, last_step__lt=step).update(last_step=step):
        return "totp"
    if len(_plain(typed)) > DIGITS and _spend(user, typed, at=at):
        return "recovery"
    raise WrongCode


def _plain(typed: str) -> str:
    return "".join(one for one in typed.lower() if one in LETTERS)


def _spend(user: User, typed: str, *, at: datetime) -> bool:
    unused = RecoveryCode.objects.filter(user=user, code_hash=token_hash(_plain(typed)), used_at__isnull=True)
    return unused.update(used_at=at) == 1


@transaction.atomic
def confirm(user: User, typed: str, *, at: datetime) -> list[str]:
    """A first right code makes the authenticator count; returns the recovery codes, shown this once. Raises WrongCode."""
    factor = Factor.objects.select_for_update().filter(user=user, confirmed_at__isnull=True).first()
    step = matching_step(secret_of(factor), typed, at=at) if factor else None
    if factor is None or step is None:
        raise WrongCode
    Factor.objects.filter(pk=factor.pk).update(confirmed_at=at, last_step=step)
    audit(what="factor_on", by=user, at=at, facts={"person": str(user.pk)})
    return new_codes(user, at=at)


@transaction.atomic
def new_codes(user: User, *, at: datetime) -> list[str]:
    """Ten new recovery codes; the old ones are void."""
    RecoveryCode.objects.filter(user=user).delete()
    made = ["".join(secrets.choice(LETTERS) for _each in range(12)) for _code in range(CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, org=user.org, code_hash=token_hash(code)) for code in made)
    audit(what="recovery_codes", by=user, at=at, facts={"person": str(user.pk)})
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in made]


@transaction.atomic
def drop(user: User, *, by: User, at: datetime) -> bool:
    """Take somebody's authenticator away: the phone is lost, or is another one now. Where it is asked for, they set up a new one."""
    RecoveryCode.objects.filter(user=user).delete()
    gone = Factor.objects.filter(user=user).delete()[0] > 0
    if gone:
        audit(what="factor_off", by=by, at=at, facts={"person": str(user.pk)})
    return gone
