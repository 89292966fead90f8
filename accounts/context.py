"""What every page of the house needs around its content. Nothing is asked of the database until a template uses it,
so that the page which says that the database is away can still be drawn."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.beginning import unfinished
from accounts.models import Notice, User
from accounts.rail import rail_for
from accounts.settings_pages import page_at
from accounts.standing import kept

MOST_COUNTED = 99


def house(request: HttpRequest) -> dict[str, Any]:
    """The rail, the bell, the hall's name and the moment the page was made."""

    def later(answer: Callable[[User], object], otherwise: object) -> SimpleLazyObject:
        def asked() -> object:
            user = getattr(request, "user", None)
            return answer(user) if isinstance(user, User) else otherwise

        return SimpleLazyObject(asked)

    return {
        "page_time": timezone.now(),
        "rail": later(rail_for, []),
        "notices_unread": later(unread, 0),
        "settings_page": later(lambda user: page_at(request.path) if user.may("settings") else None, None),
        "unfinished": later(unfinished, None),
        "hall_name": later(_home_name, ""),
        "shortcuts_off": later(lambda user: not user.shortcuts, False),
        "density": later(lambda user: "compact" if user.compact else "", ""),
    }


def _home_name(user: User) -> str:
    return kept(("name of a unit", user.home_id), lambda: user.home.name if user.home else "")


def unread(user: User) -> int:
    """How many notices wait; beyond 99 the bell does not count on."""
    return Notice.objects.visible_to(user).unread()[:MOST_COUNTED].count()
