"""What a run did and what it saw: counts, ranges of dates, words and their number."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hotline.imports.facts import Facts
from hotline.imports.moments import Moment
from hotline.imports.verdict import Verdict

MOST_WORDS = 20
LONGEST_WORD = 80
MOST_REFUSALS = 10_000
# Day and month look exchanged if that alone makes the dates stay together: beyond a month and a half outside of
# the dates that can be read in one way only, and within half a month of them when exchanged.
ASTRAY, TOGETHER = timedelta(days=45), timedelta(days=15)


@dataclass
class Span:
    """The earliest and the latest of some moments."""

    first: datetime | None = None
    last: datetime | None = None
    count: int = 0

    def add(self, at: datetime) -> None:
        self.count += 1
        self.first = at if self.first is None else min(self.first, at)
        self.last = at if self.last is None else max(self.last, at)

    def within(self, other: "Span", margin: timedelta) -> bool:
        """Whether this lies inside the other, give or take the margin."""
        if self.first is None or self.last is None or other.first is None or other.last is None:
            return False
        return other.first - margin <= self.first and self.last <= other.last + margin

    def as_json(self) -> dict[str, str]:
        return {"min": self.first.isoformat() if self.first else "", "max": self.last.isoformat() if self.last else ""}


@dataclass
class DateColumn:
    """One column of dates: as read, those that can be read in one way only, and the others with day and month exchanged."""

    read: Span = field(default_factory=Span)
    certain: Span = field(default_factory=Span)
    swapped: Span = field(default_factory=Span)

    def add(self, moment: Moment) -> None:
        self.read.add(moment.at)
        (self.certain if moment.swapped is None else self.swapped).add(moment.swapped or moment.at)

    @property
    def looks_swapped(self) -> bool:
        """Whether the dates that could be read both ways go astray as read, and come home when exchanged."""
        return not self.read.within(self.certain, ASTRAY) and self.swapped.within(self.certain, TOGETHER)

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = self.read.as_json()
        if self.looks_swapped:
            together = Span()
            for span in (self.certain, self.swapped):
                for at in (span.first, span.last):
                    if at:
                        together.add(at)
            told["if_swapped"] = {"rows": self.swapped.count, **together.as_json()}
        return told


@dataclass
class Report:
    """The result of one run. Figures count every good row read, also duplicates and in a dry run."""

    source: str
    dry_run: bool = False
    hall: str = ""
    read: int = 0
    imported: int = 0
    refused: int = 0
    duplicate: int = 0
    with_due: int = 0
    due_equal: int = 0
    closed_with_due: int = 0
    late: int = 0
    repeats: int = 0
    overdue: int = 0
    refusals: list[dict[str, Any]] = field(default_factory=list)
    dates: dict[str, DateColumn] = field(default_factory=dict)
    words: dict[str, Counter[str]] = field(default_factory=dict)
    remarks: Counter[str] = field(default_factory=Counter)
    _digests: set[str] = field(default_factory=set)

    def refuse(self, row: int, line: int, reason: str) -> None:
        """Note a row that could not be used; all are counted, the first ten thousand are told."""
        self.refused += 1
        if len(self.refusals) < MOST_REFUSALS:
            self.refusals.append({"row": row, "line": line, "reason": reason})

    def count(self, facts: Facts, verdict: Verdict, *, is_new: bool) -> None:
        """Add one good row to the figures."""
        self.with_due += verdict.due_at is not None
        self.due_equal += verdict.is_equal
        self.closed_with_due += verdict.is_closed
        self.late += verdict.is_late
        self.overdue += verdict.is_overdue
        self.remarks.update([*facts.remarks, *verdict.remarks])
        for label, moment in facts.dates.items():
            self.dates.setdefault(label, DateColumn()).add(moment)
        for label, word in facts.words.items():
            self.words.setdefault(label, Counter())[word[:LONGEST_WORD]] += 1
        if is_new and facts.digest:
            self.repeats += facts.digest in self._digests
            self._digests.add(facts.digest)

    def as_json(self) -> dict[str, Any]:
        """The report for machines; the keys are a contract."""
        counts = (
            "read",
            "imported",
            "refused",
            "duplicate",
            "with_due",
            "due_equal",
            "closed_with_due",
            "late",
            "repeats",
        )
        return {
            "source": self.source,
            "dry_run": self.dry_run,
            "hall": self.hall,
            **{name: getattr(self, name) for name in (*counts, "overdue")},
            "importable": self.read - self.refused - self.duplicate,
            "refusals": sorted(self.refusals, key=lambda refusal: refusal["row"]),
            "ranges": {label: column.as_json() for label, column in self.dates.items()},
            "values": {label: dict(words.most_common(MOST_WORDS)) for label, words in self.words.items()},
            "notes": dict(sorted(self.remarks.items())),
        }
