"""The official notice of a year's holidays and make-up days, as it is pasted: one line a day or a run of days.

2027-02-05..2027-02-11,holiday,春节
2027-01-30,work,春节调休
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from deadlines.hours import Calendar
from servicedesk.lib.refusals import Refusal

HOLIDAY = frozenset({"holiday", "off", "rest", "休", "假", "放假", "休息", "节假日"})
WORKED = frozenset({"work", "working", "make-up", "makeup", "班", "上班", "调休", "调休上班", "补班"})
HEADS = frozenset({"date", "日期", "day"})
YEARS = range(2000, 2100)
LONGEST = 60  # days of one run; longer is a typing error
MOST = 400
MOST_TOLD = 8
DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
RUN = re.compile(r"\s*(?:\.\.|~|～|—|–|至|到)\s*")
ENCODINGS = ("utf-8-sig", "gb18030")


class UnreadableNotice(Refusal):
    """Lines of a notice that say no day."""

    code = "unreadable_notice"


@dataclass(frozen=True)
class NoticeDay:
    """One date as the notice has it."""

    date: date
    working: bool
    name: str


def decoded(raw: bytes) -> str:
    """The text of a file, whichever of the two usual encodings it was saved in."""
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableNotice(_("The file is no text. Save it as CSV and try again."))


def read_notice(text: str) -> list[NoticeDay]:
    """The days of a notice in order; whatever cannot be read is refused together, line by line."""
    days: dict[date, NoticeDay] = {}
    troubles: list[str] = []
    for number, cells in _rows(text):
        try:
            for day in _read(cells):
                if days.setdefault(day.date, day).working != day.working:
                    raise ValueError(_("%(day)s is both a holiday and a working day") % {"day": day.date.isoformat()})
        except ValueError as wrong:
            troubles.append(_("Line %(number)s: %(trouble)s.") % {"number": number, "trouble": wrong})
    if troubles:
        raise UnreadableNotice(" ".join(troubles[:MOST_TOLD]))
    if not days:
        raise UnreadableNotice(_("Paste the notice first: a line for each day, date,holiday or work,name."))
    if len(days) > MOST:
        raise UnreadableNotice(_("A notice settles at most %(most)s days.") % {"most": MOST})
    return sorted(days.values(), key=lambda day: day.date)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    plain = text.replace("，", ",").replace("\t", ",").replace("\0", "")
    for number, cells in enumerate(csv.reader(plain.splitlines()), start=1):
        told = [cell.strip() for cell in cells]
        if any(told) and told[0].lower() not in HEADS and not told[0].startswith("#"):
            yield number, told


def _read(cells: list[str]) -> Iterable[NoticeDay]:
    if len(cells) < 2:
        raise ValueError(_("write date,holiday or work,name"))
    kind, name = cells[1].lower(), cells[2][:40] if len(cells) > 2 else ""
    if kind not in HOLIDAY | WORKED:
        raise ValueError(_("“%(kind)s” is neither holiday nor work") % {"kind": cells[1][:20]})
    first, *rest = RUN.split(cells[0], maxsplit=1)
    begin = _date(first)
    end = _date(rest[0]) if rest else begin
    if not 0 <= (end - begin).days < LONGEST:
        raise ValueError(_("“%(run)s” is no run of days") % {"run": cells[0][:40]})
    working = kind in WORKED
    name = name or (_("make-up working day") if working else _("holiday"))
    return [NoticeDay(begin + timedelta(days=ahead), working, name) for ahead in range((end - begin).days + 1)]


def _date(text: str) -> date:
    read = DATE.fullmatch(text.strip())
    if read is not None and int(read[1]) in YEARS:
        try:
            return date(int(read[1]), int(read[2]), int(read[3]))
        except ValueError:
            read = None
    raise ValueError(_("“%(text)s” is not a date, write 2027-02-05") % {"text": text[:40]})


@dataclass(frozen=True)
class Effect:
    """What one day of a notice does to a calendar: `new`, `changed`, `confirmed` (was provisional), `same` or `gone`."""

    day: NoticeDay
    code: str


def effects(days: Iterable[NoticeDay], calendar: Calendar, provisional: Iterable[NoticeDay]) -> list[Effect]:
    """The dry run: each day of the notice, and each foreseen day of its years that the notice does not name."""
    told = {day.date: day for day in days}
    foreseen = {day.date: day for day in provisional}
    years = {day.year for day in told}
    found = [Effect(day, _effect(day, calendar, foreseen)) for day in told.values()]
    found += [Effect(day, "gone") for day in foreseen.values() if day.date.year in years and day.date not in told]
    return sorted(found, key=lambda effect: effect.day.date)


def _effect(day: NoticeDay, calendar: Calendar, foreseen: dict[date, NoticeDay]) -> str:
    known = day.date in calendar.days
    if known and calendar.is_working(day.date) != day.working:
        return "changed"
    if day.date in foreseen:
        return "confirmed"
    if known:
        return "same"
    return "new" if calendar.is_working(day.date) != day.working else "same"
