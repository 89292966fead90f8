"""Two kinds of sheet with one face: rows of cells, and how much of it has been read."""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from hotline.imports.cells import Cell
from hotline.imports.refusals import Unusable

LONGEST_CELL = 16 * 1024 * 1024
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


class CsvSheet:
    """Text with separators, read line by line."""

    def __init__(self, path: Path, encoding: str, delimiter: str) -> None:
        self.path, self.encoding, self.delimiter = path, encoding, delimiter
        self.size = path.stat().st_size
        self.read = self.taken = 0

    def rows(self) -> Iterator[Row]:
        csv.field_size_limit(LONGEST_CELL)
        with self.path.open("rb") as raw, io.TextIOWrapper(raw, encoding=self.encoding, newline="") as text:
            reader = csv.reader(text, delimiter=self.delimiter)
            before = 0
            try:
                for row in reader:
                    self.read, self.taken, before = raw.tell(), reader.line_num - before, reader.line_num
                    yield list(row)
            except csv.Error as error:
                facts = {"line": reader.line_num, "reason": str(error)}
                raise Unusable(_("Line %(line)d cannot be read: %(reason)s.") % facts) from error

    def share(self) -> float:
        return self.read / self.size if self.size else 1.0

    def lines_taken(self) -> int:
        return self.taken


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
