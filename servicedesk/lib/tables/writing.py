"""Tables that leave the house: no cell of them is ever a formula when a spreadsheet opens it."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import xlsxwriter
from django.http import HttpResponse
from xlsxwriter.worksheet import Worksheet

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("csv", "xlsx")

Value = str | int | float | Decimal | date | None


def safe_cell(value: Value) -> str | int | float | Decimal:
    """What may stand in a cell: figures as they are, text that would be taken for a formula behind an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text


def table_response(
    kind: str, name: str, header: Sequence[object], rows: Iterable[Sequence[Value]], *, mark: str = ""
) -> HttpResponse:
    """A table to be saved as a file: `csv`, or else a workbook, which carries `mark` (see `put_mark`)."""
    return _csv(name, header, rows) if kind == "csv" else _xlsx(name, header, rows, mark)


def put_row(sheet: Worksheet, line: int, row: Sequence[Value]) -> None:
    """One row of a workbook, text as text and figures as figures."""
    for column, value in enumerate(row):
        cell = safe_cell(value)
        if isinstance(cell, str):
            sheet.write_string(line, column, cell)
        else:
            sheet.write_number(line, column, cell)


def put_mark(book: xlsxwriter.Workbook, text: str) -> None:
    """Who took it, when and why: on each sheet of paper that is printed from it, and in what the file says of itself.

    Security line 50. Not in the cells: a file that is read in again holds nothing but its rows.
    """
    book.set_properties({"comments": text})
    for sheet in book.worksheets():
        sheet.set_header(f"&C&9&K808080{text.replace('&', '&&')[:200]}")


def _csv(name: str, header: Sequence[object], rows: Iterable[Sequence[Value]]) -> HttpResponse:
    """CSV whose mark at the head lets spreadsheets read Chinese."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    paper = csv.writer(answer)
    paper.writerow([str(word) for word in header])
    paper.writerows([safe_cell(value) for value in row] for row in rows)
    return answer


def _xlsx(name: str, header: Sequence[object], rows: Iterable[Sequence[Value]], mark: str) -> HttpResponse:
    raw = io.BytesIO()
    book = xlsxwriter.Workbook(raw, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    strong = book.add_format({"bold": True})
    for column, word in enumerate(header):
        sheet.write_string(0, column, str(word), strong)
    for line, row in enumerate(rows, start=1):
        put_row(sheet, line, row)
    sheet.freeze_panes(1, 0)
    if mark:
        put_mark(book, mark)
    book.close()
    answer = HttpResponse(raw.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer
