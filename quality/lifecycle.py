"""The life of an inspection on one screen: what is inspected, how it is drawn, and what follows from a score."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

BEST = 5


class Work(models.TextChoices):
    """What is looked at; each kind has its usual sheet."""

    DESK = "desk", pgettext_lazy("quality", "taking a request in")
    CALL = "call", pgettext_lazy("quality", "telephone call")
    COMPLAINT = "complaint", pgettext_lazy("quality", "handling a complaint")
    FIELD = "field", pgettext_lazy("quality", "work of a crew")
    TEST_CALL = "test_call", pgettext_lazy("quality", "test call")


class Rule(models.TextChoices):
    """How the sample of a plan is drawn."""

    PERSON = "person", pgettext_lazy("quality", "so many a week of each person")
    RANDOM = "random", pgettext_lazy("quality", "so many a week at random")
    ALL = "all", pgettext_lazy("quality", "every one")
    UNHAPPY = "unhappy", pgettext_lazy("quality", "every one with a bad rating")
    WORDS = "words", pgettext_lazy("quality", "every one with certain words")


WEEKLY = frozenset({Rule.PERSON, Rule.RANDOM})


class State(models.TextChoices):
    OPEN = "open", pgettext_lazy("inspection", "To be scored")
    SCORED = "scored", pgettext_lazy("inspection", "Scored")
    APPEALED = "appealed", pgettext_lazy("inspection", "Appealed")
    DECIDED = "decided", pgettext_lazy("inspection", "Decided on appeal")
    DROPPED = "dropped", pgettext_lazy("inspection", "Left out")


S = State


@dataclass(frozen=True)
class Move:
    """From which states a verb is legal, and where it leads."""

    start: frozenset[State]
    to: State


MOVES: dict[str, Move] = {
    "score": Move(frozenset({S.OPEN}), S.SCORED),
    "drop": Move(frozenset({S.OPEN}), S.DROPPED),
    "appeal": Move(frozenset({S.SCORED}), S.APPEALED),
    "decide": Move(frozenset({S.APPEALED}), S.DECIDED),
}
WORDS: dict[str, object] = {
    "open": pgettext_lazy("inspection", "drawn"),
    "score": pgettext_lazy("inspection", "scored"),
    "drop": pgettext_lazy("inspection", "left out"),
    "appeal": pgettext_lazy("inspection", "appealed"),
    "decide": pgettext_lazy("inspection", "decided by a second reviewer"),
}


class Merit(models.TextChoices):
    PRAISE = "praise", _("praise")
    PENALTY = "penalty", _("penalty")


class MeritState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("merit", "to be confirmed by a second person")
    STANDS = "stands", pgettext_lazy("merit", "stands")
    APPEALED = "appealed", pgettext_lazy("merit", "appealed")
    REFUSED = "refused", pgettext_lazy("merit", "not confirmed")
    LIFTED = "lifted", pgettext_lazy("merit", "lifted on appeal")


class Phase(models.TextChoices):
    """PDCA: where an improvement project stands."""

    PLAN = "plan", pgettext_lazy("pdca", "Plan")
    DO = "do", pgettext_lazy("pdca", "Do")
    CHECK = "check", pgettext_lazy("pdca", "Check")
    ACT = "act", pgettext_lazy("pdca", "Act")
    ENDED = "ended", pgettext_lazy("pdca", "Ended")


PHASES = [Phase.PLAN, Phase.DO, Phase.CHECK, Phase.ACT, Phase.ENDED]


def after(phase: str) -> Phase:
    """The phase that comes next."""
    return PHASES[min(PHASES.index(Phase(phase)) + 1, len(PHASES) - 1)]
