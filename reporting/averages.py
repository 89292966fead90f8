"""Promises that bind the average: what was promised on average, what it came to, with and without pauses."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from deadlines.words import STEPS
from reporting.reading import NOTHING, totals
from reporting.sources_promises import NAMES
from reporting.tables import behind_url
from reporting.wanted import Wanted

HOUR = 3600


@dataclass(frozen=True)
class Average:
    """One step whose promise is an average; no single case breaks it."""

    word: Promise
    n: int
    spent: float
    even: float
    target: float
    url: str

    @property
    def is_kept(self) -> bool:
        """Whether the average lies within the promised one, pauses left out."""
        return self.spent <= self.target

    @property
    def is_kept_even(self) -> bool:
        """The same with the pauses counted."""
        return self.even <= self.target


def averages(want: Wanted, *, today: date) -> list[Average]:
    """The steps with runs under such a promise, in hours on the promise's own clock."""
    codes = [f"promises.{what}_{name}" for what in ("spent", "spent_even", "target") for name in NAMES]
    found = totals(want, codes, today=today).get(None, {})
    rows = []
    for name in NAMES:
        spent, even, target = (
            found.get(f"promises.{what}_{name}", NOTHING) for what in ("spent", "spent_even", "target")
        )
        if spent.n:
            whole = spent.n * HOUR
            means = {"spent": spent.seconds / whole, "even": even.seconds / whole, "target": target.seconds / whole}
            rows.append(Average(STEPS[name], spent.n, **means, url=behind_url(want, f"promises.averaged_{name}")))
    return rows
