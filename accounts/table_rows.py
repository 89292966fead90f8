"""Small tables of master data: read as they come, tried out whole, then written; each row is told what became of it.

The trial does what the import does and takes it back, so that both say the same.
"""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from servicedesk.lib.refusals import Refusal
from servicedesk.lib.tables.cells import cell_text, heading
from servicedesk.lib.tables.reading import FileKeys, find_table
from servicedesk.lib.tables.refusals import Unusable

MOST_ROWS = 2000
MOST_BYTES = 5 * 1024 * 1024
TRIAL_LASTS = 3600
MADE, KNOWN, REFUSED = "made", "known", "refused"


@dataclass(frozen=True)
class Column:
    """One column: its code, what it is headed, what else people call it, and whether a row needs it."""

    code: str
    word: Promise
    others: tuple[str, ...] = ()
    needed: bool = True

    def names(self) -> set[str]:
        return {heading(str(name)) for name in (self.code, self.word, *self.others)}


@dataclass(frozen=True)
class Row:
    """One row as it was written, and the line on which a spreadsheet shows it."""

    line: int
    told: dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """What became of a row: made, known already, or refused with the reason. `made` is what it made."""

    row: Row
    state: str
    text: str
    made: Any = None


def read_rows(upload: UploadedFile, columns: Sequence[Column]) -> list[Row]:
    """The rows of a CSV or XLSX file under whatever header names these columns. Raises Unusable."""
    if (upload.size or 0) > MOST_BYTES:
        raise Unusable(_("The file is larger than 5 MB."))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        path.write_bytes(upload.read())
        return _read(path, columns)


def _read(path: Path, columns: Sequence[Column]) -> list[Row]:
    needed = [column.names() for column in columns if column.needed]
    table = find_table(path, FileKeys(), lambda found: all(names & set(found) for names in needed))
    if table is None:
        wanted = "、".join(str(column.word) for column in columns if column.needed)
        raise Unusable(
            _("No row has these columns: %(columns)s. Take the pattern and fill it in.") % {"columns": wanted}
        )
    place = {column.code: next((one for one in table.names if one in column.names()), "") for column in columns}
    rows = []
    for record in islice(table.records(), MOST_ROWS + 1):
        told = {code: cell_text(record.cells.get(name, "")) if name else "" for code, name in place.items()}
        rows.append(Row(record.line, told))
    if len(rows) > MOST_ROWS:
        raise Unusable(_("More than %(most)d rows. Hand them in in parts.") % {"most": MOST_ROWS})
    if not rows:
        raise Unusable(_("There is no row under the header."))
    return rows


def work(rows: Iterable[Row], act: Callable[[Row], Outcome], *, keep: bool) -> list[Outcome]:
    """Do each row, the good ones although some are bad; a trial (`keep` false) takes everything back."""
    with transaction.atomic():
        told = [_one(row, act) for row in rows]
        transaction.set_rollback(not keep)
    return told


def _one(row: Row, act: Callable[[Row], Outcome]) -> Outcome:
    try:
        with transaction.atomic():
            return act(row)
    except Refusal as refusal:
        return Outcome(row, REFUSED, " ".join(refusal.fields.values()) or refusal.sentence())


def counted(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """How many rows were made, known, refused."""
    told = [one.state for one in outcomes]
    return {state: told.count(state) for state in (MADE, KNOWN, REFUSED)}


def sealed(rows: Iterable[Row], *, by: User, what: str) -> str:
    """The rows of a trial, to be handed back unchanged by the same person within the hour."""
    return signing.dumps([[row.line, row.told] for row in rows], salt=f"{what}:{by.pk}", compress=True)


def unsealed(text: str, *, by: User, what: str) -> list[Row]:
    """The rows of that trial. Raises Unusable."""
    try:
        return [Row(line, told) for line, told in signing.loads(text, salt=f"{what}:{by.pk}", max_age=TRIAL_LASTS)]
    except signing.BadSignature:
        raise Unusable(_("The trial is over an hour old. Hand the file in again.")) from None
