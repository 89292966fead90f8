"""Where a phone says that it is, how far that is from where it should be, and whether it can be true. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

EARTH = 6_371_008.8  # metres
MOST_ACCURACY = 50_000  # a phone that knows its place no better than that does not know it
# Nobody drives like that: over such a stretch the place or the clock is false.
FASTEST, JUMP = 70.0, 5_000.0
NONE, ABSURD, JUMPED, FAR, POOR, NEAR, UNKNOWN = "none", "absurd", "jump", "far", "poor", "near", "unknown"
DOUBTED = frozenset({NONE, ABSURD, JUMPED})
Point = tuple[float, float]


@dataclass(frozen=True)
class Fix:
    """What a phone told of its place; `accuracy` in metres."""

    latitude: float
    longitude: float
    accuracy: float

    @property
    def point(self) -> Point:
        return self.latitude, self.longitude

    @property
    def is_possible(self) -> bool:
        """On this earth, not at the spot where broken receivers are, and known well enough to be a place at all."""
        told = (self.latitude, self.longitude, self.accuracy)
        on_earth = all(map(math.isfinite, told)) and abs(self.latitude) <= 90 and abs(self.longitude) <= 180
        return on_earth and 0 <= self.accuracy <= MOST_ACCURACY and max(map(abs, self.point)) > 0.001


@dataclass(frozen=True)
class Finding:
    """What became of a place: which word for it, how far from the address in metres, what may be kept of it."""

    word: str
    distance: int | None = None
    fix: Fix | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """What the history keeps. A place that cannot be is named as such and not kept as one."""
        kept: dict[str, Any] = {"found": self.word}
        if self.distance is not None:
            kept["distance"] = self.distance
        if self.fix is not None and self.word not in DOUBTED:
            kept |= {"latitude": self.fix.latitude, "longitude": self.fix.longitude, "accuracy": self.fix.accuracy}
        return kept


def read_fix(told: Mapping[str, Any]) -> tuple[Fix | None, bool]:
    """The place in what was sent, and whether there was one at all; what is no number is no possible place."""
    names = ("latitude", "longitude", "accuracy")
    if not any(str(told.get(name) or "").strip() for name in names):
        return None, False
    try:
        return Fix(*(round(float(told.get(name) or "nan"), 6) for name in names)), True
    except (TypeError, ValueError):
        return None, True


def metres(one: Point, other: Point) -> float:
    """The way between two points along the surface."""
    north, south = math.radians(one[0]), math.radians(other[0])
    up, across = (south - north) / 2, math.radians(other[1] - one[1]) / 2
    chord = math.sin(up) ** 2 + math.cos(north) * math.cos(south) * math.sin(across) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(chord)))


def judged(
    fix: Fix | None,
    *,
    told: bool,
    target: Point | None,
    far: int,
    poor: int,
    last: tuple[Point, timedelta] | None = None,
) -> Finding:
    """What to think of a place. `last`: where the same person was before, and how long ago."""
    if not told:
        return Finding(NONE)
    if fix is None or not fix.is_possible:
        return Finding(ABSURD)
    distance = None if target is None else round(metres(fix.point, target))
    if last is not None and _jumped(metres(fix.point, last[0]), last[1]):
        return Finding(JUMPED, distance, fix)
    if fix.accuracy > poor:
        return Finding(POOR, distance, fix)
    if distance is None:
        return Finding(UNKNOWN, None, fix)
    return Finding(FAR if distance - fix.accuracy > far else NEAR, distance, fix)


def _jumped(way: float, time: timedelta) -> bool:
    return way > JUMP and way > FASTEST * max(abs(time.total_seconds()), 1.0)
