"""The stages of a promise: warnings before its limit, the limit itself, escalations after it, and who is told of each.

A stage is written as its code, which is also its name in the history of a case: `warn50` at half of the limit,
`before30` half an hour before it, `breach` at the limit, `after60` an hour after it. Minutes are minutes of the wall
clock. Each stage names the rungs of the chain that are told; who stands on a rung is known further up.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from deadlines.limits import ELAPSED, Limit
from servicedesk.lib.refusals import Refusal

LIMIT = "breach"
CODE = re.compile(r"(warn)([1-9][0-9]?)|(before|after)([1-9][0-9]{0,5})|(breach)")
MINUTE = timedelta(minutes=1)
DAY = 24 * 60
# Kinds and steps that matter so much that the executive in charge hears of a long delay.
GRAVE_KINDS = frozenset({"complaint", "report", "appeal"})
GRAVE_STEPS = frozenset({"arrive", "restore"})


class Rung(models.TextChoices):
    """The chain along which a late promise is told, from whoever has the case to the executive in charge."""

    HANDLER = "handler", pgettext_lazy("rung", "handler")
    FIRST_CONTACT = "first_contact", pgettext_lazy("rung", "first contact")
    TEAM_LEADER = "team_leader", pgettext_lazy("rung", "team leader")
    DIRECTOR = "director", pgettext_lazy("rung", "director")
    EXECUTIVE = "executive", pgettext_lazy("rung", "executive in charge")


LADDER: tuple[str, ...] = tuple(Rung.values)
NEAR = (Rung.HANDLER, Rung.FIRST_CONTACT)
UP_TO_LEADER = (*NEAR, Rung.TEAM_LEADER)


class BadStages(Refusal):
    """Stages that could not be kept as written."""

    code = "bad_stages"


@dataclass(frozen=True)
class Stage:
    """One moment of a promise: percents before the limit (`warn`), minutes before or after it, or the limit itself."""

    sort: str  # warn, before, breach, after
    amount: int
    rungs: tuple[str, ...]

    @property
    def code(self) -> str:
        return f"{self.sort}{self.amount or ''}"

    @property
    def word(self) -> str:
        return word_of(self.code)

    @property
    def rung_words(self) -> str:
        """Who is told, in the reader's language."""
        return pgettext("between rungs", ", ").join(str(Rung(rung).label) for rung in self.rungs)

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands among the others: warnings, then what is so many minutes before, the limit, what follows."""
        order = ("warn", "before", LIMIT, "after").index(self.sort)
        return order, -self.amount if self.sort == "before" else self.amount

    def as_row(self) -> dict[str, Any]:
        """The stage as it is kept with the promise."""
        return {"stage": self.code, "rungs": list(self.rungs)}


AT_THE_LIMIT = Stage(LIMIT, 0, UP_TO_LEADER)
_WORDS: dict[str, Lazy] = {LIMIT: pgettext_lazy("stage", "limit"), "target": pgettext_lazy("stage", "target")}


def word_of(code: str) -> str:
    """A stage's code in the reader's language; an average's limit is its `target`."""
    sort, amount = split(code)
    if sort == "warn":
        return _("warning at %(percent)s %%") % {"percent": amount}
    if sort == "before":
        return _("%(time)s before the limit") % {"time": _length(amount)}
    if sort == "after":
        return _("%(time)s after the limit") % {"time": _length(amount)}
    return str(_WORDS.get(code, code))


