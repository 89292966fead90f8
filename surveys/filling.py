"""A set of questions as somebody fills it in, page by page: what is shown after what was said so far, and what is new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from surveys.questions import MULTI, Answers, Question, is_shown

WORDS = "-other"


@dataclass(frozen=True)
class Sheet:
    """The questions to be shown now. `is_whole`: each stood on the page that was sent, or is answered."""

    questions: list[Question]
    given: Mapping[str, Any] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = False

    @property
    def wants_words(self) -> bool:
        """Whether some answer here may need words of one's own."""
        return any(one.words_at for one in self.questions)


def blank(questions: Sequence[Question], known: Answers) -> Sheet:
    """The sheet before anything was said but `known`, or with what was said as it stands."""
    return Sheet([one for one in questions if is_shown(one, known)], given=known)


def filled(questions: Sequence[Question], sent: QueryDict, *, known: Answers | None = None) -> Sheet:
    """The sheet as it was sent; what was said to questions that are not shown any more is forgotten."""
    given: dict[str, Any] = {}
    shown: list[Question] = []
    for question in questions:
        if not is_shown(question, {**(known or {}), **given}):
            continue
        shown.append(question)
        if (answer := _answer(question, sent)) not in (None, ""):
            given[question.code] = answer
    known_to_them = {*sent.getlist("seen"), *given}
    return Sheet(shown, given, is_whole={one.code for one in shown} <= known_to_them)


def refused(sheet: Sheet, wrong: Mapping[str, str]) -> Sheet:
    """The same sheet with what is wrong with it."""
    return Sheet(sheet.questions, sheet.given, wrong, is_whole=sheet.is_whole)


def _answer(question: Question, sent: QueryDict) -> Any:
    if question.kind != MULTI:
        return sent.get(question.code, "").strip()
    chosen, words = sent.getlist(question.code), sent.get(f"{question.code}{WORDS}", "").strip()
    other = next((one.code for one in question.choices if one.other), "")
    # Whoever writes what else there is means it, with or without a tick.
    if words and other and not set(chosen) & {one.code for one in question.choices if one.other or one.exclusive}:
        chosen = [*chosen, other]
    return {"chosen": chosen, "other": words} if chosen else None
