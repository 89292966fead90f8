"""The questions of a category as fields of a form, and their answers read back from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from tickets.asking import TIME, Question
from tickets.closing_rules import CHECKS, PHOTO, Rules

QUESTION = "a_"
TYPED = "_at"
CLOSING = "c_"


class OnSheet:
    """A field marked as required on the page; that it is missing, the action says, all in one sentence."""

    def validate(self, value: Any) -> None:
        if value not in (None, ""):
            super().validate(value)  # type: ignore[misc]


class Chosen(OnSheet, forms.ChoiceField):
    pass


class Typed(OnSheet, forms.CharField):
    pass


class Ticked(OnSheet, forms.MultipleChoiceField):
    pass


def fields_for(question: Question) -> dict[str, forms.Field]:
    """The fields of one question; a time has two, the moments to choose and the time as it is typed."""
    name = f"{QUESTION}{question.code}"
    label, required = question.label, question.required
    fields: dict[str, forms.Field] = {}
    if question.options:
        choices = [(one.code, one.label) for one in question.options]
        fields[name] = Chosen(choices=choices, widget=forms.RadioSelect, label=label, required=required)
        if question.kind == TIME:
            fields[name + TYPED] = _line(question, required=False)
    else:
        fields[name] = _line(question, required=required)
    return fields


def _line(question: Question, *, required: bool) -> Typed:
    attrs = {"autocomplete": "off"}
    if question.kind in (TIME, "number"):
        attrs["inputmode"] = "numeric" if question.kind == TIME else "decimal"
    return Typed(max_length=200, label=question.label, required=required, widget=forms.TextInput(attrs=attrs))


@dataclass(frozen=True)
class Asked:
    """One question as the page draws it. `depends`: the answer without which it is not asked, as `code=choice`."""

    question: Question
    field: forms.BoundField
    typed: forms.BoundField | None = None

    @property
    def depends(self) -> str:
        only = self.question.only_if
        return f"{QUESTION}{only[0]}={only[1]}" if only else ""

    @property
    def options(self) -> Iterator[tuple[Any, forms.boundfield.BoundWidget]]:
        """Each choice beside its radio button."""
        return zip(self.question.options, self.field.subwidgets, strict=False)

    @property
    def errors(self) -> list[str]:
        return [*self.field.errors, *(self.typed.errors if self.typed else [])]


def answers_in(questions: list[Question], told: dict[str, Any]) -> dict[str, str]:
    """What was answered: a time that was typed counts more than the moment that was chosen."""
    answers = {}
    for question in questions:
        name = f"{QUESTION}{question.code}"
        given = told.get(name + TYPED) or told.get(name)
        if given:
            answers[question.code] = str(given)
    return answers


def closing_fields(rules: Rules) -> dict[str, forms.Field]:
    """What closing asks for, as far as it can be written in a form: photos are taken elsewhere."""
    fields: dict[str, forms.Field] = {}
    for demand in rules.demands:
        if demand.kind in (CHECKS, PHOTO):
            continue
        name = f"{CLOSING}{demand.code}"
        if demand.options:
            choices = [(one.code, one.label) for one in demand.options]
            fields[name] = Chosen(choices=choices, widget=forms.RadioSelect, label=demand.label, required=True)
        else:
            fields[name] = Typed(max_length=500, label=demand.label, required=True)
    if rules.checklist:
        choices = [(one.code, one.label) for one in rules.checklist]
        fields[CLOSING + CHECKS] = Ticked(choices=choices, widget=forms.CheckboxSelectMultiple, required=False)
    return fields


def filled_in(rules: Rules, posted: Any) -> dict[str, Any]:
    """What a posted form says of what closing asks for; what it does not name is not touched."""
    filled: dict[str, Any] = {}
    for demand in rules.demands:
        name = f"{CLOSING}{demand.code}"
        if demand.kind not in (CHECKS, PHOTO) and posted.get(name, "").strip():
            filled[demand.code] = posted[name].strip()
    if f"{CLOSING}{CHECKS}_shown" in posted:
        filled[CHECKS] = posted.getlist(CLOSING + CHECKS)
    return filled
