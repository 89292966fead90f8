"""The file of many rows itself: written batch by batch, so that a hundred thousand rows need no more memory than a hundred."""

import csv
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import xlsxwriter
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.taking import Wish, mark_of
from hotline.bulk.columns import OUTGOING, Column
from hotline.model_bulk import LEASE, ExportJob, Format
from servicedesk.lib.tables.writing import Value, put_mark, put_row, safe_cell
from servicedesk.takings import TAKINGS

AT_ONCE = 500
Rows = Callable[[ExportJob], QuerySet[Any]]


def digest_of(path: Path) -> str:
    with path.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").hexdigest()


def written(job: ExportJob, path: Path, *, rows: Rows, at: datetime) -> int:
    """Write the file and return how many rows stand in it. Raises Refusal where what narrowed it has gone."""
    header, lines = _table(job, rows, at=at)
    if job.format == Format.XLSX:
        return _xlsx(job, header, lines, path)
    with path.open("w", encoding="utf-8-sig" if job.format == Format.CSV else "utf-8", newline="") as file:
        return _csv(header, lines, file) if job.format == Format.CSV else _ndjson(header, lines, file)


def _table(job: ExportJob, rows: Rows, *, at: datetime) -> tuple[Sequence[object], Iterable[Sequence[Value]]]:
    """The headings and the rows: of a page's table, or of a kind of data. Machines get codes, people words."""
    if job.kind in TAKINGS:
        found = Wish(job.kind, job.wanted["query"], in_full=job.in_full).table(by=job.by, at=at)
        return found.header, _kept_alive(job, found.rows)
    columns, in_words = OUTGOING[job.kind].columns, job.format != Format.NDJSON
    heads = [one.word if in_words else one.code for one in columns]
    return heads, _told(job, columns, rows(job), in_words=in_words)


def _kept_alive(job: ExportJob, rows: Iterable[Sequence[Value]]) -> Iterator[Sequence[Value]]:
    for count, row in enumerate(rows):
        if count % AT_ONCE == 0:
            _still_here(job)
        yield row


def _still_here(job: ExportJob) -> None:
    ExportJob.objects.filter(pk=job.pk).update(lease_until=Now() + LEASE)


def _told(
    job: ExportJob, columns: Sequence[Column], rows: QuerySet[Any], *, in_words: bool
) -> Iterator[list[str | int | float]]:
    """The rows, page by page by their keys, so that nothing is held in the database meanwhile."""
    last = None
    while page := list((rows.filter(pk__gt=last) if last else rows)[:AT_ONCE]):
        _still_here(job)
        for row in page:
            yield [one.value(row, in_full=job.in_full, in_words=in_words) for one in columns]
        last = page[-1].pk


def _ndjson(header: Sequence[object], rows: Iterable[Sequence[Value]], file: TextIO) -> int:
    count = 0
    for row in rows:
        count += 1
        told = {str(code): value for code, value in zip(header, row, strict=True) if value != ""}
        file.write(json.dumps(told, ensure_ascii=False) + "\n")
    return count


def _csv(header: Sequence[object], rows: Iterable[Sequence[Value]], file: TextIO) -> int:
    paper, count = csv.writer(file), 0
    paper.writerow([str(word) for word in header])
    for row in rows:
        count += 1
        paper.writerow([safe_cell(value) for value in row])
    return count


def _xlsx(job: ExportJob, header: Sequence[object], rows: Iterable[Sequence[Value]], path: Path) -> int:
    quiet = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book, count = xlsxwriter.Workbook(str(path), quiet), 0
    sheet = book.add_worksheet()
    put_mark(book, f"{mark_of(job.by.name, job.created_at, job.reason)} · {job.pk}")
    for place_of, word in enumerate(header):
        sheet.write_string(0, place_of, str(word))
    for count, row in enumerate(rows, start=1):
        put_row(sheet, count, row)
    book.close()
    return count
