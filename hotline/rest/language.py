"""In which language a caller is answered."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation


def is_by_key(request: HttpRequest) -> bool:
    """Whether a machine is asking; its language is told by `Accept-Language`, a person's by the page."""
    return "Authorization" in request.headers


def chosen_language(request: HttpRequest) -> str:
    """What the request asks for; a person's page has chosen already."""
    if is_by_key(request) or request.resolver_match is None:
        return translation.get_language_from_request(request)
    return translation.get_language() or settings.LANGUAGE_CODE


def speak_as(request: HttpRequest, language: str) -> None:
    """Use the client's own language for the rest of this request, unless the request itself asks for one."""
    if language and "Accept-Language" not in request.headers:
        translation.activate(language)
