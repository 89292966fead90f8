"""What the walls learn of a caller on its way in, for the answer's headers and the log of requests."""

from dataclasses import dataclass

from django.http import HttpRequest

from hotline.models import ApiKey
from hotline.rest.limits import Budget

_PLACE = "_api_caller"


@dataclass
class Came:
    """The key that was presented, in which way, and what is left of its limit."""

    key: ApiKey
    way: str
    budget: Budget | None = None


def note_caller(request: HttpRequest, came: Came) -> None:
    """Keep who is asking with the request."""
    setattr(request, _PLACE, came)


def caller_of(request: HttpRequest) -> Came | None:
    """Who is asking, if it is a machine that was recognised."""
    found: Came | None = getattr(request, _PLACE, None)
    return found
