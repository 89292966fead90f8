"""What of a case the lines of a policy look at, and in which words."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Protocol
from uuid import UUID

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deadlines.words import AREAS

NO_AREA = "unknown"  # a line for cases whose address has no area yet
ANY_IMPORTANCE = "any"

# How much hangs on a customer's supply; the customer's file has the code.
IMPORTANCE: dict[str, Lazy] = {
    ANY_IMPORTANCE: _("any important customer"),
    "special": _("customer of special importance"),
    "first": _("important customer, first grade"),
    "second": _("important customer, second grade"),
    "temporary": _("important customer for a time"),
}
# How grave a complaint is.
LEVELS: dict[str, Lazy] = {
    "special": pgettext_lazy("level", "special"),
    "major": pgettext_lazy("level", "major"),
    "important": pgettext_lazy("level", "important"),
    "general": pgettext_lazy("level", "general"),
}
CHANNELS: dict[str, Lazy] = {
    "counter": _("at the counter"),
    "hotline": _("by the hotline"),
    "online": _("online"),
    "visit": _("on an outside visit"),
    "12398": _("from 12398, the energy regulator"),
    "12345": _("from 12345, the city hotline"),
    "12315": _("from 12315, consumer protection"),
}


@dataclass(frozen=True)
class Case:
    """The facts of one case; what is not known is empty."""

    category: str = ""
    area: str = ""
    level: str = ""
    importance: str = ""
    channel: str = ""
    hall: UUID | None = None


class Line(Protocol):
    """The conditions of a line; an empty one fits everything."""

    category: str
    area: str
    level: str
    importance: str
    channel: str
    hall_id: UUID | None


def fits(line: Line, case: Case) -> bool:
    """Whether the case falls under the line; its company and kind are the same already."""
    is_important = line.importance in ("", case.importance) or bool(
        case.importance and line.importance == ANY_IMPORTANCE
    )
    return (
        line.area in ("", case.area or NO_AREA)
        and line.level in ("", case.level)
        and is_important
        and line.channel in ("", case.channel)
        and line.hall_id in (None, case.hall)
        and fnmatchcase(case.category, line.category or "*")
    )


def by_place(line: Line) -> bool:
    """Whether the line looks at the address and not at whose it is."""
    return bool(line.area) and not (line.level or line.importance)


def by_person(line: Line) -> bool:
    """Whether the line looks at the level of the case or of the customer and not at the address."""
    return bool(line.level or line.importance) and not line.area


def meet(one: Line, other: Line) -> bool:
    """Whether one case could fall under both lines."""
    pairs = (
        (one.area, other.area),
        (one.level, other.level),
        (one.channel, other.channel),
        (one.hall_id, other.hall_id),
    )
    alike = all(mine == yours or not mine or not yours for mine, yours in pairs)
    grades = {one.importance, other.importance}
    is_same_grade = len(grades) == 1 or bool(grades & {"", ANY_IMPORTANCE})
    mine, yours = one.category or "*", other.category or "*"
    both_open = "*" in mine and "*" in yours
    return alike and is_same_grade and (both_open or fnmatchcase(mine, yours) or fnmatchcase(yours, mine))


def conditions(line: Line, hall: str = "") -> list[str]:
    """The conditions of a line in words, without its kind: [城区, *meter*, 一级重要用户]."""
    told = [
        str(AREAS.get(line.area, line.area)),
        line.category,
        str(LEVELS.get(line.level, line.level)),
        str(IMPORTANCE.get(line.importance, line.importance)),
        str(CHANNELS.get(line.channel, line.channel)),
        hall,
    ]
    return [word for word in told if word]
