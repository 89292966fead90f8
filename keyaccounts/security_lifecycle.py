"""The life of a supply-security task (保电) on one screen: its levels, where each verb leads, when people are reminded."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils.translation import pgettext_lazy


class Level(models.TextChoices):
    """How much hangs on it: the higher, the more people stand by and the more often they look."""

    SPECIAL = "special", pgettext_lazy("supply security", "special")
    FIRST = "first", pgettext_lazy("supply security", "first class")
    SECOND = "second", pgettext_lazy("supply security", "second class")
    THIRD = "third", pgettext_lazy("supply security", "third class")


class State(models.TextChoices):
    PLANNING = "planning", pgettext_lazy("supply security", "Being planned")
    SUBMITTED = "submitted", pgettext_lazy("supply security", "To be approved")
    APPROVED = "approved", pgettext_lazy("supply security", "Approved")
    RUNNING = "running", pgettext_lazy("supply security", "On duty")
    FINISHED = "finished", pgettext_lazy("supply security", "Over, report due")
    REPORTED = "reported", pgettext_lazy("supply security", "Reported")
    CALLED_OFF = "called_off", pgettext_lazy("supply security", "Called off")


S = State
ENDED = frozenset({S.REPORTED, S.CALLED_OFF})
OPEN = frozenset(State) - ENDED
# While a plan is written it may be changed freely; what was approved is approved again after a change.
PLANNED = frozenset({S.PLANNING})


@dataclass(frozen=True)
class Move:
    """From which states a verb is legal, where it leads (None: it stays), and the right that it takes."""

    start: frozenset[State]
    to: State | None = None
    right: str = "secure"


MOVES: dict[str, Move] = {
    "change": Move(PLANNED),
    "cover": Move(PLANNED),
    "ask_duty": Move(PLANNED),
    "set_asset": Move(PLANNED),
    "set_check": Move(PLANNED),
    "drop": Move(PLANNED),
    "submit": Move(PLANNED, S.SUBMITTED),
    "approve": Move(frozenset({S.SUBMITTED}), S.APPROVED, "secure_approve"),
    "refuse": Move(frozenset({S.SUBMITTED}), S.PLANNING, "secure_approve"),
    "replan": Move(frozenset({S.SUBMITTED, S.APPROVED}), S.PLANNING),
    "tick_off": Move(frozenset({S.APPROVED, S.RUNNING}), None, "secure_record"),
    "start": Move(frozenset({S.APPROVED}), S.RUNNING, "secure_record"),
    "patrol": Move(frozenset({S.RUNNING}), None, "secure_record"),
    "incident": Move(frozenset({S.RUNNING}), None, "secure_record"),
    "finish": Move(frozenset({S.RUNNING}), S.FINISHED, "secure_record"),
    "report": Move(frozenset({S.FINISHED}), S.REPORTED),
    "call_off": Move(frozenset({S.PLANNING, S.SUBMITTED, S.APPROVED})),
}
LEADS: dict[str, State] = {"call_off": S.CALLED_OFF}
WORDS: dict[str, object] = {
    "open": pgettext_lazy("supply security", "task opened"),
    "change": pgettext_lazy("supply security", "plan changed"),
    "cover": pgettext_lazy("supply security", "customer added"),
    "ask_duty": pgettext_lazy("supply security", "duty added"),
    "set_asset": pgettext_lazy("supply security", "vehicle or generator added"),
    "set_check": pgettext_lazy("supply security", "checklist extended"),
    "drop": pgettext_lazy("supply security", "a line was dropped"),
    "submit": pgettext_lazy("supply security", "submitted for approval"),
    "approve": pgettext_lazy("supply security", "approved"),
    "refuse": pgettext_lazy("supply security", "sent back to planning"),
    "replan": pgettext_lazy("supply security", "taken back to planning"),
    "tick_off": pgettext_lazy("supply security", "checked"),
    "start": pgettext_lazy("supply security", "duty begun"),
    "patrol": pgettext_lazy("supply security", "patrol"),
    "incident": pgettext_lazy("supply security", "incident"),
    "finish": pgettext_lazy("supply security", "duty ended"),
    "report": pgettext_lazy("supply security", "report written"),
    "call_off": pgettext_lazy("supply security", "called off"),
}

# How often somebody walks the rounds while it lasts, unless the plan says otherwise.
PATROL_EVERY: dict[str, int] = {Level.SPECIAL: 1, Level.FIRST: 2, Level.SECOND: 4, Level.THIRD: 8}


class Remind(models.TextChoices):
    """What people are told once each, if it still has to be done then."""

    PLAN = "plan", pgettext_lazy("supply security", "the plan is not approved yet")
    READY = "ready", pgettext_lazy("supply security", "duty begins soon")
    START = "start", pgettext_lazy("supply security", "duty has not begun")
    PATROL = "patrol", pgettext_lazy("supply security", "a patrol is due")
    FINISH = "finish", pgettext_lazy("supply security", "duty has not been ended")
    REPORT = "report", pgettext_lazy("supply security", "the report is due")


WHEN: dict[str, tuple[str, timedelta]] = {  # from the begin or the end of the duty
    Remind.PLAN: ("from_at", timedelta(hours=-24)),
    Remind.READY: ("from_at", timedelta(hours=-2)),
    Remind.START: ("from_at", timedelta(minutes=15)),
    Remind.FINISH: ("until_at", timedelta(hours=1)),
    Remind.REPORT: ("until_at", timedelta(days=3)),
}
# In which states it still has to be done.
WHILE: dict[str, frozenset[State]] = {
    Remind.PLAN: frozenset({S.PLANNING, S.SUBMITTED}),
    Remind.READY: frozenset({S.APPROVED}),
    Remind.START: frozenset({S.APPROVED}),
    Remind.PATROL: frozenset({S.RUNNING}),
    Remind.FINISH: frozenset({S.RUNNING}),
    Remind.REPORT: frozenset({S.RUNNING, S.FINISHED}),
}


def target(verb: str, state: str) -> State | None:
    """Where a verb leads from a state: None if it is not legal there, the state itself if it stays."""
    move = MOVES.get(verb)
    if move is None or state not in move.start:
        return None
    return LEADS.get(verb, move.to or State(state))
