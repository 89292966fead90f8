"""Reading a table as a stream of records, whatever encoding, separator and header row it has. CSV and XLSX alike."""

import codecs
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from servicedesk.lib.tables.cells import Cell, heading, is_blank
from servicedesk.lib.tables.refusals import Unusable
from servicedesk.lib.tables.sheets import CsvSheet, Row, Sheet, open_workbook

HEAD = 30  # rows in which a header is looked for
DELIMITERS = (",", "\t", ";", "|")
ENCODINGS = ("utf-8", "gb18030")
BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
CHUNK = 1 << 20


@dataclass(frozen=True)
class FileKeys:
    """What is told about a file: only what cannot be found out by looking."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 0


@dataclass(frozen=True)
class Record:
    """One row of data. `row` counts from the first row under the header, `line` as a spreadsheet shows it."""

    row: int
    line: int
    cells: dict[str, Cell]
    problem: str = ""


class Table:
    """A table whose header has been found: `columns` as they are written there, by their compared names."""

    def __init__(self, sheet: Sheet, header: int, names: Row, encoding: str) -> None:
        self.sheet, self.header, self.encoding = sheet, header, encoding
        self.names = [heading(str(name)) for name in names]
        while self.names and not self.names[-1]:
            self.names.pop()
        self.columns = {heading(str(name)): " ".join(str(name).split()) for name in names}

    def share(self) -> float:
        """How much of the file has been read, from 0 to 1."""
        return self.sheet.share()

    def records(self) -> Iterator[Record]:
        """The rows under the header; rows in which nothing stands are passed over and not counted."""
        row = 0
        for line, cells in enumerate(self.sheet.rows(), start=1):
            if line <= self.header or all(is_blank(cell) for cell in cells):
                continue
            row += 1
            problem = self._problem(cells)
            if problem:
                # One quotation mark that is never closed must not swallow the rows that follow it.
                self.sheet.read_again()
            yield Record(row, line, dict(zip(self.names, cells, strict=False)), problem)

    def _problem(self, cells: Row) -> str:
        """A row with another number of cells than the header has slipped; which cell is which nobody can say."""
        wanted, found = len(self.names), len(cells)
        if found < wanted or any(not is_blank(cell) for cell in cells[wanted:]):
            sentence = _("%(found)d cells where the header has %(wanted)d") % {"found": found, "wanted": wanted}
            lines = self.sheet.lines_taken()
            hint = _("(it runs over %(lines)d lines: look for a quotation mark that is never closed)")
            return f"{sentence} {hint % {'lines': lines}}" if lines > 1 else sentence
        return ""


def open_table(path: Path, file: FileKeys, wanted: Iterable[str]) -> Table:
    """Find the header that has all the wanted columns (compared names) and return the table under it. Raises Unusable."""
    names = set(wanted)
    nearest: tuple[int, Row] = (-1, [])
    for sheet, encoding in _candidates(path, file):
        for number, row in enumerate(islice(sheet.rows(), HEAD), start=1):
            if file.header_row and number != file.header_row:
                continue
            found = [heading(str(cell)) for cell in row]
            if names <= set(found):
                _refuse_twins(names, found)
                return Table(sheet, number, row, encoding)
            nearest = max(nearest, (len(names & set(found)), row), key=lambda seen: seen[0])
    raise _no_header(names, nearest[1])


def find_table(path: Path, file: FileKeys, fits: Callable[[list[str]], bool]) -> Table | None:
    """The table under the first row that fits as a header, by its compared names; None if there is none. Raises Unusable."""
    for sheet, encoding in _candidates(path, file):
        for number, row in enumerate(islice(sheet.rows(), HEAD), start=1):
            if fits([heading(str(cell)) for cell in row]):
                return Table(sheet, number, row, encoding)
    return None


def _refuse_twins(names: set[str], found: list[str]) -> None:
    twins = sorted(name for name in names if found.count(name) > 1)
    if twins:
        raise Unusable(_("Two columns are called “%(name)s”. Rename one of them.") % {"name": twins[0]})


def _no_header(names: set[str], row: Row) -> Unusable:
    found = [heading(str(cell)) for cell in row]
    facts = {
        "missing": "、".join(sorted(names - set(found))),
        "found": "、".join(str(cell).strip()[:40] for cell in row[:40] if not is_blank(cell)) or "—",
    }
    text = _("No row has all the columns that the mapping names. Missing: %(missing)s. The nearest row has: %(found)s.")
    return Unusable(text % facts)


def _candidates(path: Path, file: FileKeys) -> Iterator[tuple[Sheet, str]]:
    start = _first_bytes(path)
    if start.startswith(WORKBOOKS):
        yield from ((sheet, "xlsx") for sheet in open_workbook(path, file.sheet))
        return
    encoding = _encoding(path, start, file.encoding)
    for delimiter in [file.delimiter] if file.delimiter else DELIMITERS:
        yield CsvSheet(path, encoding, delimiter), encoding


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as raw:
            start = raw.read(4096)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Unusable(_("%(file)s cannot be read: %(reason)s.") % {"file": path.name, "reason": reason}) from error
    if not start.strip(codecs.BOM_UTF8 + codecs.BOM_UTF16 + b" \t\r\n"):
        raise Unusable(_("%(file)s is empty.") % {"file": path.name})
    return start


def _encoding(path: Path, start: bytes, told: str) -> str:
    """The encoding that reads the whole file without an error: the one told, that of its mark, UTF-8, GB18030."""
    marked = next((name for mark, name in BYTE_ORDER_MARKS.items() if start.startswith(mark)), "")
    if not marked and start.count(0) * 10 > len(start):
        raise Unusable(_("%(file)s is neither text nor a workbook.") % {"file": path.name})
    is_told = told and not (marked and told.lower() in ("utf-8", "utf8"))
    tried: tuple[str, ...] = (told,) if is_told else (marked,) if marked else ENCODINGS
    for name in tried:
        if _is_readable(path, name):
            return name
    facts = {"file": path.name, "encodings": "、".join(tried)}
    raise Unusable(_("%(file)s is not written in %(encodings)s. Save it as UTF-8 and try again.") % facts)


def _is_readable(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as raw:
        try:
            while chunk := raw.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