def _length(amount: int) -> str:
    """So many minutes as people say them: in days or hours where they are whole ones."""
    if amount % DAY == 0:
        return ngettext("%(days)d day", "%(days)d days", amount // DAY) % {"days": amount // DAY}
    if amount % 60 == 0:
        return ngettext("%(hours)d hour", "%(hours)d hours", amount // 60) % {"hours": amount // 60}
    return ngettext("%(count)d minute", "%(count)d minutes", amount) % {"count": amount}


def split(code: str) -> tuple[str, int]:
    """`warn50` → (`warn`, 50); an empty sort for what is no code of a stage."""
    known = CODE.fullmatch(code)
    if known is None:
        return "", 0
    sort = known[1] or known[3] or known[5]
    return sort, int(known[2] or known[4] or 0)


def read_stages(rows: Iterable[dict[str, Any]]) -> tuple[Stage, ...]:
    """The stages that a promise keeps, in order; one that says nothing of its limit tells the usual rungs of it."""
    stages = [Stage(*split(row["stage"]), tuple(row["rungs"])) for row in rows]
    if not any(stage.sort == LIMIT for stage in stages):
        stages.append(AT_THE_LIMIT)
    return tuple(sorted(stages, key=lambda stage: stage.place))


def in_order(rows: Any) -> Any:
    """The same rows in the order in which the stages come; what cannot be read is left for the check to refuse."""
    known = isinstance(rows, list) and all(isinstance(row, dict) and split(str(row.get("stage")))[0] for row in rows)
    return sorted(rows, key=lambda row: Stage(*split(row["stage"]), ()).place) if known else rows


def percents(points: Iterable[int]) -> list[Stage]:
    """Warnings at these percents to whoever has the case and whoever took it in."""
    return [Stage("warn", point, NEAR) for point in points]


def usual_stages(limit: Limit, *, kind: str = "", milestone: str = "", statistic: str = "each") -> tuple[Stage, ...]:
    """What a promise does unless a company says otherwise: it warns twice, and climbs the chain when it is missed.

    A limit of a few minutes leaves time for one warning. An average is nobody's breach: it never goes above the desk.
    """
    warnings = percents([80] if limit.unit == "m" and limit.amount < 10 else [50, 80])
    if statistic == "average":
        return (*warnings, Stage(LIMIT, 0, NEAR))
    first, second = _delays(limit)
    climbs = [Stage("after", first, (Rung.DIRECTOR,))]
    if kind in GRAVE_KINDS or milestone in GRAVE_STEPS:
        climbs.append(Stage("after", second, (Rung.EXECUTIVE,)))
    return (*warnings, AT_THE_LIMIT, *climbs)


def _delays(limit: Limit) -> tuple[int, int]:
    """After how many minutes a missed promise climbs one rung, and another: the longer the limit, the later."""
    if limit.unit in ("d", "wd") and limit.amount:
        return DAY, 2 * DAY
    return (30, 120) if limit.unit == "m" else (60, 240)


def moments(
    stages: Iterable[Stage], *, begun: datetime, due_at: datetime, percent_at: Callable[[int], datetime | None]
) -> list[tuple[Stage, datetime]]:
    """When each stage comes. A warning that would lie before `begun`, or no longer before the limit, is left out."""
    found = []
    for stage in stages:
        if stage.sort == "warn":
            moment = percent_at(stage.amount)
        else:
            moment = due_at + {"before": -1, "after": 1}.get(stage.sort, 0) * stage.amount * MINUTE
        is_warning = stage.sort in ("warn", "before")
        if moment is not None and (not is_warning or begun < moment < due_at):
            found.append((stage, moment))
    return sorted(found, key=lambda timed: timed[1])


def check_stages(rows: Any, *, limit: Limit, statistic: str) -> None:
    """Refuse stages that warn after the breach or before the start, stand there twice, or are told to nobody."""
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and row.keys() == {"stage", "rungs"} for row in rows
    ):
        raise BadStages(_("A stage says when it comes and who is told of it."))
    for row in rows:
        _check_row(row, limit)
    codes = [row["stage"] for row in rows]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice:
        raise BadStages(_("“%(stage)s” stands there twice. Leave one of them out.") % {"stage": word_of(twice)})
    if LIMIT not in codes:
        raise BadStages(_("Say who is told when the limit itself passes."))
    if statistic == "average" and any(code.startswith("after") for code in codes):
        text = _("An average is missed by no single case: leave out what comes after it, or let it bind each case.")
        raise BadStages(text)


def _check_row(row: dict[str, Any], limit: Limit) -> None:
    code, rungs = str(row["stage"]), row["rungs"]
    sort, amount = split(code)
    if not sort and code.startswith("warn"):
        raise BadStages(_("A warning comes before the limit: write percents from 1 to 99."))
    if not sort:
        raise BadStages(_("Before and after the limit, write whole minutes from 1 to 999999."))
    if not isinstance(rungs, list) or not rungs:
        raise BadStages(_("Say who is told of “%(stage)s”: choose at least one.") % {"stage": word_of(code)})
    unknown = [rung for rung in rungs if rung not in LADDER]
    if unknown or len(set(rungs)) < len(rungs):
        raise BadStages(_("Choose who is told from the list, each once."))
    if sort == "before" and amount * MINUTE >= _longest(limit):
        text = _("“%(stage)s” lies before the start: the limit itself is no longer. Write fewer minutes.")
        raise BadStages(text % {"stage": word_of(code)})


def _longest(limit: Limit) -> timedelta:
    """A length that the limit cannot exceed, whatever the start and the calendar."""
    if limit.early is not None and limit.late is not None:
        return max(_longest(limit.early), _longest(limit.late))
    if limit.unit not in ELAPSED or limit.begins or limit.forbidden or limit.window:
        # An hour of opening a day at the least, and the longest holidays.
        return timedelta(days=2 * limit.amount + 14)
    whole_days = timedelta(days=1) if limit.clock_time is not None else timedelta()
    return limit.amount * ELAPSED[limit.unit] + whole_days
