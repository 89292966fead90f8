"""Single sign-on by OpenID Connect: the code flow with state, nonce and PKCE; who it is says issuer and subject alone.

Never a mail address, and never a header: what a proxy in front of us claims about the person is not read anywhere.
"""

import base64
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from accounts.models import SsoProvider
from servicedesk.lib.outward import Answer, Forbidden, NoAnswer, get, look_up, post
from servicedesk.lib.refusals import Refusal
from servicedesk.lib.sealing import unseal

COLUMN = "accounts.sso"
WITHIN, MOST = 5.0, 128 * 1024
WAITS = timedelta(minutes=10)
# Signed by the provider's own key; neither "none" nor a secret that we share with it.
ALGORITHMS = ["RS256", "PS256", "ES256"]
LEEWAY = 60
KEPT = "sso"


class NotSignedOn(Refusal):
    """The other side did not say who it is in a way that can be believed; `why` is for the log of whoever sets it up."""

    code = "sso_failed"
    status = 403

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def sentence(self) -> str:
        return _("The single sign-on did not work (%(why)s). Try again, or sign in with your password.") % {
            "why": self.why
        }


def back_to(provider: SsoProvider) -> str:
    """Where the provider sends people back to; this very address is to be registered there."""
    return f"{settings.PUBLIC_URL}/sign-in/sso/{provider.slug}/back/"


def begin(request: HttpRequest, provider: SsoProvider, *, onward: str, at: datetime) -> str:
    """Remember what we ask by in this browser's session, and return the address of the provider to go to. Raises NotSignedOn."""
    found = metadata(provider)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _each in range(3))
    request.session.cycle_key()
    request.session[KEPT] = {
        "slug": provider.slug,
        "state": state,
        "nonce": nonce,
        "verifier": verifier,
        "at": at.isoformat(),
        "next": onward,
    }
    return str(
        prepare_grant_uri(
            found["authorization_endpoint"],
            provider.client_id,
            "code",
            redirect_uri=back_to(provider),
            scope="openid profile",
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
    )


def finish(
    request: HttpRequest, provider: SsoProvider, told: Mapping[str, str], *, at: datetime
) -> tuple[dict[str, Any], str]:
    """Who the provider says it is: its claims, and where they wanted to go. What we asked by opens once. Raises NotSignedOn."""
    kept: dict[str, str] = request.session.pop(KEPT, None) or {}
    since = parse_datetime(kept.get("at", ""))
    if kept.get("slug") != provider.slug or since is None or since + WAITS < at:
        raise NotSignedOn("begin")
    if not constant_time_compare(told.get("state", ""), kept["state"]):
        raise NotSignedOn("state")
    if not told.get("code"):
        raise NotSignedOn("refused")
    found = metadata(provider)
    token = _exchange(provider, found, told["code"], kept["verifier"])
    return _claims(provider, found, token, nonce=kept["nonce"], at=at), kept["next"]


def metadata(provider: SsoProvider) -> dict[str, Any]:
    """What the provider says of itself; it must be the very issuer that we know. Raises NotSignedOn."""
    found = OpenIDProviderMetadata(_json(_ask(get_well_known_url(provider.issuer, external=True))))
    if found.get("issuer") != provider.issuer:
        raise NotSignedOn("issuer")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not str(found.get(name, "")).startswith(("https://", "http://")):
            raise NotSignedOn("metadata")
    return dict(found)


def _exchange(provider: SsoProvider, found: Mapping[str, Any], code: str, verifier: str) -> str:
    secret = unseal(bytes(provider.sealed), column=COLUMN)
    pair = f"{quote(provider.client_id, safe='')}:{quote(secret, safe='')}".encode()
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back_to(provider),
        "code_verifier": verifier,
    }
    head = {
        "Authorization": f"Basic {base64.b64encode(pair).decode()}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
    }
    token = _json(_ask(found["token_endpoint"], urlencode(body).encode(), head)).get("id_token")
    if not isinstance(token, str):
        raise NotSignedOn("token")
    return token


def _claims(provider: SsoProvider, found: Mapping[str, Any], token: str, *, nonce: str, at: datetime) -> dict[str, Any]:
    """The claims of an ID token that this provider signed for us, now, as the answer to our question. Raises NotSignedOn."""
    try:
        keys = KeySet.import_key_set(_json(_ask(found["jwks_uri"])))  # type: ignore[arg-type]
        read = jwt.decode(token, keys, algorithms=ALGORITHMS)
        options = {
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
            "nonce": {"essential": True, "value": nonce},
            "sub": {"essential": True},
        }
        params = {"nonce": nonce, "client_id": provider.client_id}
        CodeIDToken(read.claims, read.header, options, params).validate(now=int(at.timestamp()), leeway=LEEWAY)
    except (JoseError, AuthlibBaseError, ValueError, KeyError, TypeError) as error:
        raise NotSignedOn("token") from error
    claims = dict(read.claims)
    if not isinstance(claims.get("sub"), str) or not claims["sub"]:
        raise NotSignedOn("subject")
    return claims


def _ask(address: str, body: bytes | None = None, head: Mapping[str, str] | None = None) -> Answer:
    """One request to the provider, through the wall that every address of somebody else's goes through."""
    try:
        spot = look_up(address, allowed=settings.SSO_NETWORKS)
        answer = (
            post(spot, body, head or {}, within=WITHIN, most=MOST)
            if body is not None
            else get(spot, head or {}, within=WITHIN, most=MOST)
        )
    except (Forbidden, NoAnswer) as error:
        raise NotSignedOn(f"provider: {error.code}") from error
    if answer.status != 200:
        raise NotSignedOn(f"provider: {answer.status}")
    return answer


def _json(answer: Answer) -> dict[str, Any]:
    try:
        told = json.loads(answer.text)
    except ValueError as error:
        raise NotSignedOn("provider: JSON") from error
    if not isinstance(told, dict):
        raise NotSignedOn("provider: JSON")
    return told
