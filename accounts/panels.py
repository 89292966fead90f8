"""What the apps above tell on a unit's page: what holds there and from where, as the unit's own values are told."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import Unit

Word = str | Promise


@dataclass(frozen=True)
class Fact:
    """One value as it holds for a unit. `source`: the unit that says it; None: nobody does, and the product's own holds."""

    word: Word
    value: Word
    source: Unit | None = None


@dataclass(frozen=True)
class Panel:
    """Facts that belong together, and the page where they are changed; `verb` opens that page."""

    word: Word
    facts: list[Fact]
    url: str
    verb: str


PANELS: list[Callable[[Unit], Panel | None]] = []


def panels_of(unit: Unit) -> list[Panel]:
    """What every app has to tell of this unit; one that has nothing is not shown."""
    return [panel for tell in PANELS if (panel := tell(unit)) is not None and panel.facts]
