"""What a column may hold: how a cell is read, what it is called in a file, whether it has to be there."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from hotline.imports.mapping import TimeKeys
from hotline.imports.moments import read_moment
from hotline.imports.refusals import BadRow
from servicedesk.lib.phones import normalise
from servicedesk.lib.refusals import Invalid
from servicedesk.lib.tables.cells import Cell, cell_text, is_figure
from servicedesk.lib.tables.writing import FORMULA

ZONE = "Asia/Shanghai"
# Day before month before year is nobody's habit here: it is refused rather than guessed.
_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
_HOURS = ("", " %H:%M", " %H:%M:%S")
TIMES = TimeKeys(registered_at=(), formats=tuple(f"{day}{hour}" for day in _DAYS for hour in _HOURS), zone=ZONE)
FIRST_YEAR, LAST_YEAR = 1970, 2069
EXPONENT = re.compile(r"[0-9.]+[eE]\+?[0-9]+")
MASK = re.compile(r"[*＊]{2,}|^.[*＊]|[*＊]$")
SEPARATORS = re.compile(r"[;；、|\n]")
Read = Callable[[Cell], Any]


@dataclass(frozen=True)
class Field:
    """One field of a kind: its code (REST, NDJSON), its word (headings of tables), how a cell of it is read."""

    code: str
    word: str
    read: Read
    hint: str = ""
    needed: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset({"open", "closed"})
    also: tuple[str, ...] = ()


def text(most: int, *, masked: bool = True, lines: bool = False) -> Read:
    """Text of so many characters; a name or number that came out masked is nobody's and is refused."""

    def read(cell: Cell) -> str:
        told = cell_text(cell)
        if told.startswith("'") and told[1:].startswith(FORMULA):  # our own exports guard it so
            told = told[1:]
        if "\0" in told or any("\ud800" <= letter <= "\udfff" for letter in told):
            raise Invalid(_("This text cannot be kept."))
        if len(told) > most:
            raise Invalid(_("%(count)d characters, at most %(most)d fit") % {"count": len(told), "most": most})
        if not masked and MASK.search(told):
            raise Invalid(_("It is masked: nobody can be served under it."))
        return told if lines else " ".join(told.split())

    return read


def number(most: int) -> Read:
    """An account or another number kept as text, with the zeros at its front; a rounded figure is refused."""
    plain = text(most, masked=False)

    def read(cell: Cell) -> str:
        told: str = plain(cell)
        if EXPONENT.fullmatch(told) or (is_figure(cell) and not float(cell).is_integer()):
            raise Invalid(_("A spreadsheet has rounded this number. Make the column text and save it again."))
        return re.sub(r"[\s-]", "", told)

    return read


def phone(cell: Cell) -> str:
    """A telephone number in our form."""
    told = text(40, masked=False)(cell)
    return normalise(told) if told else ""


def moment(cell: Cell) -> datetime | None:
    """A moment: Excel's, ISO with a zone, or one of the usual ways of writing it, by the hall's clock."""
    told = cell_text(cell)
    if not told:
        return None
    found = _iso(told) if isinstance(cell, str) else None
    if found is None:
        try:
            read = read_moment([cell], TIMES)
        except BadRow:
            raise Invalid(_("“%(text)s” is no moment. Write 2026-03-16 09:00.") % {"text": told[:40]}) from None
        found = read.at if read else None
    if found is not None and not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Invalid(_("The year is not within %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    return found


def _iso(told: str) -> datetime | None:
    """ISO 8601; without a zone it is the hall's."""
    if len(told) < len("2026-03-16T09:00"):
        return None
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(ZONE))


def choice(words: Callable[[], Mapping[str, str]], *, default: str = "") -> Read:
    """One of a few: by its code or by its word."""

    @cache  # the words of a file's columns are the same in every language
    def known() -> dict[str, str]:
        return {word.casefold(): code for code, word in words().items()} | {code: code for code in words()}

    def read(cell: Cell) -> str:
        told = cell_text(cell)
        if not told:
            return default
        found = known().get(told.casefold())
        if found is None:
            facts = {"text": told[:40], "known": "、".join(words())}
            raise Invalid(_("“%(text)s” is none of: %(known)s") % facts)
        return found

    return read


def figure(least: float, most: float, *, whole: bool = False) -> Read:
    """A figure within bounds; nothing where nothing stands."""

    def read(cell: Cell) -> float | None:
        told = cell_text(cell).replace(",", "")
        if not told:
            return None
        try:
            found = Decimal(told)
        except InvalidOperation:
            raise Invalid(_("“%(cell)s” is no figure.") % {"cell": told[:40]}) from None
        if not found.is_finite() or not least <= found <= most or (whole and found != int(found)):
            raise Invalid(_("It must lie within %(least)s to %(most)s.") % {"least": f"{least:g}", "most": f"{most:g}"})
        return int(found) if whole else float(found)

    return read


def words(most: int, longest: int) -> Read:
    """Several words in one cell, parted by semicolons."""
    each = text(longest)

    def read(cell: Cell) -> list[str]:
        told = [each(word) for word in SEPARATORS.split(cell_text(cell)) if word.strip()]
        if len(told) > most:
            raise Invalid(_("At most %(most)d.") % {"most": most})
        return list(dict.fromkeys(told))

    return read
