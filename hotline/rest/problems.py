"""The one shape in which the API says no, in the caller's language."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import RequestDataTooBig
from django.core.signals import got_request_exception
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from hotline.refusals import TooFast
from hotline.rest.bodies import TooLarge
from servicedesk.lib.refusals import Refusal

log = logging.getLogger(__name__)
ASK_FOR_KEY = 'Bearer realm="api"'


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
    if answer.status_code == 401:
        answer.setdefault("WWW-Authenticate", ASK_FOR_KEY)
    if answer.status_code in (429, 503):
        wait = error.wait if isinstance(error, TooFast) else 60 if answer.status_code == 429 else 2
        answer["Retry-After"] = str(wait)
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
