"""The life of a hazard (隐患) on one screen: which verb moves it from where to where, its grades, cycles and terms."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Grade(models.TextChoices):
    """How grave it is. A major one is reported to the authority, and that has a clock."""

    ORDINARY = "ordinary", pgettext_lazy("hazard", "ordinary")
    GRAVE = "grave", pgettext_lazy("hazard", "grave")
    MAJOR = "major", pgettext_lazy("hazard", "major")


class State(models.TextChoices):
    FOUND = "found", pgettext_lazy("hazard", "Found")
    NOTIFIED = "notified", pgettext_lazy("hazard", "Notified")
    IN_REMEDY = "in_remedy", pgettext_lazy("hazard", "Being remedied")
    CHECKED = "checked", pgettext_lazy("hazard", "Re-inspected")
    REMOVED = "removed", pgettext_lazy("hazard", "Removed")
    REPORTED = "reported", pgettext_lazy("hazard", "With the authority")


S = State
OPEN = frozenset(State) - {S.REMOVED}


@dataclass(frozen=True)
class Move:
    """From which states a verb is legal, and where it leads; `to=None` leaves the state as it is."""

    start: frozenset[State]
    to: State | None = None


def _from(*start: State, to: State | None = None) -> Move:
    return Move(frozenset(start), to)


# A paper may be issued and served again, and whatever stays dangerous may be taken to the authority at any time before
# it is removed. What the authority has is still followed up, re-inspected and removed here.
MOVES: dict[str, Move] = {
    "grade": Move(OPEN),
    "notify": _from(S.FOUND, S.NOTIFIED, S.IN_REMEDY, S.REPORTED),
    "serve": _from(S.FOUND, S.NOTIFIED, S.IN_REMEDY, S.REPORTED),
    "begin": _from(S.NOTIFIED, S.REPORTED, to=S.IN_REMEDY),
    "follow_up": Move(OPEN),
    "pass": _from(S.NOTIFIED, S.IN_REMEDY, S.REPORTED, to=S.CHECKED),
    "fail": _from(S.NOTIFIED, S.IN_REMEDY, S.CHECKED, S.REPORTED, to=S.IN_REMEDY),
    "remove": _from(S.CHECKED, to=S.REMOVED),
    "report": _from(S.FOUND, S.NOTIFIED, S.IN_REMEDY, S.CHECKED, S.REPORTED),
}
# Where serving and reporting lead depends on where they began: a first paper served makes it notified, a customer who
# does not remedy what they were told of is left to the authority.
LEADS: dict[tuple[str, str], State] = {
    ("serve", S.FOUND): S.NOTIFIED,
    ("report", S.NOTIFIED): S.REPORTED,
    ("report", S.IN_REMEDY): S.REPORTED,
}
WORDS: dict[str, object] = {
    "find": pgettext_lazy("hazard", "found"),
    "grade": pgettext_lazy("hazard", "graded anew"),
    "notify": pgettext_lazy("hazard", "notice issued"),
    "serve": pgettext_lazy("hazard", "notice served"),
    "begin": pgettext_lazy("hazard", "remedy begun"),
    "follow_up": pgettext_lazy("hazard", "followed up"),
    "pass": pgettext_lazy("hazard", "re-inspection passed"),
    "fail": pgettext_lazy("hazard", "re-inspection failed"),
    "remove": pgettext_lazy("hazard", "removed"),
    "report": pgettext_lazy("hazard", "reported to the authority"),
}


class Voltage(models.TextChoices):
    """How an account is supplied, as far as the cycle of its inspections depends on it."""

    HIGH = "kv35", _("35 kV and above")
    MIDDLE = "kv10_hv", _("10 kV, metered on the high side")
    LOW = "other", _("other supply")


class Way(models.TextChoices):
    """How a paper reached the customer."""

    HANDED = "handed", _("handed over, signed for")
    REFUSED = "refused", _("left with a witness, signature refused")
    POST = "post", _("registered mail")
    MAIL = "mail", _("electronically, receipt confirmed")


# Shipped, until the company writes its own rows: months between two inspections, days of each term.
CYCLES: dict[str, int] = {Voltage.HIGH: 3, Voltage.MIDDLE: 6, Voltage.LOW: 12}
REMEDY_DAYS, REPORT_DAYS, WARN_DAYS = 15, 3, 7


def target(verb: str, state: str) -> State | None:
    """Where a verb leads from a state: None if it is not legal there, the state itself if it stays."""
    move = MOVES.get(verb)
    if move is None or state not in move.start:
        return None
    return LEADS.get((verb, state), move.to or State(state))
