"""The sheets on which a questionnaire and the plan are edited: questions as blocks, choices a line each."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models import CallPlan, Purpose
from tickets.lifecycle import Kind

KINDS = (
    ("five", _("five levels")),
    ("choice", _("one of several")),
    ("multi", _("several of them")),
    ("scale5", _("1 to 5")),
    ("scale10", _("1 to 10")),
    ("text", _("words")),
)
FLAGS = {"!": "exclusive", "+": "other"}
SPARE = 2


class HeadForm(forms.Form):
    """What it is called, and what it is for."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=60)
    purpose = forms.ChoiceField(label=_("For"), choices=[one for one in Purpose.choices if one[0] != Purpose.OUTSIDE])


class QuestionForm(forms.Form):
    """One question. Choices: `code | words | English`, with ! for one that excludes the others and + for “other” with words."""

    code = forms.SlugField(label=_("Code"), max_length=30, required=False)
    kind = forms.ChoiceField(label=_("Kind of question"), choices=KINDS)
    label = forms.CharField(label=_("Question"), max_length=120, required=False)
    label_en = forms.CharField(label=_("in English"), max_length=160, required=False)
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One a line: code | words | English. End with ! if it excludes the others, with + if it asks for words."
        ),
    )
    required = forms.BooleanField(label=_("has to be answered"), required=False)
    words_at = forms.IntegerField(label=_("Words needed at or below"), required=False, min_value=0, max_value=10)
    after = forms.CharField(
        label=_("Only after"), required=False, max_length=200, help_text=_("question = choice, choice")
    )

    def question(self) -> dict[str, Any]:
        """As it is stored."""
        told = self.cleaned_data
        after, _equals, when = (part.strip() for part in told["after"].partition("="))
        row = {name: told[name] for name in ("code", "kind", "label", "label_en", "required")}
        row |= {"words_at": told["words_at"] or 0, "choices": list(_choices(told["choices"], told["kind"]))}
        if after:
            row |= {"after": after, "when": [one.strip() for one in when.replace("，", ",").split(",") if one.strip()]}
        return row


def _choices(text: str, kind: str) -> Iterable[dict[str, Any]]:
    for line in text.splitlines():
        words = line.strip()
        flags = {name: True for flag, name in FLAGS.items() if words.endswith(flag)}
        code, label, english, *_rest = [*(part.strip() for part in words.rstrip("!+").split("|")), "", ""]
        if code:
            row: dict[str, Any] = {"code": code, "label": label or code, "label_en": english} | flags
            yield row | ({"score": int(code)} if kind == "five" and code.isascii() and code.isdigit() else {})


def filled_in(question: Mapping[str, Any]) -> dict[str, Any]:
    """A stored question as the form shows it."""
    lines = []
    for one in question.get("choices", ()):
        flag = "!" if one.get("exclusive") else "+" if one.get("other") else ""
        parts = [str(one.get("code") or one.get("score")), one.get("label", ""), one.get("label_en", "")]
        lines.append(f"{' | '.join(part for part in parts if part)}{f' {flag}' if flag else ''}")
    after = f"{question['after']} = {', '.join(question.get('when', ()))}" if question.get("after") else ""
    return {**question, "required": question.get("required", True), "choices": "\n".join(lines), "after": after}


def question_forms(data: Any, questions: Iterable[Mapping[str, Any]]) -> list[QuestionForm]:
    """A form for each question, and two spare ones."""
    known = list(questions)
    count = int(data.get("count", 0)) if data and str(data.get("count", "")).isdigit() else len(known) + SPARE
    return [
        QuestionForm(data, prefix=f"q{n}", initial=filled_in(known[n]) if n < len(known) else {"required": True})
        for n in range(min(count, 42))
    ]


def questions_of(sheets: Iterable[QuestionForm]) -> list[dict[str, Any]]:
    """The questions that were written; a sheet without words and code is none."""
    return [
        one.question() for one in sheets if one.is_valid() and (one.cleaned_data["label"] or one.cleaned_data["code"])
    ]


class PlanForm(forms.ModelForm):
    """The rules of callbacks and surveys; spans and shares a line each."""

    quiet_lines = forms.CharField(label=_("Quiet hours"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    parts_lines = forms.CharField(label=_("Parts of the day"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    class Meta:
        model = CallPlan
        fields = (
            *("tries", "gap_minutes", "answer_spares_call", "second_share", "survey_days", "remind_after_days"),
            *("words_at", "follow_at", "follow_hours", "settle_hours", "target", "months_below"),
        )
        labels = {
            "tries": _("Vain calls until “not reached”"),
            "gap_minutes": _("Minutes between two vain calls"),
            "answer_spares_call": _("A good answer by link spares the call"),
            "second_share": _("Callbacks checked by a second call, % a quarter"),
            "survey_days": _("A link lasts, days"),
            "remind_after_days": _("Reminded after, days (0: never)"),
            "words_at": _("A reason is needed at or below"),
            "follow_at": _("A follow-up is opened at or below"),
            "follow_hours": _("A follow-up is due after, hours"),
            "settle_hours": _("What the sample leaves out is closed after, hours"),
            "target": _("Target of a hall (percent satisfied)"),
            "months_below": _("Months below it that open an improvement project"),
        }

    def __init__(self, data: Any = None, *, plan: CallPlan) -> None:
        spans = {f"{name}_lines": "\n".join(f"{a}–{b}" for a, b in getattr(plan, name)) for name in ("quiet", "parts")}
        super().__init__(
            data, instance=CallPlan(**{name: getattr(plan, name) for name in self._meta.fields or ()}), initial=spans
        )
        for kind, word in Kind.choices:
            share = forms.IntegerField(
                label=word, required=False, min_value=0, max_value=100, initial=plan.shares.get(kind)
            )
            self.fields[f"share_{kind}"] = share

    @property
    def shares(self) -> list[Any]:
        return [self[f"share_{kind}"] for kind in Kind.values]

    def rules(self) -> dict[str, Any]:
        """What the new version says."""
        told = self.cleaned_data
        spans = {name: _spans(told[f"{name}_lines"]) for name in ("quiet", "parts")}
        shares = {kind: told[f"share_{kind}"] for kind in Kind.values if told.get(f"share_{kind}") is not None}
        return {name: told[name] for name in self._meta.fields or ()} | spans | {"shares": shares}


def _spans(text: str) -> list[list[str]]:
    found = (line.replace("-", "–").partition("–") for line in text.splitlines() if line.strip())
    return [[begin.strip(), end.strip()] for begin, _dash, end in found]
