"""The API's walls: who is asking, whether they may, what is read of what they send, and how they are told no."""

import json
import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import RequestDataTooBig
from django.core.signals import got_request_exception
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from hotline.actions import touch
from hotline.models import ApiKey
from hotline.refusals import ForeignPage, OutOfScope
from servicedesk.lib.gate import SIGNED_IN
from servicedesk.lib.refusals import NotAllowed, Refusal

log = logging.getLogger(__name__)
MOST_BYTES = 256 * 1024
DEEPEST = 12


class TooLarge(exceptions.APIException):
    """More bytes than any request of this API needs."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


class NoLength(exceptions.APIException):
    """A body sent in chunks: WSGI would take it for an empty one."""

    status_code = HTTPStatus.LENGTH_REQUIRED
    default_code = "length_required"


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer <key>`: the client acts as its own service user."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        key = ApiKey.objects.behind(text.strip()) if scheme.lower() == "bearer" else None
        if key is None:
            raise exceptions.AuthenticationFailed
        if key.is_long_unused:  # type: ignore[attr-defined]
            touch(key)
        return key.client.user, key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class SessionWithCsrf(SessionAuthentication):
    """The product's own pages: their session, and for every change its CSRF token."""

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied:
            raise ForeignPage from None


class MayDo(BasePermission):
    """Closed unless the view names the verb of this action in `verbs`, and the caller's role and scopes include it."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            return False
        if getattr(view, "action", "") in (None, "metadata"):
            raise exceptions.MethodNotAllowed(str(request.method))
        verb = getattr(view, "verbs", {}).get(getattr(view, "action", ""))
        if not verb:
            return False
        require_verb(request, verb)
        return True


def require_verb(request: Request, verb: str) -> None:
    """Refuse unless the caller's role includes `verb`, and so do the scopes of the key, if it is a key."""
    if verb == SIGNED_IN:
        return
    if not (isinstance(request.user, User) and request.user.may(verb)):
        raise NotAllowed(verb)
    if isinstance(request.auth, ApiKey) and not request.auth.client.covers(verb):
        raise OutOfScope(verb)


class BoundedJson(JSONParser):
    """JSON in UTF-8 of bounded size and depth, each name once, no NaN, no text that a database cannot hold."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        raw = stream.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise TooLarge
        try:
            told = json.loads(raw.decode(), parse_constant=_no_constant, object_pairs_hook=_each_once)
            _check_text(told)
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError from error
        return told


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError("a name stands twice")
    return told


def _check_text(told: Any) -> None:
    """Refuse depth, NUL and lone surrogates anywhere: Postgres keeps none of them."""
    level = [told]
    for _depth in range(DEEPEST):
        if any("\0" in text or not _is_encodable(text) for text in _texts(level)):
            raise ValueError("text that cannot be kept")
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise ValueError("too deep")


def _texts(level: list[Any]) -> Iterator[str]:
    for item in level:
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            yield from item


def _is_encodable(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _inside(item: Any) -> list[Any]:
    if isinstance(item, dict):
        return list(item.values())
    return item if isinstance(item, list) else []


def problem(code: str, sentence: str, fields: dict[str, str] | None = None) -> dict[str, Any]:
    """The one shape in which the API says no."""
    return {"code": code, "sentence": sentence, "fields": fields or {}}


def translate(error: Exception, context: dict[str, Any]) -> Response:
    """Turn every refusal into its problem body; what nobody foresaw is logged and told as an error of ours."""
    match error:
        case Refusal():
            answer = Response(problem(error.code, error.sentence(), error.fields), status=error.status)
        case exceptions.ValidationError():
            answer = Response(_invalid(flat(error.detail)), status=400)
        case OperationalError() | InterfaceError():
            log.warning("database: %s", type(error.__cause__ or error).__name__)
            answer = Response(problem("busy", _("Too busy just now. Send the same again in a moment.")), status=503)
        case DataError():
            log.warning("database: %s", type(error.__cause__ or error).__name__)
            answer = Response(_invalid({}), status=400)
        case _:
            known = _known(error)
            if known is None:
                return _our_fault(error, context)
            answer = Response(problem(known.default_code, sentence_of(known)), status=known.status_code)
            if header := getattr(known, "auth_header", ""):
                answer["WWW-Authenticate"] = header
    if answer.status_code in (429, 503):
        answer["Retry-After"] = "60" if answer.status_code == 429 else "2"
    return answer


def _our_fault(error: Exception, context: dict[str, Any]) -> Response:
    log.error("unforeseen", exc_info=error)
    got_request_exception.send(sender=None, request=context.get("request"))
    sentence = _("Something went wrong on our side. It is recorded; send the same again later.")
    return Response(problem("internal", sentence), status=500)


def _known(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, DjangoPermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    return error if isinstance(error, exceptions.APIException) else None


def sentence_of(error: exceptions.APIException) -> str:
    """What happened and what to do next, for the ways of saying no that every API has."""
    sentences = {
        "not_authenticated": _("Send an API key: “Authorization: Bearer hl_…”."),
        "authentication_failed": _("This API key is unknown, expired or revoked."),
        "permission_denied": _("This is closed."),
        "not_found": _("There is nothing here. Check the address; it ends with a slash."),
        "method_not_allowed": _("This address does not take that method."),
        "not_acceptable": _("The answer can only be JSON."),
        "unsupported_media_type": _("Send JSON, with “Content-Type: application/json”."),
        "parse_error": _("This is not well-formed JSON in UTF-8."),
        "length_required": _("Send the body in one piece, with its Content-Length."),
        "too_large": _("This request is too large. The limit is 256 kB."),
    }
    return sentences.get(error.default_code, str(error.detail))


def _invalid(fields: dict[str, str]) -> dict[str, Any]:
    named = "、".join(name for name in fields if name)
    sentence = _("Check these fields: %(names)s") % {"names": named} if named else _("This input cannot be used.")
    return problem("invalid", sentence, fields)


def flat(detail: Any, name: str = "") -> dict[str, str]:
    """Return nested complaints as one level: {"answers.meter": "…"}."""
    if isinstance(detail, dict):
        inner = [(f"{name}.{key}" if name else str(key), told) for key, told in detail.items()]
    elif isinstance(detail, list) and any(isinstance(told, dict | list) for told in detail):
        inner = [(f"{name}.{place}", told) for place, told in enumerate(detail)]
    else:
        return {name: " ".join(str(told) for told in detail) if isinstance(detail, list) else str(detail)}
    return {path: told for place, found in inner for path, told in flat(found, place).items()}


def is_by_key(request: HttpRequest) -> bool:
    """Whether a machine is asking; its language is told by `Accept-Language`, a person's by the page."""
    return "Authorization" in request.headers
