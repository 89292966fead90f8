"""A work sheet as it is read and printed: the parts of its kind in their order, the fields in rows of two."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from worksheets.actions.materials import lines_of
from worksheets.capitals import in_capitals
from worksheets.models import Appointment, MaterialLine, WorkSheet
from worksheets.paper import (
    COURSE,
    FEE,
    LINES,
    MATERIALS,
    PARTS,
    SIGNATURES,
    TICK,
    WORK,
    Field,
    Section,
    layout,
    read_sections,
)

LONG = 16
BLANK_ROWS = 2


@dataclass(frozen=True)
class Cell:
    """One field on the paper. `is_wide`: it has a row of its own."""

    label: str
    word: str
    is_wide: bool
    choices: tuple[tuple[str, bool], ...] = ()
    is_tick: bool = False


@dataclass(frozen=True)
class Block:
    """One part of the paper with whatever it shows."""

    part: str
    title: str
    rows: tuple[tuple[Cell, ...], ...] = ()
    lines: tuple[MaterialLine, ...] = ()
    blanks: range = range(0)
    signers: tuple[tuple[str, str, datetime | None], ...] = ()
    capitals: str = ""
    visit: Appointment | None = None


def said_of(row: WorkSheet) -> list[tuple[str, list[tuple[str, str]]]]:
    """What is written on a sheet, under its headings; a tick is a word."""
    return [
        (one.title, [(field.label, _word(field, row)) for field in one.fields])
        for one in read_sections(row.version.sections)
        if one.fields
    ]


def _word(field: Field, row: WorkSheet) -> str:
    said = str(row.said.get(field.code, ""))
    return str(_("yes")) if field.sort == "tick" and said else said


def blocks_of(row: WorkSheet) -> list[Block]:
    """The whole paper, from top to bottom."""
    sections = read_sections(row.version.sections)
    return [_block(one, row) for one in layout(sections, asks_fee=row.version.asks_fee)]


def _block(section: Section, row: WorkSheet) -> Block:
    if not section.part:
        return Block("", section.title, rows=_rows([_cell(field, row) for field in section.fields]))
    more: dict[str, Any] = {}
    if section.part == MATERIALS:
        lines = tuple(lines_of(row))
        more = {"lines": lines, "blanks": range(max(0, BLANK_ROWS - len(lines)))}
    elif section.part == FEE:
        more = {"capitals": in_capitals(row.fee) if row.fee is not None else ""}
    elif section.part in (WORK, COURSE):
        visits = Appointment.objects.filter(ticket=row.ticket_id).exclude(state__in=("moved", "dropped"))
        more = {"visit": visits.order_by("at").last()}
    elif section.part == SIGNATURES:
        more = {"signers": _signers(section.signers, row)}
    return Block(section.part, section.title or str(PARTS.get(section.part, "")), **more)


def _cell(field: Field, row: WorkSheet) -> Cell:
    word = _word(field, row)
    choices = tuple((one, one == word) for one in field.choices)
    is_wide = field.sort == LINES or len(field.choices) > 2 or len(word) > LONG
    return Cell(field.label, word, is_wide, choices, is_tick=field.sort == TICK)


def _rows(cells: list[Cell]) -> tuple[tuple[Cell, ...], ...]:
    """Short ones stand two in a row, in their order: what was taken down beside what was put up."""
    rows: list[tuple[Cell, ...]] = []
    for cell in cells:
        last = rows[-1] if rows else ()
        if not cell.is_wide and len(last) == 1 and not last[0].is_wide:
            rows[-1] = (*last, cell)
        else:
            rows.append((cell,))
    return tuple(rows)


def _signers(names: tuple[str, ...], row: WorkSheet) -> tuple[tuple[str, str, datetime | None], ...]:
    """Who signs; the last one is whoever approves, and where somebody has, the name stands there."""
    names = names or (_("Customer"), _("Crew"))
    approved = row.state == WorkSheet.State.APPROVED and row.version.is_approved and len(names) > 2
    by, at = (row.ended_by.name, row.ended_at) if approved and row.ended_by else ("", None)
    return tuple(
        (name, by if n == len(names) - 1 else "", at if n == len(names) - 1 else None) for n, name in enumerate(names)
    )
