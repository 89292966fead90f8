"""Three formats as one stream of rows, some hundred in memory: CSV and XLSX by their headings, NDJSON by its names."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from hotline.bulk.fields import Field
from hotline.bulk.rows import Row
from hotline.model_bulk import ImportJob
from servicedesk.lib.strict_json import read_json
from servicedesk.lib.tables.cells import Cell, cell_text, heading
from servicedesk.lib.tables.reading import FileKeys, Record, Table, find_table
from servicedesk.lib.tables.refusals import Unusable

ANSWERS = "answers"
LONGEST_LINE = 1_000_000
MOST_HEADS = 200


class Stream(ABC):
    """The rows of a file; `heads` are its columns as they are written, `columns` which field each of ours is taken from."""

    heads: list[str]
    columns: dict[str, str]

    @abstractmethod
    def share(self) -> float:
        """How much of the file is behind us, 0 to 1."""

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """Every row, from the first."""


def open_stream(path: Path, job: ImportJob, all_fields: Sequence[Field]) -> Stream:
    """The file as rows of the fields of its mode. `job.columns` says which column is which; if it is empty, that is guessed.

    Raises Unusable.
    """
    fields = [one for one in all_fields if job.mode in one.modes]
    if job.format == "ndjson":
        return _Lines(path, fields, {one.code for one in all_fields})
    try:
        return _Sheet(path, fields, job.columns, job.format)
    except Unusable as refusal:
        # The file lies under a name of ours; people know it by theirs.
        raise Unusable(refusal.sentence().replace(path.name, job.name)) from refusal


def guess(heads: Sequence[str], fields: Sequence[Field]) -> dict[str, str]:
    """Which of these columns is which field, by its code, its word or what else it is called."""
    known = {heading(word): one.code for one in fields for word in (one.code, one.word, *one.also)}
    found: dict[str, str] = {}
    for head in heads:
        code = known.get(heading(head))
        if code and code not in found:
            found[code] = head
    return found


class _Sheet(Stream):
    """A table under a row of headings."""

    def __init__(self, path: Path, fields: Sequence[Field], columns: Mapping[str, str], form: str) -> None:
        told = {heading(head) for head in columns.values()}
        names = {heading(word) for one in fields for word in (one.code, one.word, *one.also)} | told

        def fits(row: list[str]) -> bool:
            return told <= set(row) if told else len(names & set(row)) >= min(2, len(names))

        table = find_table(path, FileKeys(), fits)
        if table is None:
            raise Unusable(_("No row of the file names the columns. Download the empty table and compare."))
        if (table.encoding == "xlsx") != (form == "xlsx"):
            raise Unusable(_("The file is not what it is said to be: %(format)s.") % {"format": form.upper()})
        self.table: Table = table
        self.heads = [table.columns[name] for name in table.names if name][:MOST_HEADS]
        known = {one.code for one in fields}
        given = {code: head for code, head in columns.items() if code in known and heading(head) in table.names}
        rest = [head for head in self.heads if head not in given.values()]
        guessed = {code: head for code, head in guess(rest, fields).items() if code not in given}
        self.columns = given | ({} if columns else guessed)
        twins = [head for head in self.columns.values() if table.names.count(heading(head)) > 1]
        if twins:
            raise Unusable(_("Two columns are called “%(name)s”. Rename one of them.") % {"name": twins[0]})

    def share(self) -> float:
        return self.table.share()

    def rows(self) -> Iterator[Row]:
        places = {code: heading(head) for code, head in self.columns.items()}
        for n, record in enumerate(self.table.records(), start=1):
            yield self._row(n, record, places)

    def _row(self, n: int, record: Record, places: Mapping[str, str]) -> Row:
        told = {self.table.columns.get(name, name): cell_text(cell) for name, cell in record.cells.items() if name}
        answers = {
            head.partition(".")[2]: text
            for head, text in told.items()
            if text and heading(head).startswith(("answers.", "问题."))
        }
        cells = {code: record.cells.get(place, "") for code, place in places.items()}
        return Row(n, record.line, cells, told, answers, record.problem)


class _Lines(Stream):
    """One JSON object a line, in UTF-8."""

    def __init__(self, path: Path, fields: Sequence[Field], known: set[str]) -> None:
        self.known = known  # what an export writes besides is passed over
        self.path, self.size, self.read = path, max(path.stat().st_size, 1), 0
        self.fields = {one.code for one in fields}
        self.heads = sorted(self.fields)
        self.columns = {code: code for code in self.heads}

    def share(self) -> float:
        return min(1.0, self.read / self.size)

    def rows(self) -> Iterator[Row]:
        n = 0
        with self.path.open("rb") as raw:
            for line, text in enumerate(self._bounded(raw), start=1):
                if text.strip(b"\xef\xbb\xbf \t\r\n"):
                    n += 1
                    yield self._row(n, line, text)

    def _bounded(self, raw: Any) -> Iterator[bytes]:
        """Its lines, none longer than it may be: of a longer one only the beginning is kept."""
        while line := raw.readline(LONGEST_LINE + 1):
            self.read += len(line)
            if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
                while rest := raw.readline(LONGEST_LINE):
                    self.read += len(rest)
                    if rest.endswith(b"\n"):
                        break
            yield line

    def _row(self, n: int, line: int, text: bytes) -> Row:
        if len(text) > LONGEST_LINE:
            return Row(n, line, {}, {}, problem=_("the line has more than %(most)d bytes") % {"most": LONGEST_LINE})
        try:
            told = read_json(text.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            return Row(n, line, {}, {"line": _shown(text)}, problem=_("it is no JSON object in UTF-8"))
        if not isinstance(told, dict):
            return Row(n, line, {}, {"line": _shown(text)}, problem=_("it is no JSON object in UTF-8"))
        return self._of(n, line, told)

    def _of(self, n: int, line: int, told: dict[str, Any]) -> Row:
        answers = told.get(ANSWERS)
        plain = {code: value for code, value in told.items() if code != ANSWERS or not isinstance(value, dict)}
        strange = tuple(code[:80] for code in plain if code not in self.known)
        odd = tuple(code for code, value in plain.items() if isinstance(value, dict))
        cells = {code: _cell(value) for code, value in plain.items() if code in self.fields}
        given = {str(key): str(value) for key, value in answers.items()} if isinstance(answers, dict) else {}
        return Row(n, line, cells, told, given, strange=strange + odd)


def _shown(text: bytes) -> str:
    return text[:2000].decode("utf-8", errors="replace").replace("\0", "�").strip()


def _cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(str(one) for one in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
