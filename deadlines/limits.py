"""How long something may take, as it is written in a promise.

45m  24h  7d        elapsed time: the wall clock, day and night
8wh                 opening hours of the calendar
5wd                 working days: closing time of the 5th working day after the day of the start
5wd@same_time       the same time of day on that day instead, moved back into opening hours
0d                  the same calendar day: by 24:00
1d@12:00            by 12:00 on the first calendar day after the start
24h@next_day        counted from 00:00 of the next day
8wh@next_open       counted from the opening of the next working day
cut16:00            started before 16:00: by 24:00 the same day, else 24 hours
cut19:00/4h/1d@12:00   the same with both halves said: before the cut-off / from the cut-off on
24h@not22:00-06:00  due in hours in which the work must not be done, it moves to their end
±15m                a visit by appointment: at most 15 minutes after the agreed time, and not sooner before it
±15m@2026-03-17T10:00   the same with the time that was agreed
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal

MIDNIGHT = 24 * 60
ELAPSED = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
# Ten years, in each unit: a longer limit is a typing error, not a promise.
MOST = {"m": 5_256_000, "h": 87_600, "d": 3_650, "wh": 20_000, "wd": 2_500}
WIDEST = timedelta(days=1)  # of an appointment, to either side

# Chinese input methods type full-width letters and digits.
HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}

NEXT_DAY, NEXT_OPEN = "next_day", "next_open"
AGREED_AT = "%Y-%m-%dT%H:%M"
CLOCK_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_TIME = r"[0-9]{1,2}:[0-9]{2}"
PLAIN = re.compile(
    rf"([0-9]{{1,7}})(m|h|d|wh|wd)(?:@(same_time|{NEXT_DAY}|{NEXT_OPEN}|{_TIME}))?(?:@not({_TIME})-({_TIME}))?"
)
CUT_OFF = re.compile(rf"cut({_TIME})(?:/([^/]+)/([^/]+))?")
WINDOW = re.compile(r"(?:±|\+-)([0-9]{1,4})(m|h)(?:@([0-9]{4}-[0-9]{2}-[0-9]{2}t[0-9]{2}:[0-9]{2}))?")


class UnreadableLimit(Refusal):
    """What was written is not a limit."""

    code = "unreadable_limit"

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def sentence(self) -> str:
        return _(
            "“%(text)s” is not a limit. Write for example 45m, 24h, 7d, 8wh (opening hours), 5wd (working days), "
            "5wd@same_time, 0d (the same day), 1d@12:00, cut16:00, 24h@next_day, 24h@not22:00-06:00 or ±15m "
            "(appointment)."
        ) % {"text": self.text[:60]}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit. `unit` is m, h, d, wh, wd or cut; `clock_time` is a minute of the day, 1440 being 24:00.

    `begins` puts the count off to the next day; `forbidden` are two minutes of the day between which it is not due;
    a `window` lies on both sides of the `agreed` time of the hall, or of the start where none is named.
    """

    amount: int
    unit: str
    same_time: bool = False
    clock_time: int | None = None
    early: "Limit | None" = None
    late: "Limit | None" = None
    begins: str = ""
    forbidden: tuple[int, int] | None = None
    window: bool = False
    agreed: datetime | None = None

    @property
    def is_working(self) -> bool:
        """Whether it is counted in opening hours or working days."""
        return self.unit in ("wh", "wd")

    @property
    def needs_calendar(self) -> bool:
        """Whether opening hours matter to it, or to either half of a cut-off."""
        halves = [half for half in (self.early, self.late) if half is not None]
        return self.is_working or self.begins == NEXT_OPEN or any(half.needs_calendar for half in halves)

    def settled(self, start: datetime) -> "Limit":
        """Return the half of a cut-off that binds a start in hall time; any other limit is itself."""
        if self.early is None or self.late is None or self.clock_time is None:
            return self
        return self.early if start.hour * 60 + start.minute < self.clock_time else self.late

    def agreed_for(self, moment: datetime) -> "Limit":
        """The appointment with the time of the hall that was agreed."""
        return replace(self, agreed=moment.replace(tzinfo=None, second=0, microsecond=0))

    def __str__(self) -> str:
        if self.unit == "cut":
            return f"cut{clock_text(self.clock_time)}/{self.early}/{self.late}"
        if self.window:
            return f"±{self.amount}{self.unit}" + (f"@{self.agreed.strftime(AGREED_AT)}" if self.agreed else "")
        never = "@not{}-{}".format(*map(clock_text, self.forbidden)) if self.forbidden else ""
        return f"{self.amount}{self.unit}{self._option()}{never}"

    def _option(self) -> str:
        if self.same_time or self.begins:
            return f"@{self.begins or 'same_time'}"
        is_whole = self.clock_time is None or (self.amount == 0 and self.clock_time == MIDNIGHT)
        return "" if is_whole else f"@{clock_text(self.clock_time)}"


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
    limit = _cut_off(plain) if plain.startswith("cut") else _simple(plain) or _window(plain)
    if limit is None:
        raise UnreadableLimit(text)
    return limit


def _simple(text: str) -> Limit | None:
    read = PLAIN.fullmatch(text)
    if read is None:
        return None
    amount, unit, option = int(read[1]), read[2], read[3]
    limit = _with_option(Limit(amount, unit), option)
    if limit is None or amount > MOST[unit] or (unit == "wd" and amount == 0):
        return None
    return limit if read[4] is None else _with_forbidden(limit, read[4], read[5])


def _with_option(limit: Limit, option: str | None) -> Limit | None:
    amount, unit = limit.amount, limit.unit
    if option is None:
        return replace(limit, clock_time=MIDNIGHT) if (amount, unit) == (0, "d") else limit
    if option == "same_time":
        return replace(limit, same_time=True) if unit == "wd" else None
    if option in (NEXT_DAY, NEXT_OPEN):
        # Working days count from the next working day already.
        return None if unit == "wd" or (amount, unit) == (0, "d") else replace(limit, begins=option)
    minute = clock_minute(option)
    return replace(limit, clock_time=minute) if unit == "d" and minute is not None else None


def _with_forbidden(limit: Limit, first: str, last: str) -> Limit | None:
    begins, ends = clock_minute(first), clock_minute(last)
    if begins is None or ends is None or begins == MIDNIGHT or begins % MIDNIGHT == ends % MIDNIGHT:
        return None
    return replace(limit, forbidden=(begins, ends))


def _cut_off(text: str) -> Limit | None:
    read = CUT_OFF.fullmatch(text)
    if read is None:
        return None
    minute = clock_minute(read[1])
    early, late = _simple(read[2] or "0d"), _simple(read[3] or "24h")
    if minute is None or early is None or late is None:
        return None
    return Limit(0, "cut", clock_time=minute, early=early, late=late)


def _window(text: str) -> Limit | None:
    read = WINDOW.fullmatch(text)
    if read is None or not timedelta() < int(read[1]) * ELAPSED[read[2]] <= WIDEST:
        return None
    limit = Limit(int(read[1]), read[2], window=True)
    try:
        return limit.agreed_for(datetime.fromisoformat(read[3])) if read[3] else limit
    except ValueError:
        return None
