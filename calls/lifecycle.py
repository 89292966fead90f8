"""How a call stands, counted from all that was heard of it: in whatever order the events came, the answer is the same."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils.translation import pgettext_lazy


class What(models.TextChoices):
    """What a PBX can tell, in the order in which events of one moment count."""

    RINGING = "ringing", pgettext_lazy("call", "rings")
    DECLINED = "declined", pgettext_lazy("call", "stopped ringing")
    ANSWERED = "answered", pgettext_lazy("call", "answered")
    HELD = "held", pgettext_lazy("call", "on hold")
    RESUMED = "resumed", pgettext_lazy("call", "back on the line")
    TRANSFERRED = "transferred", pgettext_lazy("call", "passed on")
    ENDED = "ended", pgettext_lazy("call", "ended")
    MISSED = "missed", pgettext_lazy("call", "given up")
    RECORDING = "recording", pgettext_lazy("call", "recording ready")


class State(models.TextChoices):
    RINGING = "ringing", pgettext_lazy("call", "ringing")
    TALKING = "talking", pgettext_lazy("call", "talking")
    HELD = "held", pgettext_lazy("call", "on hold")
    ENDED = "ended", pgettext_lazy("call", "ended")
    MISSED = "missed", pgettext_lazy("call", "not answered")


LIVE = (State.RINGING, State.TALKING, State.HELD)
RANK = {what: place for place, what in enumerate(What.values)}


@dataclass(frozen=True)
class Fact:
    """One event as it counts: what, when, at which extension, to which."""

    what: str
    at: datetime
    extension: str = ""
    to: str = ""


@dataclass
class Span:
    """A call at one extension: from when, until when, and whether it was answered there."""

    from_at: datetime
    until_at: datetime | None = None
    answered: bool = False


@dataclass
class Standing:
    """How a call stands: where it is, since when, and where it was."""

    began_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    extension: str = ""
    is_held: bool = False
    spans: dict[str, Span] = field(default_factory=dict)

    @property
    def state(self) -> State:
        if self.ended_at is not None:
            return State.ENDED if self.answered_at else State.MISSED
        if self.answered_at is None:
            return State.RINGING
        return State.HELD if self.is_held else State.TALKING

    @property
    def waited(self) -> int | None:
        """Seconds from the first ring until somebody answered, or until the caller gave up."""
        until = self.answered_at or self.ended_at
        return None if until is None else max(0, round((until - self.began_at).total_seconds()))

    def at(self, extension: str, moment: datetime) -> Span | None:
        """The call comes to an extension, or is there already."""
        if not extension:
            return None
        span = self.spans.setdefault(extension, Span(moment))
        span.until_at = None
        return span

    def leave(self, extension: str, moment: datetime) -> None:
        span = self.spans.get(extension)
        if span and span.until_at is None:
            span.until_at = moment


def fold(facts: Iterable[Fact]) -> Standing | None:
    """How the call stands by these facts; None while nothing is known but a recording."""
    told = sorted((one for one in facts if one.what != What.RECORDING), key=lambda one: (one.at, RANK[one.what]))
    if not told:
        return None
    standing = Standing(told[0].at)
    for fact in told:
        _take(standing, fact)
    if standing.ended_at is not None:
        for extension in standing.spans:
            standing.leave(extension, standing.ended_at)
    return standing


def _take(standing: Standing, fact: Fact) -> None:
    what, here = fact.what, fact.extension
    if what == What.RINGING:
        standing.at(here, fact.at)
        standing.extension = standing.extension or here
    elif what == What.DECLINED:
        standing.leave(here, fact.at)
    elif what == What.ANSWERED:
        _answer(standing, here, fact.at)
    elif what == What.TRANSFERRED:
        standing.leave(here or standing.extension, fact.at)
        span = standing.at(fact.to, fact.at)
        standing.extension = fact.to if span else standing.extension
        standing.is_held = False
    elif what == What.HELD:
        standing.is_held = True
    elif what == What.RESUMED:
        _answer(standing, here, fact.at)
    else:
        standing.ended_at = max(fact.at, standing.ended_at or fact.at)


def _answer(standing: Standing, here: str, moment: datetime) -> None:
    """Somebody talks here: it rings nowhere else any more, and is nobody else's."""
    standing.answered_at = standing.answered_at or moment
    standing.is_held = False
    here = here or standing.extension
    for extension in standing.spans:
        if extension != here:
            standing.leave(extension, moment)
    span = standing.at(here, moment)
    if span:
        span.answered = True
        standing.extension = here
