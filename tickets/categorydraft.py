"""A category as its editor has it: read from the category or from what was posted, changed row by row, not yet saved."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from tickets import asking
from tickets.duplicate_rule import DuplicateRule

WORDS = ("name", "name_en", "kind", "script", "receipt", "hint")


@dataclass
class OptionRow:
    """One answer to choose. `moment`, for a time: minutes ago, or a time of the day."""

    label: str = ""
    code: str = ""
    moment: str = ""
    danger: bool = False


@dataclass
class QuestionRow:
    """One question with its answers."""

    label: str = ""
    code: str = ""
    kind: str = asking.CHOICE
    required: bool = False
    in_title: bool = False
    stays: bool = False
    unit: str = ""
    least: str = ""
    most: str = ""
    hint: str = ""
    only: str = ""
    options: list[OptionRow] = field(default_factory=list)

    @property
    def has_options(self) -> bool:
        return self.kind in (asking.CHOICE, asking.TIME)


@dataclass
class DemandRow:
    """One thing that closing asks for; its answers stand one a line."""

    label: str = ""
    code: str = ""
    kind: str = "text"
    options: str = ""


@dataclass
class Draft:
    """All settings of one category, as its page shows them."""

    words: dict[str, str] = field(default_factory=dict)
    knowledge: str = ""
    checklist: str = ""
    questions: list[QuestionRow] = field(default_factory=list)
    demands: list[DemandRow] = field(default_factory=list)
    rule: DuplicateRule | None = None

    def answers_before(self, place: int) -> list[tuple[str, str]]:
        """What the question at this place may depend on: [("neighbours=off", "邻居是否有电：没电"), …]."""
        return [
            (f"{one.code}={option.code}", f"{one.label}：{option.label}")
            for one in self.questions[:place]
            for option in one.options
            if one.has_options and one.code and option.code
        ]

    @property
    def rows(self) -> list[tuple[QuestionRow, list[tuple[str, str]]]]:
        """Each question beside what it may depend on."""
        return [(one, self.answers_before(place)) for place, one in enumerate(self.questions)]


def posted(told: QueryDict) -> Draft:
    """What the page sent: `q-0-label`, `q-0-o-1-label`, `d-0-kind`, …; rows in the order of their numbers."""
    draft = Draft(
        words={name: told.get(name, "").strip()[:2000] for name in WORDS},
        knowledge=told.get("knowledge", "")[:800],
        checklist=told.get("checklist", "")[:4000],
        questions=[_posted_question(told, f"q-{n}-") for n in _numbers(told, r"q-(\d+)-label")],
        demands=[
            DemandRow(**_texts(told, f"d-{n}-", "label", "code", "kind", "options"))
            for n in _numbers(told, r"d-(\d+)-label")
        ],
    )
    if told.get("own_rule"):
        names = ("transformer_count", "transformer_minutes", "repeat_days", "level_after")
        figures = {
            name: int(text)
            for name in names
            if (text := told.get(name, "")).isascii() and text.isdigit() and len(text) < 5
        }
        draft.rule = DuplicateRule(account=told.get("account", ""), level=told.get("level", ""), **figures)
    return draft


def _numbers(told: QueryDict, pattern: str) -> list[str]:
    found = [match.group(1) for name in told if (match := re.fullmatch(pattern, name))]
    return sorted(found, key=int)[:40]


def _texts(told: QueryDict, prefix: str, *names: str) -> dict[str, str]:
    return {name: told.get(prefix + name, "").strip()[:500] for name in names}


def _posted_question(told: QueryDict, prefix: str) -> QuestionRow:
    words = _texts(told, prefix, "label", "code", "kind", "unit", "least", "most", "hint", "only")
    ticks = {name: bool(told.get(prefix + name)) for name in ("required", "in_title", "stays")}
    options = [
        OptionRow(**_texts(told, one, "label", "code", "moment"), danger=bool(told.get(one + "danger")))
        for n in _numbers(told, re.escape(prefix) + r"o-(\d+)-label")
        for one in [f"{prefix}o-{n}-"]
    ]
    return QuestionRow(**words, **ticks, options=options)  # type: ignore[arg-type]


def reshaped(draft: Draft, do: str) -> bool:
    """Add, move or drop a row, as the button says: `add-q`, `up-q:2`, `drop-q:2`, `add-o:2`, `drop-o:2.1`, `add-d`, `drop-d:0`."""
    verb, _colon, where = do.partition(":")
    place, _dot, inner = where.partition(".")
    act = _RESHAPE.get(verb)
    if act is None or not (place or "0").isdigit() or not (inner or "0").isdigit():
        return False
    act(draft, int(place or 0), int(inner or 0))
    return True


def _swap(rows: list[Any], place: int) -> None:
    if 0 < place < len(rows):
        rows[place - 1], rows[place] = rows[place], rows[place - 1]


def _drop(rows: list[Any], place: int) -> None:
    if place < len(rows):
        del rows[place]


def _options(draft: Draft, place: int) -> list[OptionRow]:
    return draft.questions[place].options if place < len(draft.questions) else []


_RESHAPE: Mapping[str, Callable[[Draft, int, int], None]] = {
    "add-q": lambda draft, _p, _i: draft.questions.append(
        QuestionRow(required=True, options=[OptionRow(), OptionRow()])
    ),
    "up-q": lambda draft, place, _i: _swap(draft.questions, place),
    "down-q": lambda draft, place, _i: _swap(draft.questions, place + 1),
    "drop-q": lambda draft, place, _i: _drop(draft.questions, place),
    "add-o": lambda draft, place, _i: _options(draft, place).append(OptionRow()),
    "up-o": lambda draft, place, inner: _swap(_options(draft, place), inner),
    "drop-o": lambda draft, place, inner: _drop(_options(draft, place), inner),
    "add-d": lambda draft, _p, _i: draft.demands.append(DemandRow()),
    "up-d": lambda draft, place, _i: _swap(draft.demands, place),
    "drop-d": lambda draft, place, _i: _drop(draft.demands, place),
}
