"""Files of others as answers: headings that repeat, sentinels for “not ticked”, words in a column of their own."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from servicedesk.lib.tables.cells import Cell, cell_text, heading, true_date
from servicedesk.lib.tables.refusals import Unusable
from servicedesk.lib.tables.sheets import Row, open_workbook
from surveys.questions import MULTI, Question, parse

PATTERNS = Path(__file__).parent / "patterns"
NOT_TICKED, OTHER, ALL = "-1", "98", "99"
WRITTEN = ("%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y-%m-%d")


def patterns() -> dict[str, str]:
    """The known patterns by code, with their names."""
    return {path.stem: json.loads(path.read_text("utf-8"))["name"] for path in sorted(PATTERNS.glob("*.json"))}


def pattern(code: str) -> dict[str, Any]:
    """One pattern; raises Unusable where there is none."""
    path = PATTERNS / f"{code}.json"
    if code not in patterns():
        raise Unusable(_("There is no such pattern."))
    return dict(json.loads(path.read_text("utf-8")))


@dataclass(frozen=True)
class Place:
    """Where the answer to one question stands: its columns, and that of the words."""

    columns: tuple[int, ...]
    words: int | None = None


@dataclass(frozen=True)
class Results:
    """A file with its questionnaire: the questions as stored, and where each is answered."""

    stored: list[dict[str, Any]]
    questions: list[Question]
    places: Mapping[str, Place]
    facts: Mapping[str, int]
    rows: Iterator[Row]


def read_results(path: Path, known: Mapping[str, Any]) -> Results:
    """Find the columns of a pattern in the first sheet. A heading that repeats is the first one after the last found."""
    head, rows = _sheet(path)
    stored, places, cursor = [], {}, 0
    for row in known["questions"]:
        kept = {name: row[name] for name in ("code", "kind", "after", "when", "choices") if name in row}
        if row["kind"] == MULTI:
            begin = _find(head, row["first"], cursor)
            end = _find(head, row["last"], begin)
            columns = [place for place in range(begin, end + 1) if head[place] != heading(row["words"])]
            words = _find(head, row["words"], begin)
            kept |= {
                "label": row["label"],
                "required": False,
                "choices": [_choice(n, head[c]) for n, c in enumerate(columns, 1)],
            }
            places[row["code"]], cursor = Place(tuple(columns), words), max(end, words)
        else:
            cursor = _find(head, row["column"], cursor)
            places[row["code"]] = Place((cursor,))
            kept |= {"label": row["column"]}
        stored.append(kept)
    facts = {name: _find(head, name, 0) for name in known.get("facts", ()) if heading(name) in head}
    return Results(stored, parse(stored), places, facts, rows)


def _sheet(path: Path) -> tuple[list[str], Iterator[Row]]:
    rows = open_workbook(path, "")[0].rows()
    head = next(rows, None)
    if head is None:
        raise Unusable(_("%(file)s is empty.") % {"file": path.name})
    return [heading(str(cell)) for cell in head], rows


def _find(head: Sequence[str], name: str, start: int) -> int:
    try:
        return head.index(heading(name), start)
    except ValueError as error:
        raise Unusable(_("There is no column “%(name)s” where it should stand.") % {"name": name}) from error


def _choice(n: int, name: str) -> dict[str, Any]:
    return {"code": f"c{n}", "label": name, "other": name.startswith("其他"), "exclusive": name.startswith("全部")}


def answers_in(results: Results, row: Row) -> dict[str, Any]:
    """One row as answers: a sentinel is no answer, a ticked column a choice, its words beside it."""
    answers: dict[str, Any] = {}
    for question in results.questions:
        place = results.places[question.code]
        cells = [cell_text(row[column]) for column in place.columns]
        if question.kind == MULTI:
            chosen = [
                one.code for one, cell in zip(question.choices, cells, strict=True) if cell not in ("", NOT_TICKED)
            ]
            words = cell_text(row[place.words]) if place.words is not None else ""
            if chosen:
                answers[question.code] = {"chosen": chosen} | ({"other": words[:500]} if words else {})
        elif cells[0] not in ("", NOT_TICKED):
            answers[question.code] = int(cells[0]) if cells[0].isdigit() and question.steps else cells[0]
    return answers


def read_replies(path: Path, known: Mapping[str, Any]) -> Iterator[tuple[str, datetime | None, datetime | None]]:
    """Subject, asked and replied of each row; dates as text or as true dates."""
    head, rows = _sheet(path)
    subject, asked, replied = (_find(head, known[name], 0) for name in ("subject", "asked", "replied"))
    for row in rows:
        yield cell_text(row[subject])[:200], _moment(row[asked]), _moment(row[replied])


def _moment(cell: Cell) -> datetime | None:
    found = true_date(cell)
    for form in () if found else WRITTEN:
        try:
            found = datetime.strptime(cell_text(cell), form)  # noqa: DTZ007
            break
        except ValueError:
            continue
    return timezone.make_aware(found) if found and timezone.is_naive(found) else found
