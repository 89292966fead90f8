"""The monthly 通报: what is frozen, how it is read again, and what has moved since."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from reporting.counting import Sum_
from reporting.measures import MEASURES, Form
from reporting.models import Bulletin
from reporting.reading import NOTHING, totals
from reporting.tables import HOUR
from reporting.wanted import Wanted
from servicedesk.lib.tables.writing import Value
from surveys.margins import share

CODES = (
    *("own", "on_time", "on_time_accept", "on_time_arrive", "on_time_reply", "returned", "repeats", "extended"),
    *("first_contact", "reached", "satisfaction", "true_complaints"),
)
BYS = ("hall", "crew")


def measures_now() -> list[dict[str, Any]]:
    """The definitions as they read today, in every language of the product."""
    return [_told(code) for code in CODES]


def _told(code: str) -> dict[str, Any]:
    one = MEASURES[code]
    words: dict[str, Any] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words[language] = {"word": str(one.word), "means": str(one.means), "leaves_out": str(one.leaves_out)}
    return {
        "code": code, "version": one.version, "part": one.part, "whole": one.whole, "form": str(one.form), "words": words,
        "source": str(one.source),
    }  # fmt: skip


def figures_of(want: Wanted, names: dict[str, dict[str, list[str]]], *, today: date) -> dict[str, Any]:
    """The counters of a month by place and by crew and in all, with what each was called."""
    codes = {counter for code in CODES for counter in MEASURES[code].counters}
    told: dict[str, Any] = {"all": _plain(totals(want, codes, today=today).get(None, {}))}
    for by in BYS:
        rows = totals(want, codes, by=by, today=today)
        told[by] = {
            str(key): {"name": names[by].get(str(key), ["", ""]), "n": _plain(row)}
            for key, row in rows.items()
            if key is not None
        }
    return told


def _plain(told: dict[str, Sum_]) -> dict[str, list[int]]:
    return {code: [one.n, one.seconds] for code, one in sorted(told.items())}


@dataclass(frozen=True)
class Frozen:
    """One figure as it was told, and what it would be now."""

    form: str
    part: Sum_
    whole: Sum_
    now_part: Sum_
    now_whole: Sum_
    part_url: str
    whole_url: str

    @property
    def value(self) -> float | int | None:
        return _value(self.form, self.part, self.whole)

    @property
    def shown(self) -> str:
        return _shown(self.form, self.value)

    @property
    def has_moved(self) -> bool:
        return (self.part, self.whole) != (self.now_part, self.now_whole)

    @property
    def now(self) -> str:
        return _shown(self.form, _value(self.form, self.now_part, self.now_whole))


def _value(form: str, part: Sum_, whole: Sum_) -> float | int | None:
    if form == Form.SHARE:
        return share(part.n, whole.n)
    if form == Form.MEAN:
        return part.seconds / part.n / HOUR if part.n else None
    return part.n


def _shown(form: str, value: float | int | None) -> str:
    if value is None:
        return "—"
    return f"{value:.1f} %" if form == Form.SHARE else f"{value:.2f}" if form == Form.MEAN else f"{value:,}"


@dataclass(frozen=True)
class Row:
    """One place of a bulletin with its figures."""

    name: str
    code: str
    cells: list[Frozen]


@dataclass(frozen=True)
class Told:
    """A bulletin as it is read: its definitions in the reader's language, its rows, and whether anything has moved since."""

    month: date
    measures: list[dict[str, Any]]
    sections: list[tuple[str, str, list[Row]]]
    total: Row

    @property
    def moved(self) -> int:
        rows = [self.total, *(row for _by, _word, rows in self.sections for row in rows)]
        return sum(cell.has_moved for row in rows for cell in row.cells)

    def header(self) -> list[str]:
        return [pgettext("organisation", "Place"), *(f"{one['word']}" for one in self.measures)]

    def rows(self) -> list[list[Value]]:
        told: list[list[Value]] = []
        for _by, word, rows in self.sections:
            told.append([word, *("" for _one in self.measures)])
            told += [[row.name, *map(_plain_value, row.cells)] for row in rows]
        return [*told, [self.total.name, *map(_plain_value, self.total.cells)]]


def _plain_value(cell: Frozen) -> Value:
    value = cell.value
    return round(value, 2) if isinstance(value, float) else value


def told(bulletin: Bulletin, want: Wanted, *, today: date) -> Told:
    """Read a bulletin beside what the same counters come to now; the lists open to whom the places are."""
    codes = {code for one in bulletin.measures for code in (one["part"], one["whole"]) if code}
    measures = [one | _words(one) for one in bulletin.measures]
    company = Wanted(None, want.first, want.last, org=bulletin.org_id)
    mine = {str(unit) for unit in want.units or ()}
    is_all_mine = set(bulletin.figures["hall"]) <= mine
    now_all = totals(company, codes, today=today).get(None, {})
    sections = []
    for by in BYS:
        now = {str(key): row for key, row in totals(company, codes, by=by, today=today).items()}
        rows = []
        for key, row in bulletin.figures[by].items():
            opens = key in mine if by == "hall" else is_all_mine
            narrowed = f"&hall={row['name'][1]}" if by == "hall" else f"&crew={key}"
            here = want.query + narrowed if opens else ""
            cells = [_frozen(one, row["n"], now.get(key, {}), here) for one in bulletin.measures]
            rows.append(Row(row["name"][0], row["name"][1], cells))
        sections.append((by, _("By hall") if by == "hall" else _("By crew"), sorted(rows, key=lambda row: row.code)))
    cells = [
        _frozen(one, bulletin.figures["all"], now_all, want.query if is_all_mine else "") for one in bulletin.measures
    ]
    return Told(bulletin.month, measures, sections, Row(_("All"), "", cells))


def _words(one: dict[str, Any]) -> dict[str, str]:
    words: dict[str, dict[str, str]] = one["words"]
    return words.get(get_language() or "", words[settings.LANGUAGE_CODE])


def _frozen(one: dict[str, Any], kept: dict[str, list[int]], now: dict[str, Sum_], query: str) -> Frozen:
    def of(code: str) -> Sum_:
        return Sum_(*kept.get(code, [0, 0])) if code else NOTHING

    def url(code: str) -> str:
        return f"/reports/behind/?what={code}&{query}" if code and query else ""

    part, whole = one["part"], one["whole"]
    present = (now.get(part, NOTHING), now.get(whole, NOTHING))
    return Frozen(one["form"], of(part), of(whole), *present, url(part), url(whole))
