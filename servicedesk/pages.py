"""How a refusal is told to a person: the page that says what happened and what to do next."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from servicedesk.lib.refusals import Refusal

Answer = Callable[[HttpRequest], HttpResponse]


class Refusals:
    """Middleware: a Refusal that no view dealt with becomes a page with its sentence and its status."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refusal):
            return refuse(request, error)
        if isinstance(error, OperationalError):
            answer = render(request, "503.html", status=503)
            answer["Retry-After"] = "5"
            return answer
        return None


def refuse(request: HttpRequest, error: Refusal) -> HttpResponse:
    """Return the page for a refusal: 403, 409 and the rest have their own words around the same sentence."""
    template = {403: "403.html", 409: "409.html"}.get(error.status, "refused.html")
    facts = {"sentence": error.sentence(), "code": error.code, "refusal": error}
    return render(request, template, facts, status=error.status)


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
