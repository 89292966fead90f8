"""Who is asking: a machine by its key, by a signature or by a token; a person by the session of our own pages."""

import time
from base64 import b64decode
from datetime import UTC, datetime

from django.http import HttpRequest
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.request import Request

from accounts.models import User
from hotline.actions.keys import touch
from hotline.actions.nonces import use_nonce
from hotline.models import ApiKey
from hotline.refusals import ForeignPage, MustSign, StaleSignature, TooFast, WrongAddress, WrongSignature
from hotline.rest.caller import Came, note_caller
from hotline.rest.guessing import GUESSING
from hotline.rest.language import speak_as
from hotline.rest.limits import LIMITS
from hotline.rest.problems import ASK_FOR_KEY
from hotline.signing import GIVEN, SCHEME, Signed
from servicedesk.lib.refusals import Refusal


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer <key or token>`, `Basic <any name and the key>` or `HMAC-SHA256 <signature>`: the client acts as its own service user."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        given = request.headers.get("Authorization", "")
        scheme, _space, text = given.partition(" ")
        if not scheme:
            return None
        plain, address = request._request, request.META.get("REMOTE_ADDR", "")
        is_signed = scheme.upper() == SCHEME
        # Each signature is another; the key behind it is the same.
        name = given.partition(":")[0] if is_signed else given
        GUESSING.refuse(address, name)
        came = _signed(text.strip()) if is_signed else _borne(scheme, text.strip())
        if came is None:
            GUESSING.failed(address)
            raise exceptions.AuthenticationFailed
        note_caller(plain, came)
        if is_signed:
            _check_signature(plain, came.key, text.strip(), address)
        let_through(plain, came, address)
        GUESSING.opened(name)
        return came.key.client.user, came.key

    def authenticate_header(self, request: Request) -> str:
        return ASK_FOR_KEY


def _borne(scheme: str, text: str) -> Came | None:
    if scheme.lower() == "basic":
        # Telephone systems and other devices often know a name and a password alone.
        key = ApiKey.objects.behind(_password(text))
        return Came(key, "key") if key else None
    if scheme.lower() != "bearer":
        return None
    if text.startswith("ht_"):
        key = ApiKey.objects.behind_token(text)
        return Came(key, "token") if key else None
    key = ApiKey.objects.behind(text)
    return Came(key, "key") if key else None


def _password(text: str) -> str:
    """What follows the first colon of a name and a password in base64; empty where it is none of that."""
    try:
        return b64decode(text, validate=True).decode("ascii").partition(":")[2]
    except ValueError:
        return ""


def _signed(text: str) -> Came | None:
    shape = GIVEN.fullmatch(text)
    key = ApiKey.objects.named(shape["prefix"]) if shape else None
    return Came(key, "signed") if key else None


def signed_parts(request: HttpRequest) -> Signed:
    """What a signature of this request would have to be made over."""
    raw = request.META.get("RAW_URI", "")
    return Signed(
        timestamp=request.headers.get("X-Timestamp", ""),
        nonce=request.headers.get("X-Nonce", ""),
        method=request.method or "",
        path=raw if raw.startswith("/") else request.get_full_path(),
        idempotency_key=request.headers.get("Idempotency-Key", ""),
        body=request.body,
    )


def _check_signature(request: HttpRequest, key: ApiKey, text: str, address: str) -> None:
    """Raises WrongSignature, StaleSignature, Replayed."""
    told, now = signed_parts(request), time.time()
    if not told.is_signed_by(key.signing_secret, text.partition(":")[2]):
        GUESSING.failed(address)
        raise WrongSignature
    if not told.is_fresh(now):
        raise StaleSignature
    use_nonce(key.client, told.nonce, at=datetime.fromtimestamp(now, UTC))


def let_through(request: HttpRequest, came: Came, address: str) -> None:
    """The client's own walls: its networks, its signature, its limit. Raises WrongAddress, MustSign, TooFast."""
    client = came.key.client
    speak_as(request, client.language)
    came.budget = LIMITS.take(f"client:{client.pk}", client.limit)
    refusal: Refusal | None = None
    if not came.budget.passes:
        refusal = TooFast(max(1, came.budget.wait))
    elif not client.lives_at(address):
        refusal = WrongAddress()
    elif client.must_sign and came.way != "signed":
        refusal = MustSign()
    if refusal is not None:
        raise refusal
    if came.key.is_long_unused:
        touch(came.key)


class SessionWithCsrf(SessionAuthentication):
    """The product's own pages: their session, and for every change its CSRF token."""

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied:
            raise ForeignPage from None
