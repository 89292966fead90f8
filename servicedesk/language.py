"""Which language a page speaks: Chinese, unless this browser has chosen another, or a public page's company has."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

SPOKEN = frozenset(code for code, _name in settings.LANGUAGES)


class ChosenLanguage:
    """Follow the language cookie; a browser's own preference is not asked, because halls share machines."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        language = chosen if chosen in SPOKEN else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ("Cookie",))
        return response


def speak_for(request: HttpRequest, language: str) -> None:
    """On a page whose reader has chosen nothing, speak a company's language until the request is answered."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and language in SPOKEN:
        translation.activate(language)  # the middleware goes back to what was spoken before
        request.LANGUAGE_CODE = language
