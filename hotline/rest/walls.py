"""Round every request of the API: its number, its limit, its line in the log, and one shape for every “no”.

Whatever goes wrong on the way (a strange Host, a body too large, an error in between) is told as a problem body here.
"""

import re
import time
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework import exceptions

from hotline.changes import going
from hotline.rest.bodies import TooLarge
from hotline.rest.caller import caller_of
from hotline.rest.journal import JOURNAL, line_of
from hotline.rest.problems import problem, sentence_of
from servicedesk.lib.ids import uuid7

DOORS = ("/api/", "/open311/")
# Well-formed, and not a number that might be somebody's.
OWN_ID = re.compile(r"(?![0-9]+[Xx]?\Z)[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
BY_STATUS: dict[int, type[exceptions.APIException]] = {
    HTTPStatus.NOT_FOUND: exceptions.NotFound,
    HTTPStatus.FORBIDDEN: exceptions.PermissionDenied,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: TooLarge,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: exceptions.UnsupportedMediaType,
}


class Walls:
    """Middleware, outermost but for the true address: pages pass it untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(DOORS):
            return self.get_response(request)
        began, request_id = time.time(), _request_id(request)
        answer = told_as_problem(request, self.get_response(request))
        answer["X-Request-Id"] = request_id
        if answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
            # Django would log the address as it was typed, with whatever somebody has put there.
            answer._has_been_logged = True  # type: ignore[attr-defined]
        _tell_what_goes(request, answer)
        came = caller_of(request)
        if came is not None:
            for name, value in (came.budget.headers() if came.budget else {}).items():
                answer[name] = value
            JOURNAL.put(line_of(request, answer, came, request_id=request_id, began=began, code=code_of(answer)))
        return answer


def _request_id(request: HttpRequest) -> str:
    told = request.headers.get("X-Request-Id", "")
    return told if OWN_ID.fullmatch(told) else str(uuid7())


def _tell_what_goes(request: HttpRequest, answer: HttpResponseBase) -> None:
    found = going(request.resolver_match.view_name) if request.resolver_match else None
    for name, value in (found.headers() if found else {}).items():
        answer[name] = value


def code_of(answer: HttpResponseBase) -> str:
    """Return the code of a problem body; nothing where all went well."""
    told = getattr(answer, "data", None)
    if answer.status_code < HTTPStatus.BAD_REQUEST or not isinstance(told, dict):
        return ""
    return str(told.get("code") or told.get("error") or "")


def told_as_problem(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Return the same “no” in the API's shape, where a page would have been shown."""
    is_page = not answer.get("Content-Type", "").startswith("application/")
    if answer.status_code < HTTPStatus.BAD_REQUEST or not is_page or not request.path.startswith("/api/"):
        return answer
    with translation.override(translation.get_language_from_request(request)):
        told = _problem_for(answer.status_code)
    instead = JsonResponse(told, status=answer.status_code, json_dumps_params={"ensure_ascii": False})
    for name in ("Retry-After", "Allow", "Cache-Control", "WWW-Authenticate"):
        if name in answer:
            instead[name] = answer[name]
    instead.setdefault("Cache-Control", "no-store, private")
    instead.setdefault("X-Content-Type-Options", "nosniff")
    if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        instead.setdefault("Retry-After", "2")
    if answer.streaming:
        answer.close()
    return instead


def _problem_for(status: int) -> dict[str, object]:
    if status in BY_STATUS:
        known = BY_STATUS[status]
        error = known(media_type="") if known is exceptions.UnsupportedMediaType else known()
        return problem(str(known.default_code), sentence_of(error))
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return problem("busy", _("Too busy just now. Send the same again in a moment."))
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return problem("bad_request", _("This request cannot be read. Check its address, its host and its headers."))
    return problem("internal", _("Something went wrong on our side. It is recorded; send the same again later."))
