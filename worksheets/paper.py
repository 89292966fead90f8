"""What a kind of work sheet asks for, how it is laid out on paper, and what was written in it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
# What stands on the paper beside the fields, in the place that the kind gives it.
CUSTOMER, WORK, MATERIALS, FEE, COURSE, SIGNATURES = "customer", "work", "materials", "fee", "course", "signatures"
PARTS = {
    CUSTOMER: gettext_lazy("Customer"),
    WORK: gettext_lazy("What it is about"),
    MATERIALS: gettext_lazy("Materials"),
    FEE: gettext_lazy("Fee and receipt"),
    COURSE: gettext_lazy("Course"),
    SIGNATURES: gettext_lazy("Signatures"),
}
MOST_SIGNERS = 4


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
    """Fields under one heading; or, with a `part` and no fields, one of PARTS. `signers`: who signs, left to right."""

    title: str
    fields: tuple[Field, ...] = ()
    part: str = ""
    signers: tuple[str, ...] = ()


def read_sections(data: Sequence[Mapping[str, Any]]) -> list[Section]:
    """The sections as a version keeps them."""
    return [
        Section(
            str(row.get("title", "")),
            tuple(_read(one) for one in row.get("fields", [])),
            str(row.get("part", "")),
            tuple(str(one) for one in row.get("signers", [])),
        )
        for row in data
    ]


def _read(row: Mapping[str, Any]) -> Field:
    choices = tuple(str(one) for one in row.get("choices", []))
    sort = row.get("sort") or (CHOICE if choices else TEXT)
    return Field(
        str(row["code"]), sort, str(row["label"]), choices, bool(row.get("required")), bool(row.get("is_result"))
    )


def as_data(sections: Iterable[Section]) -> list[dict[str, Any]]:
    """The sections as a version keeps them; what is as usual is left out."""
    return [_part(one) if one.part else _fields(one) for one in sections]


def _part(section: Section) -> dict[str, Any]:
    data: dict[str, Any] = {"part": section.part} | ({"title": section.title} if section.title else {})
    return data | ({"signers": list(section.signers)} if section.signers else {})


def _fields(section: Section) -> dict[str, Any]:
    return {"title": section.title, "fields": [_data(field) for field in section.fields]}


def _data(field: Field) -> dict[str, Any]:
    data: dict[str, Any] = {"code": field.code, "sort": field.sort, "label": field.label}
    data |= {name: True for name in ("required", "is_result") if getattr(field, name)}
    return data | ({"choices": list(field.choices)} if field.choices else {})


def fields_of(sections: Iterable[Section]) -> list[Field]:
    return [field for section in sections for field in section.fields]


def asks(sections: Iterable[Section], part: str) -> bool:
    """Whether the kind has this part on its paper."""
    return any(section.part == part for section in sections)


def layout(sections: Sequence[Section], *, asks_fee: bool) -> list[Section]:
    """What stands on the paper, from top to bottom. A kind that names no part has the usual ones round its fields."""
    if any(section.part for section in sections):
        return list(sections)
    usual = [Section("", part=CUSTOMER), Section("", part=WORK), *sections]
    return [
        *usual,
        *([Section("", part=FEE)] if asks_fee else []),
        Section("", part=COURSE),
        Section("", part=SIGNATURES),
    ]


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
    """Sections from the lines of the editor: `# Heading`, then `label | sort | choice, choice | required, result`;
    `+ part` where a part of the paper stands.

    Raises Invalid with the number of the line that cannot be read.
    """
    sections: list[Section] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if line.startswith("+"):
            sections.append(_written_part(line, number))
        elif line.startswith("#"):
            sections.append(Section(line.lstrip("# ").strip()[:60]))
        elif line:
            if not sections or sections[-1].part:
                raise _unreadable(number)
            last, place = sections[-1], len(fields_of(sections)) + 1
            sections[-1] = replace(last, fields=(*last.fields, _line(line, number, place)))
    if not fields_of(sections):
        raise Invalid(_("Write at least one field."), fields={"sections": ""})
    return sections


def _written_part(line: str, number: int) -> Section:
    """`+ part | heading | signer, signer`."""
    cells = [*(cell.strip() for cell in line.lstrip("+ ").replace("｜", "|").split("|")), "", ""]
    part, title, names = cells[:3]
    signers = tuple(one.strip()[:20] for one in names.replace("，", ",").split(",") if one.strip())
    if part not in PARTS or (signers and part != SIGNATURES) or len(signers) > MOST_SIGNERS:
        raise _unreadable(number)
    return Section(title[:60], part=part, signers=signers)


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
        if section.part:
            lines.append(f"+ {section.part} | {section.title} | {', '.join(section.signers)}".rstrip(" |"))
            continue
        lines.append(f"# {section.title}")
        for one in section.fields:
            flags = ", ".join(
                name for name, is_set in (("required", one.required), ("result", one.is_result)) if is_set
            )
            lines.append(" | ".join((one.label, one.sort, ", ".join(one.choices), flags)).rstrip(" |"))
    return "\n".join(lines)
