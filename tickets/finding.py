"""A ticket by what people say of its number: all of it, month-day and sequence, or today's sequence at my hall."""

import re
from datetime import date, datetime

from django.utils import timezone

from accounts.models import Unit, User
from tickets.models import Ticket

WHOLE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,11}\d{10}")
SHORT = re.compile(r"(\d{2})(\d{2})\s*[-－–—]\s*(\d{4})")
TODAYS = re.compile(r"\d{4}")


def numbered(words: str, *, user: User, at: datetime) -> list[Ticket]:
    """Return the tickets visible to `user` that `words` can mean as a number, newest first."""
    candidates = _candidates(words.strip(), user=user, today=timezone.localtime(at).date())
    if not candidates:
        return []
    found = Ticket.objects.visible_to(user).filter(number__in=candidates)
    return list(found.for_list().order_by("-registered_at")[:9])


def _candidates(words: str, *, user: User, today: date) -> list[str]:
    if WHOLE.fullmatch(words):
        return [words.upper()]
    short = SHORT.fullmatch(words)
    if short:
        month, day, sequence = short.groups()
        years = (today.year % 100, (today.year - 1) % 100)
        return [f"{code}{year:02d}{month}{day}{sequence}" for code in _halls(user) for year in years]
    if TODAYS.fullmatch(words):
        hall = home_hall(user)
        return [f"{hall.code}{today:%y%m%d}{words}"] if hall else []
    return []


def _halls(user: User) -> list[str]:
    halls = Unit.objects.filter(kind=Unit.Kind.HALL, org__in=user.orgs())
    return list(halls.values_list("code", flat=True))


def home_hall(user: User) -> Unit | None:
    """The hall in which somebody works; a counter is a desk inside one."""
    home = user.home
    if home is not None and home.kind == Unit.Kind.DESK and home.parent_id:
        home = home.parent
    return home if home is not None and home.kind == Unit.Kind.HALL else None


def halls_to_register_at(user: User) -> list[Unit]:
    """The halls at whose counter `user` may register, their own first."""
    halls = Unit.objects.filter(pk__in=user.units("register"), kind=Unit.Kind.HALL, is_active=True)
    home = home_hall(user)
    own = home.pk if home else None
    return sorted(halls.select_related("org").order_by("name"), key=lambda hall: hall.pk != own)
