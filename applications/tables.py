"""The steps and papers of a type as an administrator writes them: one a line, its parts between bars."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.lifecycle import Duty
from applications.models import ApplicationType
from applications.types import PaperPlan, StepPlan, papers_of, steps_of
from deadlines.words import APPLICATION_STEPS
from servicedesk.lib.forms import RefusableForm
from tickets.lifecycle import Kind
from tickets.models import Category

BAR = "|"
OPTIONAL = "-"


def step_line(plan: StepPlan) -> str:
    """`plan | 方案答复 | hall | power-plan-…`."""
    return f" {BAR} ".join(filter(None, (plan.code, plan.name, plan.duty, plan.promise)))


def read_step(line: str) -> StepPlan:
    """A line as a step; what is left out is empty and refused when it is checked."""
    parts = [*(part.strip() for part in line.split(BAR)), "", "", ""]
    return StepPlan(parts[0], parts[1], parts[2] or Duty.HALL, parts[3])


def paper_line(plan: PaperPlan) -> str:
    """`identity | 身份证明 | person | 10 | 原件核对`; an optional paper has a dash before its code."""
    code = plan.code if plan.required else OPTIONAL + plan.code
    parts = (code, plan.name, ",".join(plan.whom), str(plan.later or ""), plan.how)
    return f" {BAR} ".join(parts).rstrip(" |")


def read_paper(line: str) -> PaperPlan:
    """A line as a paper."""
    parts = [*(part.strip() for part in line.split(BAR)), "", "", "", ""]
    whom = tuple(part.strip() for part in parts[2].replace("，", ",").split(",") if part.strip())
    days = int(parts[3]) if parts[3].isascii() and parts[3].isdigit() and len(parts[3]) < 4 else -1 if parts[3] else 0
    code = parts[0].lstrip(OPTIONAL)
    return PaperPlan(code, parts[1], parts[4], whom, required=not parts[0].startswith(OPTIONAL), later=days)


def lines_of(text: str) -> list[str]:
    """The lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip(" |")]


class TypeForm(RefusableForm):
    """One type of application."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=60)
    name_en = forms.CharField(label=_("English name"), max_length=80, required=False)
    steps = forms.CharField(label=_("Steps"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}))
    papers = forms.CharField(
        label=_("Papers"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 10})
    )
    promise = forms.CharField(label=_("Promise of the whole"), max_length=80, required=False)
    source = forms.CharField(label=_("Basis, printed on the notices"), max_length=200, required=False)
    appeal = forms.CharField(label=_("Where a refusal can be appealed"), max_length=200, required=False)
    categories = forms.ModelMultipleChoiceField(
        label=_("Categories at the counter that open it"),
        queryset=Category.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_active = forms.BooleanField(label=_("Offered"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kind: ApplicationType, **kwargs: Any) -> None:
        names = ("name", "name_en", "promise", "source", "appeal", "is_active", "version")
        known: dict[str, Any] = {name: getattr(kind, name) for name in names}
        known["steps"] = "\n".join(step_line(plan) for plan in steps_of(kind))
        known["papers"] = "\n".join(paper_line(plan) for plan in papers_of(kind))
        choices = Category.objects.of(kind.org).filter(kind=Kind.SERVICE)
        known["categories"] = [one.pk for one in choices if one.application == kind.code]
        super().__init__(*args, **{"initial": known, **kwargs})
        self.fields["categories"].queryset = choices  # type: ignore[attr-defined]

    @property
    def codes(self) -> list[tuple[str, object]]:
        """The codes of steps, for the hint."""
        return list(APPLICATION_STEPS.items())

    def told(self) -> dict[str, Any]:
        """What was written, as the action takes it."""
        data = dict(self.cleaned_data)
        data["steps"] = [read_step(line) for line in lines_of(data["steps"])]
        data["papers"] = [read_paper(line) for line in lines_of(data["papers"])]
        data["categories"] = list(data["categories"])
        return data
