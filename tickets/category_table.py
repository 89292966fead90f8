"""A tree of categories as a table: one row a category, its way down in the columns of the levels. Read and written alike."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from servicedesk.lib.refusals import Invalid
from servicedesk.lib.tables.cells import Cell, cell_text, heading
from servicedesk.lib.tables.reading import FileKeys, Table, find_table
from servicedesk.lib.tables.refusals import Unusable
from servicedesk.lib.tables.writing import safe_cell
from tickets.category_checks import CODE, RESERVED, check_settings
from tickets.faces import line_of
from tickets.lifecycle import Kind
from tickets.models import Category

MOST_ROWS = 5000
LEVELS = tuple(f"{figure}级分类" for figure in "一二三四五六")
TEXTS = {"英文名": "name_en", "话术": "script", "提示": "hint", "回执": "receipt"}
DATA = {
    "检查项": "checklist",
    "问题": "questions",
    "隐患": "hazards",
    "办结必填": "to_close",
    "重复规则": "duplicates",
    "知识": "knowledge",
}
CODE_COLUMN, KIND_COLUMN, STATE_COLUMN = "编号", "类型", "状态"
IN_USE, RETIRED = "启用", "停用"


@dataclass(frozen=True)
class Line:
    """One row: the names from the top down, and the settings that the table has columns for."""

    number: int
    way: tuple[str, ...]
    facts: dict[str, Any] = field(default_factory=dict)
    code: str = ""

    def as_data(self) -> list[Any]:
        return [self.number, list(self.way), self.facts, self.code]


@dataclass(frozen=True)
class Bad:
    """A row that cannot be used, and why."""

    number: int
    words: str


def read_lines(path: Path) -> tuple[list[Line], list[Bad]]:
    """The rows of a workbook or a text table that has a column `一级分类`. Raises Unusable."""
    table = find_table(path, FileKeys(), lambda names: heading(LEVELS[0]) in names)
    if table is None:
        raise Unusable(
            _("No row has the columns of a category tree: the first one is called “%(name)s”.") % {"name": LEVELS[0]}
        )
    lines: list[Line] = []
    bad: list[Bad] = []
    seen: dict[tuple[str, ...], int] = {}
    for record in table.records():
        if len(lines) + len(bad) >= MOST_ROWS:
            raise Unusable(_("More than %(n)d rows. Split the table.") % {"n": MOST_ROWS})
        try:
            line = _line(record.line, {name: _plain(cell) for name, cell in record.cells.items()}, table)
            if record.problem:
                raise ValueError(record.problem)
            if line.way in seen:
                raise ValueError(_("the same category as in line %(line)d") % {"line": seen[line.way]})
        except ValueError as why:
            bad.append(Bad(record.line, str(why)))
            continue
        seen[line.way] = record.line
        lines.append(line)
    return lines, bad


def _plain(cell: Cell) -> str:
    """A cell's text; the apostrophe that kept it from being taken for a formula is no part of it."""
    text = cell_text(cell)
    return text[1:] if text.startswith("'") and safe_cell(text[1:]) == text else text


def _line(number: int, cells: dict[str, str], table: Table) -> Line:
    names = [cells.get(heading(level), "") for level in LEVELS]
    way = tuple(name for name in names if name)
    if not way or names[: len(way)] != list(way):
        raise ValueError(_("a level is empty above a name"))
    if any(len(name) > 60 for name in way):
        raise ValueError(_("a name has more than 60 characters"))
    facts: dict[str, Any] = {
        name: cells.get(heading(column), "") for column, name in TEXTS.items() if heading(column) in table.columns
    }
    facts |= {
        name: _data(cells.get(heading(column), ""), column, name)
        for column, name in DATA.items()
        if heading(column) in table.columns
    }
    if kind := cells.get(heading(KIND_COLUMN), ""):
        facts["kind"] = _kind(kind)
    if state := cells.get(heading(STATE_COLUMN), ""):
        facts["is_active"] = state != RETIRED
    code = cells.get(heading(CODE_COLUMN), "")
    if code in RESERVED or (code and not CODE.fullmatch(code)):
        raise ValueError(_("“%(code)s” is no number of a category") % {"code": code[:40]})
    try:
        check_settings(facts)
    except Invalid as no:
        raise ValueError(no.sentence()) from no
    return Line(number, way, facts, code)


def _data(text: str, column: str, name: str) -> Any:
    shape: type = dict if name == "duplicates" else list
    try:
        data = json.loads(text) if text else shape()
    except ValueError:
        data = None
    if not isinstance(data, shape):
        raise ValueError(_("column “%(name)s” cannot be read") % {"name": column})
    return data


def _kind(word: str) -> str:
    known = dict(_kind_words())
    if word not in known:
        raise ValueError(_("“%(word)s” is no kind of request") % {"word": word[:40]})
    return known[word]


def _kind_words() -> Iterator[tuple[str, str]]:
    """Every word that means a kind: its code, and its name in each language of the house."""
    for language in ("zh-hans", "en"):
        with override(language):
            yield from ((str(kind.label), str(kind.value)) for kind in Kind)
    yield from ((str(kind.value), str(kind.value)) for kind in Kind)


def table_of(categories: Sequence[Category]) -> tuple[list[str], list[list[str]]]:
    """The tree as a table that can be read again: its heads, and a row for every category in the order of the tree."""
    ways = [[above.name for above in line_of(one)][::-1] for one in categories]
    deepest = max((len(way) for way in ways), default=1)
    heads = [*LEVELS[: max(3, deepest)], CODE_COLUMN, KIND_COLUMN, STATE_COLUMN, *TEXTS, *DATA]
    return heads, [_cells(one, way, heads) for one, way in zip(categories, ways, strict=True)]


def _cells(one: Category, way: list[str], heads: list[str]) -> list[str]:
    cells = dict(zip(LEVELS, way, strict=False)) | {CODE_COLUMN: one.code, KIND_COLUMN: one.kind}
    cells[STATE_COLUMN] = IN_USE if one.is_active else RETIRED
    cells |= {column: getattr(one, name) for column, name in TEXTS.items()}
    for column, name in DATA.items():
        value = getattr(one, name)
        cells[column] = json.dumps(value, ensure_ascii=False) if value else ""
    return [cells.get(head, "") for head in heads]
