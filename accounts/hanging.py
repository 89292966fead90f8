"""What hangs on a unit: told before it is closed. The apps above say what of theirs does, and how to count it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Absence, Grant, Unit, User

MOST = 1000


@dataclass(frozen=True)
class Hanging:
    """One sort of thing; while there is one that `holds`, its unit cannot be closed."""

    word: Promise
    count: Callable[[Unit], int]
    holds: bool = False


def _people(unit: Unit) -> int:
    return User.objects.filter(home=unit, is_active=True, is_service=False).count()


def _below(unit: Unit) -> int:
    return Unit.objects.filter(parent=unit, is_active=True).count()


def _grants(unit: Unit) -> int:
    return Grant.objects.live().filter(unit=unit, person__is_active=True).exclude(person__home=unit).count()


def _absent(unit: Unit) -> int:
    return Absence.objects.now().filter(person__home=unit).count()


HANGING: list[Hanging] = [
    Hanging(_("units below it"), _below, holds=True),
    Hanging(_("people who sit there"), _people, holds=True),
    Hanging(_("roles of others that are given there"), _grants),
    Hanging(_("people of it who are away"), _absent),
]


def hanging_on(unit: Unit) -> list[tuple[Hanging, int]]:
    """Everything that hangs on this unit now, with how much."""
    counted = ((one, one.count(unit)) for one in HANGING)
    return [(one, count) for one, count in counted if count]
