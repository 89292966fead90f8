"""How a refusal is told to a person: the page that says what happened and what to do next."""

from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from servicedesk.lib.files.limits import MOST_IN_A_REQUEST, MOST_WITHOUT_FILES, TooLarge
from servicedesk.lib.refusals import Refusal

Answer = Callable[[HttpRequest], HttpResponse]


class Refusals:
    """Middleware: a Refusal that no view dealt with becomes a page with its sentence and its status."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_too_large(request):
            return _too_large(request)
        if _is_elsewhere(request):
            raise Http404
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refusal):
            return refuse(request, error)
        if isinstance(error, OperationalError):
            answer = render(request, "503.html", status=503)
            answer["Retry-After"] = "5"
            return answer
        return None


def _is_too_large(request: HttpRequest) -> bool:
    """Asked before a byte of the body is read; a body without a length is none to WSGI."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    most = MOST_IN_A_REQUEST if request.content_type == "multipart/form-data" else MOST_WITHOUT_FILES
    return not told.isdigit() or int(told) > most


def _is_elsewhere(request: HttpRequest) -> bool:
    """The other host name is there for files alone: no page of the product answers from it."""
    named = settings.FILES_URL.partition("://")[2]
    return bool(named) and request.META.get("HTTP_HOST") == named and not request.path.startswith("/f/")


def _too_large(request: HttpRequest) -> HttpResponse:
    error = TooLarge(_("This is too large to be sent at once. Choose fewer or smaller files."))
    if request.path.startswith("/api/"):
        return JsonResponse({"code": error.code, "sentence": error.sentence(), "fields": {}}, status=error.status)
    return refuse(request, error)


def refuse(request: HttpRequest, error: Refusal) -> HttpResponse:
    """Return the page for a refusal: 403, 409 and the rest have their own words around the same sentence."""
    template = {403: "403.html", 409: "409.html"}.get(error.status, "refused.html")
    facts = {"sentence": error.sentence(), "code": error.code, "refusal": error}
    return render(request, template, facts, status=error.status)


class Compressed(GZipMiddleware):
    """Middleware: pages travel compressed, with a random length against guessing; what has an ETag of its own stays as it is."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = response.get("Content-Type", "").startswith("text/html") and "ETag" not in response
        return super().process_response(request, response) if is_page else response


class Uncached:
    """Middleware: nothing with data in it is kept by a browser or a proxy."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response and not request.path.startswith("/static/"):
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store, private"
        response.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
        return response
