"""Questions as data: what may be asked, which questions are shown after which answers, and whether an answer fits. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Invalid

FIVE, CHOICE, MULTI, TEXT = "five", "choice", "multi", "text"
SCALES = {FIVE: (1, 5), "scale5": (1, 5), "scale10": (1, 10)}
KINDS = (FIVE, CHOICE, MULTI, "scale5", "scale10", TEXT)
MOST_QUESTIONS, MOST_CHOICES, LONGEST_TEXT = 40, 40, 500
# What the pages and the answers of a rating call something else.
TAKEN = frozenset(
    [
        *("score", "reasons", "wants_call", "comment", "words", "note", "result", "agrees", "appointment_at"),
        *("visit", "seen", "peek", "live", "done", "change", "do"),
    ]
)

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Choice:
    """One of several. `exclusive`: excludes all others; `other`: is completed by words of one's own."""

    code: str
    label: str
    label_en: str = ""
    score: int | None = None
    exclusive: bool = False
    other: bool = False


@dataclass(frozen=True)
class Question:
    """One question. It is shown when the question `after` was answered by one of `when`; always where `after` is empty.

    `words_at`: on a scale, the score at or below which words are needed.
    """

    code: str
    kind: str
    label: str
    label_en: str = ""
    choices: tuple[Choice, ...] = ()
    required: bool = True
    words_at: int = 0
    after: str = ""
    when: tuple[str, ...] = ()

    @property
    def steps(self) -> range:
        """The figures of a scale."""
        low, high = SCALES.get(self.kind, (1, 0))
        return range(low, high + 1)


def parse(data: Sequence[Mapping[str, Any]]) -> list[Question]:
    """Turn stored questions into Question; raises Invalid with a sentence for what cannot be asked."""
    if not 1 <= len(data) <= MOST_QUESTIONS:
        raise Invalid(_("A questionnaire has 1 to %(most)d questions.") % {"most": MOST_QUESTIONS})
    found: list[Question] = []
    for row in data:
        question = _question(row)
        _check(question, {one.code: one for one in found})
        found.append(question)
    return found


def _question(row: Mapping[str, Any]) -> Question:
    choices = tuple(
        Choice(
            code=str(one.get("code") or one.get("score") or ""),
            label=str(one.get("label", "")),
            label_en=str(one.get("label_en", "")),
            score=one.get("score"),
            exclusive=bool(one.get("exclusive")),
            other=bool(one.get("other")),
        )
        for one in row.get("choices", ())
    )
    plain = {
        name: row[name]
        for name in ("code", "kind", "label", "label_en", "required", "words_at", "after")
        if name in row
    }
    return Question(choices=choices, when=tuple(str(one) for one in row.get("when", ())), **plain)


def _check(question: Question, before: Mapping[str, Question]) -> None:
    facts = {"code": question.code or "?"}
    codes = [one.code for one in question.choices]
    wrong = (
        (not question.code or question.code in before, _("Question “%(code)s”: every question has a code of its own.")),
        (question.kind not in KINDS, _("Question “%(code)s”: there is no such kind of question.")),
        (question.code in TAKEN, _("Question “%(code)s”: this code means something else already. Choose another.")),
        (not question.label.strip(), _("Question “%(code)s” has no words.")),
        (question.kind in (CHOICE, MULTI) and len(codes) < 2, _("Question “%(code)s” has fewer than two choices.")),
        (
            len(codes) > MOST_CHOICES or len(set(codes)) < len(codes),
            _("Question “%(code)s”: a choice stands there twice, or there are too many."),
        ),
        (
            bool(question.after) and question.after not in before,
            _("Question “%(code)s” follows a question that does not stand above it."),
        ),
        (bool(question.after) and not question.when, _("Question “%(code)s”: say after which answers it is asked.")),
    )
    for is_wrong, sentence in wrong:
        if is_wrong:
            raise Invalid(sentence % facts)


def is_shown(question: Question, answers: Answers) -> bool:
    """Whether a question is asked of somebody who has answered so."""
    if not question.after:
        return True
    return bool(set(codes_of(answers.get(question.after))) & set(question.when))


def codes_of(answer: Any) -> list[str]:
    """What was chosen, as codes; a scale's figure is its own code."""
    if isinstance(answer, Mapping):
        return [str(one) for one in answer.get("chosen", ())]
    return [] if answer in (None, "") else [str(answer)]


def violations(questions: Sequence[Question], answers: Answers) -> list[str]:
    """The codes of questions that were answered although nobody could have been asked them."""
    return [one.code for one in questions if codes_of(answers.get(one.code)) and not is_shown(one, answers)]


def own_of(questions: Sequence[Question]) -> list[Question]:
    """A company's own questions after a case: all but the first, which is the one of five levels."""
    return list(questions[1:])


def checked(
    questions: Sequence[Question],
    given: Answers,
    *,
    comment: str = "",
    known: Answers | None = None,
    lenient: bool = False,
) -> dict[str, Any]:
    """The answers as they are kept; those to questions that are not shown are left out. Raises Invalid by question.

    `known`: what was answered before and decides what is shown. `lenient`: nothing has to be answered.
    """
    kept: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for question in questions:
        if not is_shown(question, {**(known or {}), **kept}):
            continue
        try:
            answer = _fit(question, given.get(question.code), comment=comment, lenient=lenient)
        except Invalid as refusal:
            wrong[question.code] = refusal.sentence()
            continue
        if answer is not None:
            kept[question.code] = answer
    if wrong:
        raise Invalid(_("Some answers are missing or do not fit."), fields=wrong)
    return kept


def _fit(question: Question, answer: Any, *, comment: str, lenient: bool) -> Any:
    if answer in (None, "", [], {}) or (isinstance(answer, Mapping) and not answer.get("chosen")):
        if question.required and not lenient:
            raise Invalid(_("Please answer this question."))
        return None
    if question.kind == TEXT:
        return str(answer).replace("\x00", "").strip()[:LONGEST_TEXT]
    if question.kind == MULTI:
        return _several(question, answer)
    if question.kind == CHOICE:
        if str(answer) not in {one.code for one in question.choices}:
            raise Invalid(_("Please choose one of the answers."))
        return str(answer)
    if not str(answer).isascii() or not str(answer).isdigit() or int(answer) not in question.steps:
        raise Invalid(_("Please choose one of the answers."))
    if int(answer) <= question.words_at and not comment.strip():
        raise Invalid(_("Please tell us what was not right."))
    return int(answer)


def _several(question: Question, answer: Any) -> dict[str, Any]:
    chosen = [str(one) for one in (answer.get("chosen", ()) if isinstance(answer, Mapping) else answer)]
    words = (
        str(answer.get("other", "")).replace("\x00", "").strip()[:LONGEST_TEXT] if isinstance(answer, Mapping) else ""
    )
    known = {one.code: one for one in question.choices}
    if not set(chosen) <= set(known):
        raise Invalid(_("Please choose one of the answers."))
    if len(chosen) > 1 and any(known[code].exclusive for code in chosen):
        raise Invalid(_("This answer excludes the others."))
    is_other = any(known[code].other for code in chosen)
    if is_other and not words:
        raise Invalid(_("Please say what else."))
    return {"chosen": chosen, "other": words} if is_other else {"chosen": chosen}
