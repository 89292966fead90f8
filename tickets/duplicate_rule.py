"""What counts as the same again, by category: rows of data, read here into one typed rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tickets.models import Category

# What is offered when the same account has an open case.
URGE, LINK, OFF = "urge", "link", "off"
OFFERS = (URGE, LINK, OFF)
LONGEST_DAYS, LONGEST_MINUTES, MOST = 365, 1440, 99


@dataclass(frozen=True)
class DuplicateRule:
    """The rule of one category. A count or a number of days of 0 switches that part off.

    `account`: what is offered while the account has an open case. `transformer_count` cases of one transformer within
    `transformer_minutes`, this one among them, look like one fault. The same customer and category within `repeat_days`
    is a repeat; from the `level_after`-th contact on the case is lifted to `level`.
    """

    account: str = URGE
    transformer_count: int = 2
    transformer_minutes: int = 30
    repeat_days: int = 30
    level_after: int = 3
    level: str = "major"

    @property
    def looks_at_transformer(self) -> bool:
        return self.transformer_count > 1 and self.transformer_minutes > 0

    @property
    def looks_at_repeats(self) -> bool:
        return self.repeat_days > 0

    def level_for(self, contacts: int) -> str:
        """The level to which this many contacts about the same lift a case, this one counted; none: as it is."""
        return self.level if self.looks_at_repeats and 0 < self.level_after <= contacts else ""

    def as_data(self) -> dict[str, Any]:
        """The rule as a category keeps it."""
        return {
            "account": self.account,
            "transformer": {"count": self.transformer_count, "minutes": self.transformer_minutes},
            "repeat": {"days": self.repeat_days, "level_after": self.level_after, "level": self.level},
        }


USUAL = DuplicateRule()


def read(data: Mapping[str, Any]) -> DuplicateRule:
    """Read `{"account": "urge", "transformer": {"count": 2, "minutes": 30}, "repeat": {"days": 30, "level_after": 3}}`.

    What is left out, or is no number in bounds, is as usual.
    """
    transformer, repeat = _part(data, "transformer"), _part(data, "repeat")
    offer, level = data.get("account"), repeat.get("level")
    return DuplicateRule(
        account=offer if offer in OFFERS else USUAL.account,
        transformer_count=_figure(transformer, "count", USUAL.transformer_count, MOST),
        transformer_minutes=_figure(transformer, "minutes", USUAL.transformer_minutes, LONGEST_MINUTES),
        repeat_days=_figure(repeat, "days", USUAL.repeat_days, LONGEST_DAYS),
        level_after=_figure(repeat, "level_after", USUAL.level_after, MOST),
        level=level if isinstance(level, str) and level else USUAL.level,
    )


def rule_for(category: Category) -> DuplicateRule:
    """The category's own rule, else that of the nearest category above it that has one, else the usual one."""
    one: Category | None = category
    while one is not None:
        if one.duplicates:
            return read(one.duplicates)
        one = one.parent
    return USUAL


def _part(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = data.get(name)
    return part if isinstance(part, Mapping) else {}


def _figure(part: Mapping[str, Any], name: str, usual: int, most: int) -> int:
    value = part.get(name, usual)
    return value if type(value) is int and 0 <= value <= most else usual
