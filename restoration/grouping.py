"""Which faults belong together: pure arithmetic over parts of the grid and minutes, no database."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

# A street, a lane, a village or a housing estate: where the name of the place ends and the house begins.
STREET = re.compile(r"^.{1,20}?(?:大道|路|街|巷|弄|里|苑|园|小区|新村|村|庄|屯|社区)")


@dataclass(frozen=True)
class Fault:
    """One call, as far as it says where."""

    key: UUID
    at: datetime
    feeder: str = ""
    transformer: str = ""
    street: str = ""

    def part(self, by: str) -> str:
        """The part of the grid of this sort in which it lies."""
        return str(getattr(self, by))


@dataclass(frozen=True)
class Group:
    """Faults of one part of the grid, enough of them and close enough in time."""

    by: str
    value: str
    faults: Sequence[Fault] = field(default_factory=list)

    @property
    def first(self) -> datetime:
        return min(one.at for one in self.faults)

    @property
    def feeder(self) -> str:
        """The feeder of all of them, if it is one."""
        feeders = {one.feeder for one in self.faults}
        return feeders.pop() if len(feeders) == 1 else ""

    @property
    def parts(self) -> set[tuple[str, str]]:
        """Every part of the grid of which somebody has called."""
        return {(by, one.part(by)) for one in self.faults for by in ("transformer", "street") if one.part(by)}


def street_of(address: str) -> str:
    """The place of an address without its house: 文昌路 of 文昌路 86 号."""
    found = STREET.match(address.replace(" ", ""))
    return found.group() if found else ""


def group(faults: Iterable[Fault], rules: Sequence[tuple[str, int, timedelta]], *, at: datetime) -> list[Group]:
    """The groups that the rules see, each fault in one of them at most. The rules stand widest first.

    A feeder is off as a whole only if more than one of its transformers has called; else it is that transformer.
    """
    left, found = list(faults), []
    for by, calls, within in rules:
        parts: dict[str, list[Fault]] = defaultdict(list)
        for one in left:
            if one.part(by) and at - within <= one.at <= at:
                parts[one.part(by)].append(one)
        for value, members in sorted(parts.items()):
            is_wide = by != "feeder" or len({one.transformer or one.street for one in members}) > 1
            if len(members) >= calls and is_wide:
                found.append(Group(by, value, members))
                gone = {one.key for one in members}
                left = [one for one in left if one.key not in gone]
    return found
