"""The company's grid as a drawing: districts, feeders, transformers, and what is off; no map server is asked.

A state is a colour, a filling and a sign at once, and the table beside the drawing says the same in words.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import pgettext

from accounts.models import Unit
from customers.models import SupplyPoint
from outages.boundaries import outlines_of
from outages.models import Outage, OutageArea
from outages.reach import reached

By = OutageArea.By
# The stronger state is shown where several meet.
STATES = ("plain", "ahead", "suggested", "partly", "off")
SIGNS = {"plain": "", "ahead": "◷", "suggested": "?", "partly": "◐", "off": "✕"}
CELL, GAP, LEFT, ROW, WIDTH = 26, 6, 190, 38, 1040
MOST_FEEDERS, PER_ROW, MOST_CELLS = 60, (WIDTH - LEFT) // (CELL + GAP), 52


@dataclass
class Node:
    """A transformer: how many it supplies, and how it stands."""

    name: str
    points: int = 0
    state: str = "plain"
    x: int = 0
    y: int = 0

    @property
    def sign(self) -> str:
        return SIGNS[self.state]

    @property
    def word(self) -> str:
        return state_words()[self.state]


@dataclass
class Feeder:
    """A feeder of one district with its transformers."""

    name: str
    nodes: list[Node] = field(default_factory=list)
    y: int = 0
    hidden: int = 0

    @property
    def points(self) -> int:
        return sum(node.points for node in self.nodes)

    @property
    def off(self) -> int:
        """How many transformers are off, in part or as a whole."""
        return sum(node.state in ("off", "partly") for node in self.nodes)

    @property
    def state(self) -> str:
        """Off when all of it is; else the strongest of its parts, an outage of some of it being one in part."""
        found = {node.state for node in self.nodes}
        if found == {"off"}:
            return "off"
        return "partly" if "off" in found else max(found, key=STATES.index, default="plain")

    @property
    def word(self) -> str:
        return state_words()[self.state]

    @property
    def shown(self) -> list[Node]:
        return self.nodes[:MOST_CELLS]


@dataclass
class District:
    """The district of a hall."""

    name: str
    feeders: list[Feeder] = field(default_factory=list)
    y: int = 0


@dataclass
class Drawing:
    """All of it, with the place of every part on the sheet."""

    districts: list[District]
    height: int
    outlines: list[Any]
    width: int = WIDTH
    cell: int = CELL

    @property
    def feeders(self) -> list[tuple[District, Feeder]]:
        return [(district, feeder) for district in self.districts for feeder in district.feeders]

    @property
    def legend(self) -> list[tuple[str, str, str]]:
        words = state_words()
        return [(state, SIGNS[state], words[state]) for state in STATES]


def state_words() -> dict[str, str]:
    """What each state is called."""
    return {
        "plain": pgettext("grid", "supplied"),
        "ahead": pgettext("grid", "planned outage"),
        "suggested": pgettext("grid", "suspected"),
        "partly": pgettext("grid", "off in part"),
        "off": pgettext("grid", "off"),
    }


def drawing_of(org: Unit, *, at: datetime) -> Drawing:
    """The grid of a company as it stands at `at`."""
    rows = SupplyPoint.objects.filter(org=org).exclude(feeder="", transformer="").order_by()
    counted = rows.values_list("hall__name", "feeder", "transformer").annotate(n=Count("pk"))
    marks = _marks(org, at=at)
    districts: dict[str, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for hall, feeder, transformer, count in sorted(counted, key=lambda row: tuple(str(part or "") for part in row)):
        state = _state(marks, hall or "", feeder, transformer)
        districts[hall or "—"][feeder or "—"].append(Node(transformer or "—", count, state))
    drawn = [
        District(hall, [Feeder(name, nodes) for name, nodes in feeders.items()][:MOST_FEEDERS])
        for hall, feeders in districts.items()
    ]
    return Drawing(drawn, _place(drawn), outlines_of(org, lambda by, value: _of_outline(drawn, marks, by, value)))


def _marks(org: Unit, *, at: datetime) -> dict[tuple[str, str], str]:
    """The state of every part that an outage names, and of every transformer of which it covers something."""
    found: dict[tuple[str, str], str] = {}
    rows = Outage.objects.unended().filter(org=org).prefetch_related("areas__hall")
    for outage in rows.order_by("-starts_at")[:500]:
        state = {"ahead": "ahead", "suggested": "suggested"}.get(outage.state(at), "off")
        small = []
        for area in outage.areas.all():
            if area.by in (By.STREET, By.POINT):
                small.append(area)
            else:
                _mark(found, area.by, area.hall.name if area.hall else area.value, state)
        for transformer in _touched(org, small):
            _mark(found, By.TRANSFORMER, transformer, "partly" if state == "off" else state)
    return found


def _touched(org: Unit, areas: list[OutageArea]) -> Iterable[str]:
    if not areas:
        return []
    return reached(org.pk, areas).exclude(transformer="").values_list("transformer", flat=True).distinct().order_by()


def _mark(found: dict[tuple[str, str], str], by: str, value: str, state: str) -> None:
    before = found.get((by, value), "plain")
    found[by, value] = max(before, state, key=STATES.index)


def _state(marks: dict[tuple[str, str], str], hall: str, feeder: str, transformer: str) -> str:
    named = ((By.DISTRICT, hall), (By.FEEDER, feeder), (By.TRANSFORMER, transformer))
    return max((marks.get((by.value, value), "plain") for by, value in named), key=STATES.index)


def _of_outline(drawn: list[District], marks: dict[tuple[str, str], str], by: str, value: str) -> str:
    """How what an outline surrounds stands: of a district the strongest of its feeders."""
    if by == By.DISTRICT:
        states = {feeder.state for district in drawn if district.name == value for feeder in district.feeders}
        return "partly" if "off" in states and len(states) > 1 else max(states, key=STATES.index, default="plain")
    feeders = [feeder for district in drawn for feeder in district.feeders]
    if by == By.FEEDER:
        return next((feeder.state for feeder in feeders if feeder.name == value), marks.get((by, value), "plain"))
    nodes = (node for feeder in feeders for node in feeder.nodes)
    return next((node.state for node in nodes if node.name == value), marks.get((by, value), "plain"))


def _place(drawn: list[District]) -> int:
    """Give every part its place from the top down; what is off comes first in its row."""
    y = 8
    for district in drawn:
        district.y = y + 18
        y += 30
        for feeder in district.feeders:
            feeder.nodes.sort(key=lambda node: -STATES.index(node.state))
            feeder.y = y + 18
            feeder.hidden = max(0, len(feeder.nodes) - MOST_CELLS)
            for n, node in enumerate(feeder.shown):
                node.x, node.y = LEFT + n % PER_ROW * (CELL + GAP), y + n // PER_ROW * (CELL + GAP)
            y += ROW + (max(0, len(feeder.shown) - 1) // PER_ROW) * (CELL + GAP)
        y += 10
    return y
