"""The questions of a category: which of them are asked, what counts as an answer, and how answers are said. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Invalid

CHOICE, NUMBER, TIME, TEXT = "choice", "number", "time", "text"
KINDS = (CHOICE, NUMBER, TIME, TEXT)
CLOCK = re.compile(r"(?:(?:(\d{4})[-/.])?(\d{1,2})[-/.](\d{1,2})[T\s]+)?(\d{1,2})[:：]?(\d{2})")
MOMENT = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True)
class Option:
    """One answer to choose. For a time it may stand for a moment: `ago` minutes before now, or `clock` o'clock today."""

    code: str
    label: str
    ago: int | None = None
    clock: str = ""

    @property
    def is_moment(self) -> bool:
        return self.ago is not None or bool(self.clock)


@dataclass(frozen=True)
class Question:
    """One question. `only_if`: (question, choice) without which it is not asked; `stays`: choosing does not go on."""

    code: str
    label: str
    kind: str = CHOICE
    required: bool = False
    in_title: bool = False
    options: tuple[Option, ...] = ()
    only_if: tuple[str, str] | None = None
    stays: bool = False
    unit: str = ""
    least: str = ""
    most: str = ""
    hint: str = ""

    def option(self, code: str) -> Option | None:
        return next((one for one in self.options if one.code == code), None)

    def as_data(self) -> dict[str, Any]:
        """The question as a category keeps it; what is as usual is left out."""
        data: dict[str, Any] = {"code": self.code, "label": self.label, "kind": self.kind, "required": self.required}
        data |= {name: True for name in ("in_title", "stays") if getattr(self, name)}
        data |= {name: getattr(self, name) for name in ("unit", "least", "most", "hint") if getattr(self, name)}
        if self.only_if:
            data["only_if"] = {"question": self.only_if[0], "is": self.only_if[1]}
        if self.options:
            data["choices"] = [_option_data(one) for one in self.options]
        return data


def _option_data(one: Option) -> dict[str, Any]:
    data: dict[str, Any] = {"code": one.code, "label": one.label}
    return data | ({"ago": one.ago} if one.ago is not None else {}) | ({"clock": one.clock} if one.clock else {})


def read_questions(data: Sequence[Mapping[str, Any]]) -> list[Question]:
    """The questions as a category keeps them; one without a kind is a choice if it has choices, else a text."""
    return [_read(row) for row in data]


def _read(row: Mapping[str, Any]) -> Question:
    only = row.get("only_if") or {}
    options = tuple(
        Option(str(one["code"]), str(one["label"]), one.get("ago"), str(one.get("clock", "")))
        for one in row.get("choices", [])
    )
    return Question(
        code=str(row["code"]),
        label=str(row["label"]),
        kind=row.get("kind") or (CHOICE if options else TEXT),
        required=bool(row.get("required")),
        in_title=bool(row.get("in_title")),
        options=options,
        only_if=(str(only["question"]), str(only["is"])) if only else None,
        stays=bool(row.get("stays")),
        **{name: str(row.get(name, "")) for name in ("unit", "least", "most", "hint")},
    )


def is_asked(question: Question, questions: Sequence[Question], answers: Mapping[str, str]) -> bool:
    """Whether it is asked after these answers: nothing asks for it, or what asks for it is asked and so answered."""
    seen: set[str] = set()
    while question.only_if:
        name, wanted = question.only_if
        above = next((one for one in questions if one.code == name), None)
        if above is None or answers.get(name) != wanted or name in seen:
            return False
        seen.add(name)
        question = above
    return True


def asked(questions: Sequence[Question], answers: Mapping[str, str]) -> list[Question]:
    """The questions that are asked after these answers, in their order."""
    return [one for one in questions if is_asked(one, questions, answers)]


def missing(questions: Sequence[Question], answers: Mapping[str, str]) -> dict[str, str]:
    """The required questions that are asked and not answered: {code: label}."""
    return {one.code: one.label for one in asked(questions, answers) if one.required and not answers.get(one.code)}


@dataclass
class _Wrong:
    fields: dict[str, str] = field(default_factory=dict)


