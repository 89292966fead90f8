"""How a deadline looks at a given moment: its state, its shape and its words. Pure; static/js/clock.js says the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise

# The browser's clock gets these very sentences through a <meta>, so that both always say the same.
WORDS: dict[str, Promise] = {
    "left_days": _("%(days)s d %(hours)s h left"),
    "left_hours": _("%(hours)s h %(minutes)s min left"),
    "left_minutes": _("%(minutes)s min left"),
    "left_moment": _("under 1 min left"),
    "over_days": _("%(days)s d %(hours)s h over"),
    "over_hours": _("%(hours)s h %(minutes)s min over"),
    "over_minutes": _("%(minutes)s min over"),
    "over_moment": _("just over"),
}
STATE_WORDS: dict[str, Promise] = {
    "run": _("in time"),
    "soon": _("due soon"),
    "over": _("overdue"),
    "ok": _("Kept in time"),
    "late": _("Done late"),
    "hold": _("Paused"),
}
ICONS = {"run": "play", "soon": "half", "over": "tri", "ok": "okc", "late": "tri", "hold": "pause"}
TONES = {"run": "run", "soon": "soon", "over": "over", "ok": "ok", "late": "over", "hold": "hold"}


@dataclass(frozen=True)
class ClockFace:
    """What parts/_due.html draws."""

    state: str
    text: str
    soon_at: datetime | None = None

    @property
    def icon(self) -> str:
        return ICONS[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def ticks(self) -> bool:
        return self.state in {"run", "soon", "over"}


def time_left(due_at: datetime, at: datetime, kind: str = "list") -> str:
    """The countdown in words: `剩 5 时 12 分`, `超 18 分`; kind `big` shows `19:22` in the last hour."""
    seconds = int((due_at - at).total_seconds() // 1)
    side = "left" if seconds >= 0 else "over"
    minutes, rest = divmod(abs(seconds), 60)
    if kind == "big" and side == "left" and minutes < 60:
        return f"{minutes:02d}:{rest:02d}"
    if minutes < 1:
        return str(WORDS[f"{side}_moment"])
    if minutes < 60:
        return WORDS[f"{side}_minutes"] % {"minutes": minutes}
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return WORDS[f"{side}_hours"] % {"hours": hours, "minutes": f"{minutes:02d}"}
    return WORDS[f"{side}_days"] % {"days": hours // 24, "hours": hours % 24}


def warn_at(due_at: datetime, since: datetime | None, kind: str) -> datetime:
    """When a clock turns amber: 30 minutes or half of the span before the end; for clocks of days, a day or a fifth."""
    most, share = (timedelta(days=1), 5) if kind == "days" else (timedelta(minutes=30), 2)
    return due_at - (min(most, (due_at - since) / share) if since else most)


def face(
    due_at: datetime,
    at: datetime,
    *,
    done_at: datetime | None = None,
    missed: bool = False,
    paused: bool = False,
    since: datetime | None = None,
    soon_at: datetime | None = None,
    kind: str = "list",
) -> ClockFace:
    """The face of one deadline at one moment."""
    if done_at is not None:
        state = "late" if missed or done_at > due_at else "ok"
        return ClockFace(state, str(STATE_WORDS[state]))
    if paused:
        return ClockFace("hold", str(STATE_WORDS["hold"]))
    soon_at = soon_at or warn_at(due_at, since, kind)
    state = "over" if missed or at > due_at else "soon" if at >= soon_at else "run"
    return ClockFace(state, time_left(due_at, at, kind), soon_at)


def share_used(since: datetime, due_at: datetime, at: datetime) -> int:
    """How much of a span is gone, 0 to 100."""
    span = (due_at - since).total_seconds()
    return 100 if span <= 0 else max(0, min(100, round((at - since).total_seconds() / span * 100)))
