"""When somebody may be called: outside the quiet hours, and after a vain call at another part of the day. Pure arithmetic."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone

Span = Sequence[str]
DAYS_TO_LOOK = 8


def quiet_end(moment: datetime, quiet: Iterable[Span]) -> datetime | None:
    """When the quiet hours end in which this moment lies; None when one may call."""
    local = timezone.localtime(moment)
    for span in quiet:
        begin, end = (time.fromisoformat(word) for word in span)
        over_night = begin >= end
        if over_night and local.time() >= begin:
            return _at(local + timedelta(days=1), end)
        if (over_night and local.time() < end) or (not over_night and begin <= local.time() < end):
            return _at(local, end)
    return None


def awake(moment: datetime, quiet: Sequence[Span]) -> datetime:
    """The first moment from this one on at which one may call."""
    for _step in range(DAYS_TO_LOOK):
        end = quiet_end(moment, quiet)
        if end is None:
            return moment
        moment = end
    return moment


def part_of(moment: datetime, parts: Sequence[Span]) -> int | None:
    """In which part of the day a moment lies, by its place in the list."""
    now = timezone.localtime(moment).time()
    for place, (begin, end) in enumerate(parts):
        if time.fromisoformat(begin) <= now < time.fromisoformat(end):
            return place
    return None


def next_try(tried: Sequence[datetime], *, gap: timedelta, quiet: Sequence[Span], parts: Sequence[Span]) -> datetime:
    """When a vain call may be repeated: `gap` after the last one, not in quiet hours, in a part of the day not tried yet.

    When every part has been tried, any will do.
    """
    moment = awake(max(tried) + gap, quiet)
    left = set(range(len(parts))) - {part_of(one, parts) for one in tried}
    if not left:
        return moment
    if part_of(moment, parts) in left:
        return moment
    local = timezone.localtime(moment)
    begins = (_at(local + timedelta(days=day), time.fromisoformat(parts[place][0])) for day in (0, 1) for place in left)
    ahead = sorted(begin for begin in begins if begin > moment)
    return next((begin for begin in ahead if quiet_end(begin, quiet) is None), moment)


def _at(day: datetime, clock: time) -> datetime:
    return timezone.localtime(day).replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
