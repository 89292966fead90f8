"""What a company has begun and not ended yet: asked of the apps above, where a day begins and above the settings."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import User


@dataclass(frozen=True)
class Unfinished:
    """What waits to be gone on with, where, and how far it is."""

    word: Promise
    url: str
    ready: int
    all: int


# An app above says what of its own somebody should go on with; None: nothing.
ASKED: list[Callable[[User], Unfinished | None]] = []


def unfinished(user: User) -> Unfinished | None:
    """The first thing that this person has begun and should go on with."""
    return next((told for ask in ASKED if (told := ask(user))), None)
