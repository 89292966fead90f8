"""One line of a file of figures: what it says, or why it cannot be used. No database is known here."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from keyaccounts.model_figures import MEASURES, Measure, Sort
from servicedesk.lib.refusals import Refusal
from servicedesk.lib.tables.cells import Cell, cell_text, heading, is_blank, is_figure, true_date

LARGEST = Decimal("1e12")
THOUSANDTH, CENT = Decimal("0.001"), Decimal("0.01")
HEADINGS: dict[str, tuple[str, ...]] = {
    "account": ("户号", "用户编号", "客户编号", "用户号", "account", "account number"),
    "month": ("月份", "年月", "电费年月", "账期", "month"),
    "quantity": ("用量", "电量", "用电量", "水量", "用水量", "气量", "用气量", "流量", "quantity", "consumption"),
    "unit": ("单位", "计量单位", "unit"),
    "amount": ("金额", "电费", "水费", "气费", "费用", "应收", "amount"),
    "sort": ("种类", "类别", "用能类别", "sort"),
}
NEEDED = ("account", "month", "quantity")
SORTS: dict[str, str] = {
    **dict.fromkeys(("电", "电力", "用电", "power", "electricity"), Sort.POWER),
    **dict.fromkeys(("水", "用水", "water"), Sort.WATER),
    **dict.fromkeys(("气", "燃气", "用气", "天然气", "gas"), Sort.GAS),
    **dict.fromkeys(("流量", "数据", "data"), Sort.DATA),
    **dict.fromkeys(("费用", "话费", "charge", "charges"), Sort.CHARGE),
}
UNITS: dict[str, str] = {
    **dict.fromkeys(("kwh", "千瓦时", "度"), Measure.KWH),
    **dict.fromkeys(("m3", "立方米", "方", "立方"), Measure.CUBIC),
    **dict.fromkeys(("mb", "兆"), Measure.MB),
    **dict.fromkeys(("yuan", "元", "cny"), Measure.YUAN),
}
OF_UNIT: dict[str, str] = {Measure.KWH: Sort.POWER, Measure.MB: Sort.DATA, Measure.YUAN: Sort.CHARGE}
SCIENTIFIC = re.compile(r"\d+(\.\d+)?[eE]\+?\d+")
MONTH = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*(?:月|[-/.]\s*0?1)?(?:\s+00:00:00)?")


class BadLine(Refusal):
    """One line that cannot be imported; the others can."""

    code = "bad_line"


@dataclass(frozen=True)
class Figure:
    """What one good line says. `accounts`: the number as written, then as it was before a spreadsheet cut its zeros."""

    line: int
    accounts: tuple[str, ...]
    month: date
    sort: str
    quantity: Decimal
    amount: Decimal | None

    @property
    def unit(self) -> str:
        return MEASURES[self.sort]


def columns_of(names: list[str]) -> dict[str, str]:
    """Which compared heading stands for which field; the first that is there."""
    found = set(names)
    known = {field: [heading(word) for word in words] for field, words in HEADINGS.items()}
    return {
        field: next(word for word in words if word in found) for field, words in known.items() if found & set(words)
    }


def fits(names: list[str]) -> bool:
    """Whether a row is the header of a table of figures."""
    return set(NEEDED) <= columns_of(names).keys()


def read_line(line: int, cells: dict[str, Cell], columns: dict[str, str], *, today: date) -> Figure:
    """Read one line, or say why not. Raises BadLine."""
    told = {field: cells[name] for field, name in columns.items() if name in cells and not is_blank(cells[name])}
    for field in NEEDED:
        if field not in told:
            raise BadLine(_("“%(column)s” is empty") % {"column": columns[field]})
    sort = _sort(told.get("sort"), told.get("unit"))
    amount = _number(told["amount"], columns["amount"]) if "amount" in told else None
    if amount is not None and abs(amount) >= LARGEST:
        raise BadLine(_("“%(text)s” is beyond what can be") % {"text": amount})
    quantity = _number(told["quantity"], columns["quantity"])
    if quantity < 0:
        raise BadLine(_("the quantity %(text)s is below zero") % {"text": quantity})
    if quantity >= LARGEST:
        raise BadLine(_("“%(text)s” is beyond what can be") % {"text": quantity})
    month = _month(told["month"], today=today)
    paid = None if amount is None else amount.quantize(CENT)
    return Figure(line, _accounts(told["account"]), month, sort, quantity.quantize(THOUSANDTH), paid)


def _accounts(cell: Cell) -> tuple[str, ...]:
    text = unicodedata.normalize("NFKC", cell_text(cell)).lstrip("'").replace(" ", "")
    if SCIENTIFIC.fullmatch(text):
        raise BadLine(
            _("the account was rounded by a spreadsheet (%(text)s); format the column as text") % {"text": text}
        )
    if not re.fullmatch(r"[0-9A-Za-z-]{4,20}", text):
        raise BadLine(_("this is no account number"))
    return tuple(dict.fromkeys([text, *(text.zfill(size) for size in (10, 12, 13))])) if is_figure(cell) else (text,)


def _month(cell: Cell, *, today: date) -> date:
    text = unicodedata.normalize("NFKC", cell_text(cell))
    # 202603 as a figure is a month, 46082 is Excel's number of a day.
    found = None if is_figure(cell) and cell < 100_000 else MONTH.fullmatch(text)
    moment = None if found else true_date(cell)
    if found and 1 <= int(found[2]) <= 12:
        month = date(int(found[1]), int(found[2]), 1)
    elif moment is not None:
        month = moment.date().replace(day=1)
    else:
        raise BadLine(_("“%(text)s” is no month; write it as 2026-03") % {"text": text[:20]})
    if not date(2000, 1, 1) <= month:
        raise BadLine(_("“%(text)s” is no month; write it as 2026-03") % {"text": text[:20]})
    if month > today:
        raise BadLine(_("the month %(month)s has not begun") % {"month": f"{month:%Y-%m}"})
    return month


def _number(cell: Cell, column: str) -> Decimal:
    text = unicodedata.normalize("NFKC", cell_text(cell)).replace(",", "").replace(" ", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or isinstance(cell, bool):
        raise BadLine(_("“%(column)s” is no figure: %(text)s") % {"column": column, "text": text[:20]})
    return number


def _sort(sort: Cell | None, unit: Cell | None) -> str:
    """The sort as told, or as the unit lets one know; electricity if nothing is told."""
    told = heading(cell_text(sort)) if sort is not None else ""
    measure = heading(cell_text(unit)) if unit is not None else ""
    if told and told not in SORTS:
        raise BadLine(_("“%(text)s” is no sort; write electricity, water, gas, data or charges") % {"text": told[:20]})
    if measure and measure not in UNITS:
        raise BadLine(_("“%(text)s” is no unit; write kWh, m3, MB or yuan") % {"text": measure[:20]})
    if not told and measure:
        if UNITS[measure] == Measure.CUBIC:
            raise BadLine(_("m3 may be water or gas; name the sort"))
        return OF_UNIT[UNITS[measure]]
    found = SORTS.get(told, Sort.POWER)
    if measure and UNITS[measure] != MEASURES[found]:
        raise BadLine(_("the unit %(unit)s does not go with %(sort)s") % {"unit": measure, "sort": told})
    return found
