"""OAuth2, client credentials (RFC 6749 4.4, RFC 7009): a key is exchanged for a short-lived token, under the same walls.

The grant, the ways of presenting a client and the errors are Authlib's; what a client is and what is kept are ours.
"""

import secrets
from typing import Any

from authlib.integrations.django_oauth2 import AuthorizationServer, RevocationEndpoint
from authlib.integrations.django_oauth2.requests import DjangoOAuth2Payload, DjangoOAuth2Request
from authlib.oauth2.rfc6749 import ClientMixin
from authlib.oauth2.rfc6749.errors import InvalidScopeError
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc6749.requests import OAuth2Request
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import FormParser
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.actions.keys import TOKEN_LIVES, give_token, revoke_token
from hotline.api.door import Opened
from hotline.models import KEY, ApiKey
from hotline.rest import TooLarge
from hotline.rest.caller import Came, note_caller
from hotline.rest.doorkeeper import let_through
from hotline.rest.guessing import GUESSING

WAYS = ["client_secret_basic", "client_secret_post"]
MOST_BYTES = 16 * 1024
GRANT = "client_credentials"


class KeyAsClient(ClientMixin):
    """A key as OAuth2 sees it: `client_id` is `hl_<prefix>`, `client_secret` the rest of the key, or the whole of it."""

    def __init__(self, key: ApiKey) -> None:
        self.key = key

    def get_client_id(self) -> str:
        return f"hl_{self.key.prefix}"

    def check_client_secret(self, client_secret: str) -> bool:
        text = client_secret if KEY.fullmatch(client_secret) else f"hl_{self.key.prefix}_{client_secret}"
        return ApiKey.objects.behind(text) == self.key

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in WAYS

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == GRANT

    def get_allowed_scope(self, scope: str | None) -> str:
        return " ".join(dict.fromkeys((scope or "").split()))


class Grant(ClientCredentialsGrant):
    """The one grant there is; the client's own walls stand before it."""

    TOKEN_ENDPOINT_AUTH_METHODS = WAYS

    def validate_token_request(self) -> None:
        super().validate_token_request()
        key: ApiKey = self.request.client.key
        _pass_walls(self.request, key)
        me = key.client.user
        asked = (self.request.payload.scope or "").split()
        if any(not (me.may(verb) and key.covers(verb)) for verb in asked):
            raise InvalidScopeError


class Revocation(RevocationEndpoint):
    """A client gives its token back before its time; to know a token is not enough, it must be one of its own."""

    CLIENT_AUTH_METHODS = WAYS

    def query_token(self, token_string: str, token_type_hint: str | None) -> "GivenBack":
        return GivenBack(token_string)

    def revoke_token(self, token: "GivenBack", request: OAuth2Request) -> None:
        _pass_walls(request, request.client.key)
        revoke_token(request.client.key, token=token.text)


class GivenBack:
    """A token as it was sent; the action touches the sender's own alone."""

    def __init__(self, text: str) -> None:
        self.text = text

    def check_client(self, client: KeyAsClient) -> bool:
        return True


class Asked(DjangoOAuth2Request):
    """The request as Authlib reads it. Whether TLS is asked for is settled once for the whole house, by PUBLIC_URL."""

    def __init__(self, request: HttpRequest) -> None:
        address = f"https://{request.get_host()}{request.path}"
        OAuth2Request.__init__(self, method=request.method, uri=address, headers=request.headers)
        self.payload = DjangoOAuth2Payload(request)
        self._request = request


class Server(AuthorizationServer):
    """Authlib's server over our own tables: a token is kept as its hash."""

    def create_oauth2_request(self, request: HttpRequest) -> Asked:
        return Asked(request)

    def query_client(self, client_id: str) -> KeyAsClient | None:
        key = ApiKey.objects.named(client_id.removeprefix("hl_")[:12])
        return KeyAsClient(key) if key else None

    def save_token(self, token: dict[str, Any], request: OAuth2Request) -> None:
        scopes = str(token.get("scope") or "").split()
        give_token(request.client.key, token=token["access_token"], scopes=scopes, at=timezone.now())

    def handle_response(self, status_code: int, payload: Any, headers: list[tuple[str, str]]) -> Response:
        told = payload
        if status_code >= 400:
            told = {**payload, "code": payload["error"], "sentence": _sentence(payload["error"]), "fields": {}}
        kept = {name: value for name, value in headers if name.lower() != "content-type"}
        return Response(told, status=status_code, headers=kept)

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""


def _server() -> Server:
    server = Server(None, None)
    lives = int(TOKEN_LIVES.total_seconds())
    server.load_config({"token_expires_in": {GRANT: lives}, "access_token_generator": _new_token})
    server.register_grant(Grant)
    server.register_endpoint(Revocation)
    return server


def _new_token(*_args: object, **_kwargs: object) -> str:
    return f"ht_{secrets.token_urlsafe(32)}"


def _pass_walls(request: OAuth2Request, key: ApiKey) -> None:
    plain, came = request._request, Came(key, "key")
    note_caller(plain, came)
    let_through(plain, came, plain.META.get("REMOTE_ADDR", ""))


def _sentence(error: str) -> str:
    sentences = {
        "invalid_client": _("This client is unknown, or its secret is wrong, expired or revoked."),
        "invalid_scope": _("A scope is a verb that this client may use. GET me/ names them."),
        "unsupported_grant_type": _(
            "Send grant_type=client_credentials as a form (application/x-www-form-urlencoded)."
        ),
    }
    return sentences.get(error, _("This input cannot be used."))


SERVER = _server()


class Oauth(Opened):
    """What both addresses have in common: a small form, nothing in the address, and a limit for whoever tries secrets."""

    parser_classes = (FormParser,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if len(request._request.body) > MOST_BYTES:
            raise TooLarge
        if request.query_params:
            raise ValidationError({name: _("There is no such parameter.") for name in request.query_params})
        GUESSING.refuse(request.META.get("REMOTE_ADDR", ""), request.headers.get("Authorization", ""))

    def judged(self, request: Request, answer: Response) -> Response:
        """Count a wrong secret against the address it came from."""
        if answer.data and answer.data.get("error") == "invalid_client":
            GUESSING.failed(request.META.get("REMOTE_ADDR", ""))
        return answer


class Token(Oauth):
    """`POST oauth/token/`: a key for a token."""

    def post(self, request: Request) -> Response:
        return self.judged(request, SERVER.create_token_response(request._request))


class Revoke(Oauth):
    """`POST oauth/revoke/`: a token is given back; 200 whether or not there was one."""

    def post(self, request: Request) -> Response:
        return self.judged(request, SERVER.create_endpoint_response("revocation", request._request))
