"""What is typed about hazards: finding one, every step of it, safety files, inspections, cycles and terms."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer, Level, SupplyPoint
from keyaccounts.hazard_lifecycle import CYCLES, Grade, Voltage, Way
from keyaccounts.hazards import actions
from servicedesk.lib.forms import RefusableForm


def _text(label: Any, *, rows: int = 2, required: bool = True, most: int = 500, hint: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=most, widget=area, help_text=hint)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class FindForm(RefusableForm):
    """A hazard at one customer's; the accounts offered are theirs."""

    point: "forms.ModelChoiceField[SupplyPoint]" = forms.ModelChoiceField(
        label=_("Account"), queryset=None, required=False, empty_label=_("none, or all")
    )
    grade = forms.ChoiceField(label=_("Grade"), choices=Grade.choices, initial=Grade.ORDINARY, widget=forms.RadioSelect)
    text = _text(_("What is dangerous, and where"), rows=3, most=1000)
    basis = forms.CharField(label=_("Legal basis"), required=False, max_length=300)
    photos = _text(
        _("Photos"), required=False, most=4000, hint=_("Where each lies, one a line: number of the picture or archive.")
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].queryset = customer.supply_points.distinct().order_by("account_number")  # type: ignore[attr-defined]


class VersionForm(RefusableForm):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ReasonForm(VersionForm):
    reason = _text(_("What was found"))


class NoteForm(VersionForm):
    reason = _text(_("Remark"), required=False)


class GradeForm(VersionForm):
    grade = forms.ChoiceField(label=_("Grade"), choices=Grade.choices, widget=forms.RadioSelect)
    reason = _text(_("Reason"))


class NotifyForm(VersionForm):
    demand = _text(_("What the customer has to do"), rows=3, most=1000)
    until_on = _day(_("Until"))


class ServeForm(VersionForm):
    how = forms.ChoiceField(label=_("How"), choices=Way.choices, widget=forms.RadioSelect)
    receiver = forms.CharField(label=_("Received by, in which function"), max_length=60)


class FollowForm(VersionForm):
    what = _text(_("What to look at"), most=300)
    due_on = _day(_("On"))


class FailForm(VersionForm):
    reason = _text(_("What was found"))
    until_on = _day(_("Until"))


class ReportForm(VersionForm):
    number = forms.CharField(label=_("Number of the report"), max_length=40)
    authority = forms.CharField(label=_("To which authority"), max_length=80)
    note = _text(_("Remark"), required=False)


# Each verb with its form and its action: the steps of a hazard, in the order of its life.
STEPS: dict[str, tuple[type[VersionForm], Callable[..., object]]] = {
    "notify": (NotifyForm, actions.notify),
    "serve": (ServeForm, actions.serve),
    "begin": (NoteForm, actions.begin),
    "follow_up": (FollowForm, actions.follow_up),
    "pass": (ReasonForm, actions.passed),
    "fail": (FailForm, actions.failed),
    "remove": (ReasonForm, actions.remove),
    "report": (ReportForm, actions.report),
    "grade": (GradeForm, actions.regrade),
}
STEP_WORDS: dict[str, object] = {
    "notify": pgettext_lazy("hazard step", "Issue a notice"),
    "serve": pgettext_lazy("hazard step", "Notice served"),
    "begin": pgettext_lazy("hazard step", "Remedy begun"),
    "follow_up": pgettext_lazy("hazard step", "Look again on a day"),
    "pass": pgettext_lazy("hazard step", "Re-inspection passed"),
    "fail": pgettext_lazy("hazard step", "Re-inspection failed"),
    "remove": pgettext_lazy("hazard step", "Take off the list"),
    "report": pgettext_lazy("hazard step", "Report to the authority"),
    "grade": pgettext_lazy("hazard step", "Another grade"),
}


class FileForm(RefusableForm):
    voltage = forms.ChoiceField(label=_("Supply"), choices=Voltage.choices)


class InspectForm(RefusableForm):
    on = _day(_("Inspected on"))
    note = forms.CharField(label=_("Remark"), required=False, max_length=500)


class CyclesForm(RefusableForm):
    """Months for each kind of supply, and for each level where it differs; days of each term."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for voltage, word in Voltage.choices:
            self.fields[voltage] = forms.IntegerField(label=word, min_value=1, max_value=60, initial=CYCLES[voltage])
            for level, level_word in Level.choices[1:]:
                self.fields[f"{voltage}-{level}"] = forms.IntegerField(
                    label=level_word, min_value=1, max_value=60, required=False
                )
        for name, word in (
            ("remedy_days", _("Days to remedy, as proposed on a notice")),
            ("report_days", _("Days within which a major hazard is reported")),
            ("warn_days", _("Days ahead of an inspection on which people are told")),
        ):
            self.fields[name] = forms.IntegerField(label=word, min_value=1, max_value=365)

    def rows(self) -> list[tuple[Any, list[Any]]]:
        """Each kind of supply with its fields: every customer, then level by level."""
        return [
            (self[voltage], [self[f"{voltage}-{level}"] for level, _word in Level.choices[1:]])
            for voltage in Voltage.values
        ]

    def terms(self) -> list[Any]:
        return [self[name] for name in ("remedy_days", "report_days", "warn_days")]
