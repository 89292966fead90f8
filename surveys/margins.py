"""How far a share of few answers may be from the truth. Pure arithmetic."""

from collections.abc import Iterable
from math import sqrt

SURE = 1.96  # nineteen times in twenty


def share(part: int, whole: int) -> float | None:
    """Per cent; None where there is nothing to count."""
    return 100 * part / whole if whole else None


def margin(part: int, whole: int) -> float | None:
    """By how many points a share may be off, nineteen times in twenty (Wilson's interval, half its width)."""
    if not whole:
        return None
    p = part / whole
    spread = SURE * sqrt(p * (1 - p) / whole + SURE**2 / (4 * whole**2)) / (1 + SURE**2 / whole)
    return 100 * spread


def promoters(scores: Iterable[int]) -> float | None:
    """Net promoter score of answers from 0 to 10: the share of 9 and 10 less that of 6 and below."""
    all_of_them = list(scores)
    if not all_of_them:
        return None
    high, low = (sum(test(one) for one in all_of_them) for test in (lambda one: one >= 9, lambda one: one <= 6))
    return 100 * (high - low) / len(all_of_them)
