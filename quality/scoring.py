"""What a sheet makes of its answers: pure arithmetic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from quality.lifecycle import BEST

HUNDRED = Decimal(100)
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Said:
    """What was said of one item: 0 to 5, or None where it does not apply; a remark, and the events quoted."""

    score: int | None
    note: str = ""
    evidence: tuple[UUID, ...] = field(default=())

    def kept(self) -> dict[str, Any]:
        told: dict[str, Any] = {"score": self.score}
        if self.note:
            told["note"] = self.note
        if self.evidence:
            told["evidence"] = [str(pk) for pk in self.evidence]
        return told


def points_of(items: Sequence[Mapping[str, Any]], said: Mapping[str, Said]) -> tuple[Decimal, bool]:
    """Of a hundred, and whether a fatal item took everything.

    Each item takes a fixed part of its points away for each step below 5: all of them at 0.
    """
    lost = Decimal(0)
    for item in items:
        score = said[item["code"]].score if item["code"] in said else None
        if score is None:
            continue
        if item.get("is_fatal"):
            if score == 0:
                return Decimal(0), True
            continue
        lost += Decimal(int(item["points"]) * (BEST - score)) / BEST
    return max(Decimal(0), HUNDRED - lost).quantize(TENTH, ROUND_HALF_UP), False


def faults_of(items: Sequence[Mapping[str, Any]], said: Mapping[str, Said]) -> dict[str, str]:
    """What is not answered as it should be, by item: `missing`, `score`, `fatal` (0 or 5 alone) or `proof`."""
    found: dict[str, str] = {}
    for item in items:
        code, one = item["code"], said.get(item["code"])
        if one is None:
            found[code] = "missing"
        elif one.score is None:
            continue
        elif not 0 <= one.score <= BEST:
            found[code] = "score"
        elif item.get("is_fatal") and one.score not in (0, BEST):
            found[code] = "fatal"
        elif one.score < BEST and not one.note.strip() and not one.evidence:
            found[code] = "proof"
    return found
