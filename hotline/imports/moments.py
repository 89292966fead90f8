"""From what stands in a column of dates to a moment; and how it would read with day and month exchanged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from hotline.imports.mapping import TimeKeys
from hotline.imports.refusals import BadRow
from servicedesk.lib.tables.cells import Cell, cell_text, is_blank, true_date, true_time

MONTHS = 12


@dataclass(frozen=True)
class Moment:
    """A moment as read; `swapped` is what it would be if day and month had been exchanged, where that is possible."""

    at: datetime
    swapped: datetime | None = None


def read_moment(cells: Sequence[Cell], times: TimeKeys) -> Moment | None:
    """The moment in one cell, or in a date cell and a time cell; None if nothing stands there. Raises BadRow."""
    told = [cell for cell in cells if not is_blank(cell)]
    if not told:
        return None
    read = _true(told) or _written(" ".join(cell_text(cell) for cell in told), times.formats)
    if read is None:
        text = " ".join(cell_text(cell) for cell in told)
        raise BadRow(_("“%(text)s” is no date as the mapping writes them") % {"text": text[:60]})
    other = _swapped(read)
    if times.swap_day_month and other:
        read, other = other, read
    return Moment(_in_zone(read, times.zone), _in_zone(other, times.zone) if other else None)


def _true(cells: Sequence[Cell]) -> datetime | None:
    day = true_date(cells[0])
    if day is None or len(cells) == 1:
        return day
    clock = true_time(cells[1]) if len(cells) == 2 else None
    return day + clock if clock is not None else None


@lru_cache(maxsize=4096)
def _written(text: str, formats: tuple[str, ...]) -> datetime | None:
    for written in formats:
        try:
            return datetime.strptime(text, written)  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _swapped(read: datetime) -> datetime | None:
    if read.day > MONTHS or read.day == read.month:
        return None
    return read.replace(month=read.day, day=read.month)


def _in_zone(read: datetime, zone: str) -> datetime:
    return read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))
