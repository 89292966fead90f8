"""Two kinds of sheet with one face: rows of cells, and how much of it has been read."""

import csv
import io
import zipfile
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from servicedesk.lib.tables.cells import Cell
from servicedesk.lib.tables.refusals import Unusable

LONGEST_CELL = 1_000_000  # characters
LONGEST_SHOWN = 200
LARGEST_WORKBOOK = 2 * 1024**3  # bytes when unpacked: beyond it is a bomb, not a ledger

Row = list[Cell]


class Sheet(Protocol):
    """What reading needs of a sheet."""

    def rows(self) -> Iterator[Row]:
        """Every row from the first, empty ones too."""

    def share(self) -> float:
        """How much has been read, from 0 to 1."""

    def lines_taken(self) -> int:
        """How many lines of the file the last row ran over."""

    def read_again(self) -> None:
        """Take the last row for its first line alone, and let the other lines come again as rows."""


class Lines:
    """The lines of a text, some of which may be given back to be read again."""

    def __init__(self, text: Iterator[str]) -> None:
        self.text = text
        self.returned: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self.returned.popleft() if self.returned else next(self.text)
        self.taken.append(line)
        return line

    def give_back(self) -> None:
        """Let all but the first of the lines taken come again."""
        self.returned.extendleft(reversed(self.taken[1:]))


class CsvSheet:
    """Text with separators, read line by line."""

    def __init__(self, path: Path, encoding: str, delimiter: str) -> None:
        self.path, self.encoding, self.delimiter = path, encoding, delimiter
        self.size = path.stat().st_size
        self.read = 0
        self.lines = Lines(iter(()))

    def rows(self) -> Iterator[Row]:
        csv.field_size_limit(LONGEST_CELL)
        with self.path.open("rb") as raw, io.TextIOWrapper(raw, encoding=self.encoding, newline="") as text:
            self.lines = Lines(iter(text))
            reader = csv.reader(self.lines, delimiter=self.delimiter)
            while (row := self._next(reader)) is not None:
                self.read = raw.tell()
                yield row

    def _next(self, reader: Iterator[list[str]]) -> Row | None:
        """The next row; one whose cell never ends is a single cell, so that it is refused for its shape."""
        self.lines.taken = []
        try:
            return list(next(reader))
        except StopIteration:
            return None
        except csv.Error:
            return [self.lines.taken[0][:LONGEST_SHOWN]]

    def share(self) -> float:
        return self.read / self.size if self.size else 1.0

    def lines_taken(self) -> int:
        return len(self.lines.taken)

    def read_again(self) -> None:
        self.lines.give_back()


class BookSheet:
    """One sheet of a workbook. A formula is the value that was saved with it."""

    def __init__(self, sheet: CalamineSheet) -> None:
        self.sheet, self.read = sheet, 0

    def rows(self) -> Iterator[Row]:
        if self.sheet.total_height == 0:
            return
        for number, row in enumerate(self.sheet.iter_rows(), start=1):
            self.read = number
            yield list(row)

    def share(self) -> float:
        return self.read / self.sheet.total_height if self.sheet.total_height else 1.0

    def lines_taken(self) -> int:
        return 1

    def read_again(self) -> None:
        """A workbook's row is always a row."""


def open_workbook(path: Path, name: str) -> list[BookSheet]:
    """The sheet of that name, or every sheet in order. Raises Unusable."""
    try:
        if zipfile.is_zipfile(path):
            _refuse_bomb(path)
        book = CalamineWorkbook.from_path(path)
        if name and name not in book.sheet_names:
            facts = {"name": name, "known": "、".join(book.sheet_names)}
            raise Unusable(_("There is no sheet “%(name)s”. The workbook has: %(known)s.") % facts)
        return [BookSheet(book.get_sheet_by_name(known)) for known in ([name] if name else book.sheet_names)]
    except PasswordError as error:
        raise Unusable(_("%(file)s asks for a password.") % {"file": path.name}) from error
    except (CalamineError, zipfile.BadZipFile) as error:
        facts = {"file": path.name, "reason": str(error)[:200]}
        raise Unusable(_("%(file)s is a damaged workbook: %(reason)s.") % facts) from error


def _refuse_bomb(path: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        if sum(part.file_size for part in packed.infolist()) > LARGEST_WORKBOOK:
            raise Unusable(_("%(file)s unpacks to more than 2 GB. Split it.") % {"file": path.name})
