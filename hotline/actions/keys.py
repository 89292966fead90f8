"""Keys are made, shown once, and taken back; short-lived tokens are given out against them."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from accounts.standing import forget
from hotline.models import KEY, AccessToken, ApiClient, ApiKey
from hotline.refusals import SourceTaken, TwoKeys
from servicedesk.lib.refusals import Invalid
from servicedesk.lib.sealing import token_hash
from tickets.actions.spine import database_time

MOST_LIVE_KEYS = 2
TOKEN_LIVES = timedelta(minutes=15)


@transaction.atomic
def add_key(
    client: ApiClient, *, by: User | None = None, secret: str | None = None, expires_at: datetime | None = None
) -> str:
    """Give a client one more key and return its text, this once. A secret that it already has stays one key.

    Two live keys are enough to change over. Raises TwoKeys, SourceTaken, Invalid.
    """
    told = KEY.fullmatch(secret or "")
    plain = told["secret"] if told else secret or secrets.token_urlsafe(32)
    # The prefix follows from the secret, so that a kept secret makes the same key in a fresh database.
    digest = token_hash(plain)
    text = f"hl_{digest[:12]}_{plain}"
    if KEY.fullmatch(text) is None:
        raise Invalid(_("A secret has 32 to 86 letters, digits, - or _."), fields={"secret": _("wrong shape")})
    ApiClient.objects.select_for_update().get(pk=client.pk)
    known = ApiKey.objects.filter(prefix=digest[:12]).first()
    if known is not None and known.client_id != client.pk:
        raise SourceTaken(client.source)
    if known is None:
        _make(client, digest, by=by, expires_at=expires_at)
    return text


def _make(client: ApiClient, digest: str, *, by: User | None, expires_at: datetime | None) -> None:
    unspent = client.keys.filter(revoked_at__isnull=True).exclude(expires_at__lte=Now())
    if unspent.count() >= MOST_LIVE_KEYS:
        raise TwoKeys
    key = ApiKey(client=client, org_id=client.org_id, prefix=digest[:12], secret_hash=digest, expires_at=expires_at)
    key.save(force_insert=True)
    until = {"expires_at": expires_at.isoformat()} if expires_at else {}
    facts: dict[str, object] = {"client": str(client.pk), "prefix": key.prefix, **until}
    audit(what="api_key_made", by=by, at=database_time(), facts=facts)


@transaction.atomic
def revoke_key(key: ApiKey, *, by: User | None = None) -> None:
    """Take one key back, and every token that it was exchanged for; the next request with them is refused."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=Now()):
        facts: dict[str, object] = {"client": str(key.client_id), "prefix": key.prefix}
        audit(what="api_key_revoked", by=by, at=database_time(), facts=facts)


@transaction.atomic
def revoke(client: ApiClient, *, by: User | None = None) -> None:
    """Shut a client out: all its keys at once."""
    for key in client.keys.filter(revoked_at__isnull=True):
        revoke_key(key, by=by)


def touch(key: ApiKey) -> None:
    """Note that a key is in use."""
    forget(("api_key", key.prefix))
    ApiKey.objects.filter(pk=key.pk).update(last_used_at=Now())


def give_token(key: ApiKey, *, token: str, scopes: list[str], at: datetime) -> AccessToken:
    """Write down that a key was exchanged for a token, of which the hash is kept."""
    token_row = AccessToken(key=key, org_id=key.org_id, scopes=scopes, token_hash=token_hash(token))
    token_row.expires_at = at + TOKEN_LIVES
    token_row.save(force_insert=True)
    return token_row


def revoke_token(key: ApiKey, *, token: str) -> None:
    """A client gives one of its own tokens back before its time; an unknown one is no error."""
    mine = AccessToken.objects.filter(key__client=key.client_id, token_hash=token_hash(token))
    mine.filter(revoked_at__isnull=True).update(revoked_at=Now())
