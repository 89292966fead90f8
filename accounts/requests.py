"""The request of somebody who has come through the gate."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """What a view behind `@may(…)` receives: `user` is a member of staff, never anonymous."""

    user: User


def seen_version(request: HttpRequest) -> int:
    """Which version of a row somebody saw when they began to change it, as their form says; 0 for none, which is never right."""
    seen = request.POST.get("version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
