"""What a kind of work sheet asks for: sections of fields, and what was written in them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.lib.refusals import Invalid

CHOICE, TEXT, LINES, NUMBER, DAY, TICK = "choice", "text", "lines", "number", "day", "tick"
SORTS = {
    CHOICE: gettext_lazy("one of several"),
    TICK: gettext_lazy("yes or no"),
    NUMBER: gettext_lazy("a number"),
    DAY: gettext_lazy("a day"),
    TEXT: gettext_lazy("a line of text"),
    LINES: gettext_lazy("several lines of text"),
}
LONGEST = 1000


@dataclass(frozen=True)
class Field:
    """One thing that is written on the sheet. `is_result`: written when the work is done, not when the sheet is issued."""

    code: str
    sort: str
    label: str
    choices: tuple[str, ...] = ()
    required: bool = False
    is_result: bool = False


@dataclass(frozen=True)
class Section:
    """Fields under one heading."""

    title: str
    fields: tuple[Field, ...]


def read_sections(data: Sequence[Mapping[str, Any]]) -> list[Section]:
    """The sections as a version keeps them."""
    return [Section(str(row["title"]), tuple(_read(one) for one in row.get("fields", []))) for row in data]


def _read(row: Mapping[str, Any]) -> Field:
    choices = tuple(str(one) for one in row.get("choices", []))
    sort = row.get("sort") or (CHOICE if choices else TEXT)
    return Field(
        str(row["code"]), sort, str(row["label"]), choices, bool(row.get("required")), bool(row.get("is_result"))
    )


def as_data(sections: Iterable[Section]) -> list[dict[str, Any]]:
    """The sections as a version keeps them; what is as usual is left out."""
    return [{"title": one.title, "fields": [_data(field) for field in one.fields]} for one in sections]


def _data(field: Field) -> dict[str, Any]:
    data: dict[str, Any] = {"code": field.code, "sort": field.sort, "label": field.label}
    data |= {name: True for name in ("required", "is_result") if getattr(field, name)}
    return data | ({"choices": list(field.choices)} if field.choices else {})


def fields_of(sections: Iterable[Section]) -> list[Field]:
    return [field for section in sections for field in section.fields]


def put_right(sections: Iterable[Section], said: Mapping[str, str]) -> dict[str, str]:
    """What was written, as it is kept; empty answers are left out. Raises Invalid with the fields at fault."""
    kept: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for field in fields_of(sections):
        text = str(said.get(field.code, "")).strip()[:LONGEST]
        if text and not _fits(field, text):
            wrong[field.code] = _("“%(label)s” cannot be “%(text)s”.") % {"label": field.label, "text": text[:40]}
        elif text:
            kept[field.code] = text
    if wrong:
        raise Invalid(" ".join(wrong.values()), fields=wrong)
    return kept


def missing(sections: Iterable[Section], said: Mapping[str, str], *, with_results: bool) -> dict[str, str]:
    """What has to be written and is not: {code: what it is called}."""
    asked = [one for one in fields_of(sections) if one.required and (with_results or not one.is_result)]
    return {one.code: one.label for one in asked if not said.get(one.code)}


def _fits(field: Field, text: str) -> bool:
    if field.sort == CHOICE:
        return text in field.choices
    if field.sort == TICK:
        return text == "1"
    try:
        if field.sort == DAY:
            date.fromisoformat(text)
        elif field.sort == NUMBER:
            return Decimal(text).is_finite()
    except (ValueError, InvalidOperation):
        return False
    return True


def written(text: str) -> list[Section]:
    """Sections from the lines of the editor: `# Heading`, then `label | sort | choice, choice | required, result`.

    Raises Invalid with the number of the line that cannot be read.
    """
    sections: list[tuple[str, list[Field]]] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if line.startswith("#"):
            sections.append((line.lstrip("# ").strip()[:60], []))
        elif line:
            if not sections:
                raise _unreadable(number)
            sections[-1][1].append(_line(line, number, sum(len(fields) for _title, fields in sections) + 1))
    if not any(fields for _title, fields in sections):
        raise Invalid(_("Write at least one field."), fields={"sections": ""})
    return [Section(title, tuple(fields)) for title, fields in sections]


def _line(line: str, number: int, place: int) -> Field:
    cells = [*(cell.strip() for cell in line.replace("｜", "|").split("|")), "", "", ""]
    label, sort, choices, flags = cells[:4]
    options = tuple(one.strip() for one in choices.replace("，", ",").split(",") if one.strip())
    sort = sort or (CHOICE if options else TEXT)
    if not label or sort not in SORTS or (sort == CHOICE) != bool(options):
        raise _unreadable(number)
    told = {one.strip() for one in flags.replace("，", ",").split(",")}
    return Field(f"f{place}", sort, label[:60], options, "required" in told, "result" in told)


def _unreadable(number: int) -> Invalid:
    words = _("Line %(n)d cannot be read. Write: label | sort | choices | required, result") % {"n": number}
    return Invalid(words, fields={"sections": words})


def as_lines(sections: Iterable[Section]) -> str:
    """The sections as the editor shows them."""
    lines = []
    for section in sections:
        lines.append(f"# {section.title}")
        for one in section.fields:
            flags = ", ".join(
                name for name, is_set in (("required", one.required), ("result", one.is_result)) if is_set
            )
            lines.append(" | ".join((one.label, one.sort, ", ".join(one.choices), flags)).rstrip(" |"))
    return "\n".join(lines)
