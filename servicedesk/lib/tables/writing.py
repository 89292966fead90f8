"""Tables that leave the house: no cell of them is ever a formula when a spreadsheet opens it."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import xlsxwriter
from django.http import HttpResponse

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


def table_response(kind: str, name: str, header: Sequence[object], rows: Iterable[Sequence[Value]]) -> HttpResponse:
    """A table to be saved as a file: `csv`, or else a workbook."""
    return _csv(name, header, rows) if kind == "csv" else _xlsx(name, header, rows)


def _csv(name: str, header: Sequence[object], rows: Iterable[Sequence[Value]]) -> HttpResponse:
    """CSV whose mark at the head lets spreadsheets read Chinese."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    paper = csv.writer(answer)
    paper.writerow([str(word) for word in header])
    paper.writerows([safe_cell(value) for value in row] for row in rows)
    return answer


def _xlsx(name: str, header: Sequence[object], rows: Iterable[Sequence[Value]]) -> HttpResponse:
    raw = io.BytesIO()
    book = xlsxwriter.Workbook(raw, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    strong = book.add_format({"bold": True})
    for column, word in enumerate(header):
        sheet.write_string(0, column, str(word), strong)
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            cell = safe_cell(value)
            if isinstance(cell, str):
                sheet.write_string(line, column, cell)
            else:
                sheet.write_number(line, column, cell)
    sheet.freeze_panes(1, 0)
    book.close()
    answer = HttpResponse(raw.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer
