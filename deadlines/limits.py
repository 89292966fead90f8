"""How long something may take, as it is written in a promise.

45m  24h  7d        elapsed time: the wall clock, day and night
8wh                 opening hours of the calendar
5wd                 working days: closing time of the 5th working day after the day of the start
5wd@same_time       the same time of day on that day instead, moved back into opening hours
0d                  the same calendar day: by 24:00
1d@12:00            by 12:00 on the first calendar day after the start
cut16:00            started before 16:00: by 24:00 the same day, else 24 hours
cut19:00/4h/1d@12:00   the same with both halves said: before the cut-off / from the cut-off on
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servicedesk.lib.refusals import Refusal

MIDNIGHT = 24 * 60
ELAPSED = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
# Ten years, in each unit: a longer limit is a typing error, not a promise.
MOST = {"m": 5_256_000, "h": 87_600, "d": 3_650, "wh": 20_000, "wd": 2_500}

# Chinese input methods type full-width letters and digits.
HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}

PLAIN = re.compile(r"([0-9]{1,7})(m|h|d|wh|wd)(?:@(same_time|[0-9]{1,2}:[0-9]{2}))?")
CUT_OFF = re.compile(r"cut([0-9]{1,2}:[0-9]{2})(?:/([^/]+)/([^/]+))?")
CLOCK_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")


class UnreadableLimit(Refusal):
    """What was written is not a limit."""

    code = "unreadable_limit"

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def sentence(self) -> str:
        return _(
            "“%(text)s” is not a limit. Write for example 45m, 24h, 7d, 8wh (opening hours), 5wd (working days), "
            "5wd@same_time, 0d (the same day), 1d@12:00 (the next day by 12:00) or cut16:00."
        ) % {"text": self.text[:60]}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit. `unit` is m, h, d, wh, wd or cut; `clock_time` is a minute of the day, 1440 being 24:00."""

    amount: int
    unit: str
    same_time: bool = False
    clock_time: int | None = None
    early: "Limit | None" = None
    late: "Limit | None" = None

    @property
    def is_working(self) -> bool:
        """Whether it is counted in opening hours or working days."""
        return self.unit in ("wh", "wd")

    def settled(self, start: datetime) -> "Limit":
        """Return the half of a cut-off that binds a start in hall time; any other limit is itself."""
        if self.early is None or self.late is None or self.clock_time is None:
            return self
        return self.early if start.hour * 60 + start.minute < self.clock_time else self.late

    def __str__(self) -> str:
        if self.unit == "cut":
            return f"cut{clock_text(self.clock_time)}/{self.early}/{self.late}"
        if self.same_time:
            return f"{self.amount}wd@same_time"
        if self.clock_time is None or (self.amount == 0 and self.clock_time == MIDNIGHT):
            return f"{self.amount}{self.unit}"
        return f"{self.amount}d@{clock_text(self.clock_time)}"


def clock_text(minute: int | None) -> str:
    """`750` → `12:30`."""
    return f"{(minute or 0) // 60:02d}:{(minute or 0) % 60:02d}"


def clock_minute(text: str) -> int | None:
    """`12:30` → 750; None for what is no time of day. 24:00 is the end of the day."""
    read = CLOCK_TIME.fullmatch(text)
    if read is None:
        return None
    hour, minute = int(read[1]), int(read[2])
    known = minute < 60 and hour * 60 + minute <= MIDNIGHT
    return hour * 60 + minute if known else None


def parse_limit(text: str) -> Limit:
    """Read a limit as the head of this module writes them; full-width characters and capitals do no harm."""
    plain = text.translate(HALF_WIDTH).strip().lower()
    limit = _cut_off(plain) if plain.startswith("cut") else _simple(plain)
    if limit is None:
        raise UnreadableLimit(text)
    return limit


def _simple(text: str) -> Limit | None:
    read = PLAIN.fullmatch(text)
    if read is None:
        return None
    amount, unit, option = int(read[1]), read[2], read[3]
    if amount > MOST[unit] or (unit == "wd" and amount == 0):
        return None
    if option == "same_time":
        return Limit(amount, unit, same_time=True) if unit == "wd" else None
    if option is not None:
        minute = clock_minute(option)
        return Limit(amount, unit, clock_time=minute) if unit == "d" and minute is not None else None
    return Limit(0, "d", clock_time=MIDNIGHT) if (amount, unit) == (0, "d") else Limit(amount, unit)


def _cut_off(text: str) -> Limit | None:
    read = CUT_OFF.fullmatch(text)
    if read is None:
        return None
    minute = clock_minute(read[1])
    early, late = _simple(read[2] or "0d"), _simple(read[3] or "24h")
    if minute is None or early is None or late is None:
        return None
    return Limit(0, "cut", clock_time=minute, early=early, late=late)


def describe(limit: Limit) -> str:
    """Say a limit in the reader's language: `45m` → “within 45 minutes”, 45 分钟内."""
    if limit.early is not None and limit.late is not None:
        return _("before %(clock)s: %(early)s; later: %(late)s") % {
            "clock": clock_text(limit.clock_time),
            "early": describe(limit.early),
            "late": describe(limit.late),
        }
    if limit.clock_time is not None:
        return _describe_moment(limit.amount, clock_text(limit.clock_time))
    if limit.amount == 0:
        return _("at once")
    return _describe_length(limit) % {"amount": limit.amount}


def _describe_moment(days: int, clock: str) -> str:
    if days == 0:
        return _("the same day by %(clock)s") % {"clock": clock}
    if days == 1:
        return _("the next day by %(clock)s") % {"clock": clock}
    return _("on day %(days)d after that by %(clock)s") % {"days": days, "clock": clock}


def _describe_length(limit: Limit) -> str:
    if limit.same_time:
        return ngettext(
            "within %(amount)d working day, at the same time of day",
            "within %(amount)d working days, at the same time of day",
            limit.amount,
        )
    texts = {
        "m": ngettext("within %(amount)d minute", "within %(amount)d minutes", limit.amount),
        "h": ngettext("within %(amount)d hour", "within %(amount)d hours", limit.amount),
        "d": ngettext("within %(amount)d day", "within %(amount)d days", limit.amount),
        "wh": ngettext("within %(amount)d opening hour", "within %(amount)d opening hours", limit.amount),
        "wd": ngettext("within %(amount)d working day", "within %(amount)d working days", limit.amount),
    }
    return texts[limit.unit]
