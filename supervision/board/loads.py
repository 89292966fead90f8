"""Where the work lies: the two hours ahead by quarters, and what each hall and each person has open."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import Unit
from supervision.board.asked import AHEAD, SLOT, WRITTEN, Asked, first_slot
from supervision.board.counting import Each, shown
from supervision.board.dues import Dues
from supervision.sight import Sight

HALLS, PEOPLE = 12, 8
HEIGHT = 72


@dataclass(frozen=True)
class Bar:
    """How many cases are due first in a quarter of an hour, and how many of them nobody has begun."""

    begins: datetime
    count: int
    at_risk: int
    place: int
    tallest: int
    query: str
    is_on: bool = False

    @property
    def x(self) -> int:
        return 6 + 38 * self.place

    @property
    def middle(self) -> int:
        return self.x + 13

    @property
    def height(self) -> int:
        return -(-HEIGHT * self.count // self.tallest)

    @property
    def risk_height(self) -> int:
        return self.height * self.at_risk // self.count if self.count else 0

    @property
    def top(self) -> int:
        return 102 - self.height

    @property
    def risk_top(self) -> int:
        return 102 - self.risk_height

    @property
    def label_y(self) -> int:
        return self.top - 4


def bars(asked: Asked, due: Dues, *, at: datetime) -> list[Bar]:
    """The two hours from the quarter that has begun."""
    begins, quarters = first_slot(at), AHEAD // SLOT
    counts, risks = Counter[int](), Counter[int]()
    for group in due.groups:
        counts[group.slot] += group.count
        risks[group.slot] += group.at_risk
    tallest = max([counts[n] for n in range(quarters)] + [1])
    found = []
    for n in range(quarters):
        slot = begins + SLOT * n
        query = asked.query(view="slot", slot=_written(slot))
        found.append(Bar(slot, counts[n], risks[n], n, tallest, query, asked.slot == slot))
    return found


def _written(slot: datetime) -> str:
    return timezone.localtime(slot).strftime(WRITTEN)


@dataclass(frozen=True)
class Load:
    """The open work of a hall or a person: late, soon due, and all of it."""

    name: str
    query: str
    late: int
    soon: int
    open: int

    @property
    def shown(self) -> str:
        return shown(self.open)

    @property
    def late_share(self) -> int:
        return _share(self.late, self.open)

    @property
    def soon_share(self) -> int:
        return _share(self.late + self.soon, self.open)


def _share(part: int, whole: int) -> int:
    return min(100, -(-100 * part // max(whole, part, 1)))


@dataclass(frozen=True)
class Places:
    """The halls and people with most that is late, before it is known what they have open."""

    halls: list[Unit]
    people: dict[UUID, str]
    late: Counter[UUID]
    soon: Counter[UUID]

    def to_count(self, sight: Sight, asked: Asked) -> list[Each]:
        """The lists behind them: what of each is in sight and open."""
        mine = sight.tickets.open()
        mine = mine.filter(kind=asked.kind) if asked.kind else mine
        return [Each(mine, "unit", [one.pk for one in self.halls]), Each(mine, "handler", list(self.people))]


def places(asked: Asked, due: Dues, halls: list[Unit]) -> Places:
    """Choose whom to show: most late first; halls without anything late stand below."""
    late, soon = Counter[UUID](), Counter[UUID]()
    for group in due.groups:
        for key in (group.unit, group.handler):
            if key is not None and group.state in ("late", "soon"):
                (late if group.state == "late" else soon)[key] += group.count
    shown_halls = [asked.hall] if asked.hall else halls
    order: Callable[[Any], Any] = lambda one: (-late[one.pk], -soon[one.pk], one.code)  # noqa: E731
    names = {group.handler: group.name or "" for group in due.groups if group.handler}
    first = sorted(names, key=lambda key: (-late[key], -soon[key], names[key]))[:PEOPLE]
    return Places(sorted(shown_halls, key=order)[:HALLS], {key: names[key] for key in first}, late, soon)


def loads(asked: Asked, here: Places, counts: dict[str, int]) -> tuple[list[Load], list[Load]]:
    """The halls and the people with what they have open."""
    halls = [
        Load(
            one.name, asked.query(hall=one.code), here.late[one.pk], here.soon[one.pk], counts.get(f"unit:{one.pk}", 0)
        )
        for one in here.halls
    ]
    people = [
        Load(name, asked.query(who=key), here.late[key], here.soon[key], counts.get(f"handler:{key}", 0))
        for key, name in here.people.items()
    ]
    return halls, people
