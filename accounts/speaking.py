"""What every answer at the door does: speak the reader's language, and lead nowhere outside."""

from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.branding import Look, look_of
from accounts.models import Unit
from servicedesk.language import speak_for

A_YEAR = 365 * 24 * 3600
Answer = TypeVar("Answer", bound=HttpResponse)


def speak(answer: Answer, chosen: str) -> Answer:
    """Let this browser remember the language."""
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=A_YEAR,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return answer


def safe_path(request: HttpRequest, path: str) -> str:
    """`path` if it stays in this house, else the start page."""
    stays = url_has_allowed_host_and_scheme(path, allowed_hosts=None, require_https=request.is_secure())
    return path if stays and path.startswith("/") else "/"


def as_company(request: HttpRequest, unit: Unit) -> Look:
    """Let a public page look like its company, and speak its language to a reader who has chosen none."""
    look = look_of(unit)
    speak_for(request, look.language)
    request.own_look = look  # type: ignore[attr-defined]
    return look
