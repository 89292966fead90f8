"""The keys of wall screens: made, renewed and ended by people, used by a screen that nobody signs in on."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import Unit, User
from servicedesk.lib.refusals import NotAllowed, Refusal
from supervision.models import WallKey

LASTS = timedelta(days=365)
# Its last use is worth a minute's precision, not a row written every ten seconds.
SEEN = timedelta(minutes=1)


class KeyEnded(Refusal):
    """What has ended is not renewed."""

    code = "wall_key_ended"
    status = 409

    def sentence(self) -> str:
        return _("This key has ended. Make a new one.")


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_wall_key(*, name: str, unit: Unit, by: User, at: datetime) -> tuple[WallKey, str]:
    """Make a key for the screens of a hall or a company; the secret is told this once. Raises NotAllowed."""
    _require(unit, by)
    secret = secrets.token_urlsafe(24)
    key = WallKey(org=unit.org or unit, unit=unit, name=name, made_by=by, made_at=at, expires_at=at + LASTS)
    key.key_hash = hashed(secret)
    key.save(force_insert=True)
    _note("wall_key_made", key, by=by, at=at)
    return key, secret


@transaction.atomic
def renew_wall_key(key: WallKey, *, by: User, at: datetime) -> str:
    """Another secret and another year; screens with the old one show nothing from now on. Raises NotAllowed, KeyEnded."""
    held = _held(key, by)
    if held.ended_at is not None:
        raise KeyEnded
    secret = secrets.token_urlsafe(24)
    held.key_hash, held.expires_at = hashed(secret), at + LASTS
    held.save(update_fields=["key_hash", "expires_at"])
    _note("wall_key_renewed", held, by=by, at=at)
    return secret


@transaction.atomic
def end_wall_key(key: WallKey, *, by: User, at: datetime) -> None:
    """No screen is shown anything with this key any more; again it changes nothing. Raises NotAllowed."""
    held = _held(key, by)
    if held.ended_at is None:
        held.ended_at = at
        held.save(update_fields=["ended_at"])
        _note("wall_key_ended", held, by=by, at=at)


def wall_behind(secret: str, *, at: datetime) -> WallKey | None:
    """The key that this secret opens now, if any; that it was used is remembered."""
    key = WallKey.objects.live(at).select_related("unit").filter(key_hash=hashed(secret), unit__is_active=True).first()
    if key is not None:
        seen = Q(last_used_at__isnull=True) | Q(last_used_at__lt=at - SEEN)
        WallKey.objects.filter(seen, pk=key.pk).update(last_used_at=at)
    return key


def _held(key: WallKey, by: User) -> WallKey:
    held = WallKey.objects.select_for_update(of=("self",)).select_related("unit").get(pk=key.pk)
    _require(held.unit, by)
    return held


def _require(unit: Unit, by: User) -> None:
    if unit.org_id is None or not by.may_at("wall_keys", unit.pk):
        raise NotAllowed("wall_keys")


def _note(what: str, key: WallKey, *, by: User, at: datetime) -> None:
    audit(what=what, by=by, at=at, facts={"wall_key": str(key.pk), "unit": str(key.unit_id)})
