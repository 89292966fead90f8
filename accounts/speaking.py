"""The browser remembers in which language its reader is spoken to."""

from typing import TypeVar

from django.conf import settings
from django.http import HttpResponse

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
