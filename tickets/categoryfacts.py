"""From a category to its editor's draft and back: what the rows of the page mean as settings."""

import re
from typing import Any

from servicedesk.lib.pinyin import initials
from tickets import asking
from tickets.asking import Option, read_questions
from tickets.categorydraft import WORDS, DemandRow, Draft, OptionRow, QuestionRow
from tickets.duplicate_rule import read
from tickets.models import Category

MOMENT = re.compile(r"(?:(\d{1,4})|(\d{1,2}:\d{2}))")


def of_category(category: Category) -> Draft:
    """The category's own settings."""
    dangers = {(pair[0], pair[1]) for pair in category.hazards}
    return Draft(
        words={name: getattr(category, name) for name in WORDS},
        knowledge=" ".join(category.knowledge),
        checklist="\n".join(row["label"] for row in category.checklist),
        questions=[_question_row(one, dangers) for one in read_questions(category.questions)],
        demands=[
            DemandRow(row["label"], row["code"], row["kind"], "\n".join(one["label"] for one in row.get("choices", [])))
            for row in category.to_close
        ],
        rule=read(category.duplicates) if category.duplicates else None,
    )


def _question_row(one: asking.Question, dangers: set[tuple[str, str]]) -> QuestionRow:
    same = ("label", "code", "kind", "required", "in_title", "stays", "unit", "least", "most", "hint")
    options = [
        OptionRow(option.label, option.code, _moment(option), (one.code, option.code) in dangers)
        for option in one.options
    ]
    only = "=".join(one.only_if) if one.only_if else ""
    return QuestionRow(**{name: getattr(one, name) for name in same}, only=only, options=options)


def _moment(option: Option) -> str:
    return str(option.ago) if option.ago is not None else option.clock


def name_rows(draft: Draft) -> None:
    """Give what is new a code of its own; what has one keeps it, so that old answers are still read right."""
    draft.questions = [one for one in draft.questions if one.label or one.code]
    taken = {one.code for one in draft.questions}
    for one in draft.questions:
        one.code = one.code or _free(one.label, taken)
        one.options = [option for option in one.options if option.label] if one.has_options else []
        codes = {option.code for option in one.options}
        for option in one.options:
            option.code = option.code or _free(option.label, codes)
    draft.demands = [one for one in draft.demands if one.label]
    named = {one.code for one in draft.demands}
    for demand in draft.demands:
        demand.code = demand.code or _free(demand.label, named)


def _free(label: str, taken: set[str]) -> str:
    """A code made of the initials, that nothing else has."""
    stem = "".join(letter for letter in initials(label) if letter.isascii() and letter.isalnum())[:20] or "x"
    code = next(one for n in range(1, 100) if (one := stem if n == 1 else f"{stem}{n}") not in taken)
    taken.add(code)
    return code


def facts(draft: Draft, category: Category) -> dict[str, Any]:
    """The settings as a category keeps them. Codes of items and answers that are still there stay theirs."""
    rows = {one.code: one for one in draft.questions}
    return {
        **draft.words,
        "knowledge": draft.knowledge.replace("，", " ").replace(",", " ").split(),
        "checklist": _lines(draft.checklist, category.checklist),
        "questions": [_question(one).as_data() for one in draft.questions],
        "hazards": [[one.code, option.code] for one in rows.values() for option in one.options if option.danger],
        "to_close": [_demand(one, category) for one in draft.demands],
        "duplicates": read(draft.rule.as_data()).as_data() if draft.rule else {},
    }


def _lines(text: str, known: list[dict[str, Any]]) -> list[dict[str, str]]:
    labels = list(dict.fromkeys(line.strip()[:120] for line in text.splitlines() if line.strip()))
    codes = {row["label"]: row["code"] for row in known}
    taken = set(codes.values())
    return [{"code": codes.get(label) or _free(label, taken), "label": label} for label in labels]


def _demand(one: DemandRow, category: Category) -> dict[str, Any]:
    before: list[dict[str, Any]] = next(
        (row.get("choices", []) for row in category.to_close if row["code"] == one.code), []
    )
    data: dict[str, Any] = {"code": one.code, "kind": one.kind, "label": one.label}
    choices = _lines(one.options, before) if one.kind == "cause" else []
    return data | ({"choices": choices} if choices else {})


def _question(one: QuestionRow) -> asking.Question:
    name, _equals, answer = one.only.partition("=")
    is_number = one.kind == asking.NUMBER
    return asking.Question(
        code=one.code,
        label=one.label,
        kind=one.kind,
        required=one.required,
        in_title=one.in_title,
        stays=one.stays,
        unit=one.unit if is_number else "",
        least=one.least if is_number else "",
        most=one.most if is_number else "",
        hint=one.hint,
        only_if=(name, answer) if name and answer else None,
        options=tuple(_option(row, is_time=one.kind == asking.TIME) for row in one.options),
    )


def _option(row: OptionRow, *, is_time: bool) -> Option:
    found = MOMENT.fullmatch(row.moment) if is_time else None
    ago, clock = found.groups() if found else (None, None)
    return Option(row.code, row.label, int(ago) if ago else None, clock or "")
