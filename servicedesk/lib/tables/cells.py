"""What stands in one cell, whatever program wrote it: text, a figure, a true date. No rule of a mapping is known here."""

import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeGuard

Cell = str | float | bool | datetime | date | time | timedelta

# What `str.strip` leaves standing although nobody sees it.
UNSEEN = "\ufeff\u200b\u200c\u200d\u2060"
EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001
# Day numbers of 1970 and 2100: a smaller or larger figure in a column of dates is something else.
EXCEL_DAYS = (25_569, 73_050)


def stripped(text: str) -> str:
    """The text without outer white space, full-width and zero-width kinds too."""
    outer = text.strip().strip(UNSEEN)
    return outer if outer == text else stripped(outer)


@lru_cache(maxsize=4096)
def heading(text: str) -> str:
    """A column's name as it is compared: `Ｔｉｃｋｅｔ　＃` and `ticket  #` are one."""
    return " ".join(stripped(unicodedata.normalize("NFKC", text)).split()).casefold()


def cell_text(cell: Cell) -> str:
    """A cell as somebody would read it aloud: the figure 188006.0 is `188006`, a formula is never computed."""
    if isinstance(cell, str):
        return stripped(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return str(cell)


def is_blank(cell: Cell) -> bool:
    """Whether there is nothing in a cell that anybody could see."""
    return isinstance(cell, str) and not stripped(cell)


def is_figure(cell: Cell) -> TypeGuard[float]:
    """Whether a cell holds a number, not text that looks like one."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def true_date(cell: Cell) -> datetime | None:
    """A cell that is a date by its type, or Excel's number of a day; None for text."""
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if is_figure(cell) and EXCEL_DAYS[0] <= cell < EXCEL_DAYS[1]:
        return EXCEL_EPOCH + timedelta(seconds=round(cell * 86_400))
    return None


def true_time(cell: Cell) -> timedelta | None:
    """A cell that is a time of day by its type; None for text."""
    if isinstance(cell, time):
        return timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    if isinstance(cell, timedelta):
        return cell
    if is_figure(cell) and 0 <= cell < 1:
        return timedelta(seconds=round(cell * 86_400))
    return None