def put_right(questions: Sequence[Question], answers: Mapping[str, str], *, at: datetime) -> dict[str, str]:
    """The answers as they are kept: those of questions that are not asked left out, times as moments, numbers plain.

    Raises Invalid, naming each answer that is none.
    """
    wrong, kept = _Wrong(), {}
    for question in asked(questions, answers):
        given = str(answers.get(question.code, "")).strip()
        if given:
            try:
                kept[question.code] = _kept(question, given, at=at)
            except ValueError as why:
                wrong.fields[question.code] = str(why)
    if wrong.fields:
        raise Invalid(" ".join(wrong.fields.values()), fields=wrong.fields)
    return kept


def _kept(question: Question, given: str, *, at: datetime) -> str:
    if question.kind == NUMBER:
        return _number(question, given)
    if question.kind == TIME:
        return _time(question, given, at=at)
    if question.options and question.option(given) is None:
        raise ValueError(_("“%(label)s” has no such answer.") % {"label": question.label})
    return given


def _number(question: Question, given: str) -> str:
    try:
        number = Decimal(given.replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise ValueError(_("“%(label)s” is asked as a number.") % {"label": question.label}) from None
    least, most = question.least or "-1000000000000", question.most or "1000000000000"
    if not number.is_finite() or not Decimal(least) <= number <= Decimal(most):
        facts = {"label": question.label, "least": question.least or "…", "most": question.most or "…"}
        raise ValueError(_("“%(label)s” lies between %(least)s and %(most)s.") % facts)
    return f"{number:f}"


def _time(question: Question, given: str, *, at: datetime) -> str:
    option = question.option(given)
    if option is not None:
        moment = moment_of(option, at=at)
        return given if moment is None else f"{moment:{MOMENT}}"
    moment = read_time(given, at=at)
    if moment is None:
        raise ValueError(_("“%(label)s” is a time, such as 13:50 or 11-22 13:50.") % {"label": question.label})
    if moment > localtime(at) + timedelta(minutes=1):
        raise ValueError(_("“%(label)s” lies in the future.") % {"label": question.label})
    return f"{moment:{MOMENT}}"


def moment_of(option: Option, *, at: datetime) -> datetime | None:
    """The moment for which a choice stands, in the hall's time; an o'clock that is still to come was yesterday's."""
    now = localtime(at)
    if option.ago is not None:
        return now - timedelta(minutes=option.ago)
    return read_time(option.clock, at=at) if option.clock else None


def read_time(text: str, *, at: datetime) -> datetime | None:
    """A time as it is typed: `13:50`, `1350`, `11-22 13:50`, `2026-11-22T13:50`; the last such time before `at`."""
    found, now = CLOCK.fullmatch(text.strip()), localtime(at)
    if found is None:
        return None
    year, month, day, hour, minute = (int(part) if part else None for part in found.groups())
    try:
        moment = now.replace(
            year=year or now.year,
            month=month or now.month,
            day=day or now.day,
            hour=hour or 0,
            minute=minute or 0,
            second=0,
            microsecond=0,
        )
    except ValueError:
        return None
    if moment <= now + timedelta(minutes=1) or year:
        return moment
    return moment - timedelta(days=1) if month is None else moment


def spoken(
    questions: Sequence[Question], answers: Mapping[str, str], *, day: date | None = None
) -> list[tuple[str, str]]:
    """The answers in the words of the questions: [("邻居是否有电", "有电"), …]; a time of that `day` without its date."""
    return [
        (one.label, words_of(one, answers[one.code], day=day))
        for one in asked(questions, answers)
        if answers.get(one.code)
    ]


def words_of(question: Question, given: str, *, day: date | None = None) -> str:
    """One answer in words."""
    option = question.option(given)
    if option is not None:
        return option.label
    if question.kind == NUMBER and question.unit:
        return f"{given} {question.unit}"
    if question.kind == TIME:
        try:
            moment = datetime.fromisoformat(given)
        except ValueError:
            return given
        return f"{moment:%H:%M}" if moment.date() == day else f"{moment:%m-%d %H:%M}"
    return given
