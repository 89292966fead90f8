"""What is typed about supply security: the plan and its parts, and every step, in one table."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from keyaccounts.models import SecurityAsset, SecurityTask
from keyaccounts.security import keeping, planning
from keyaccounts.security_lifecycle import Level
from servicedesk.lib.forms import RefusableForm


def _text(label: Any, *, rows: int = 2, required: bool = True, most: int = 1000) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=most, widget=area)


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


class TaskForm(RefusableForm):
    """The event and the plan in words."""

    event = forms.CharField(label=_("Event"), max_length=120)
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices, initial=Level.SECOND)
    from_at = _moment(_("Duty from"))
    until_at = _moment(_("Duty until"))
    patrol_hours = forms.IntegerField(label=_("Hours between two rounds"), min_value=1, max_value=48, initial=4)
    measures = _text(_("Measures"), rows=5, required=False, most=5000)


class PlainForm(RefusableForm):
    """Every step carries the state of the task that was seen."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, task: SecurityTask, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        self.task, self.user = task, user


class ChangeForm(PlainForm, TaskForm):
    """The plan, written anew."""


class WordsForm(PlainForm):
    text = _text(_("Remark"), required=False)


class ReasonForm(PlainForm):
    text = _text(_("Reason"))


class ReportForm(PlainForm):
    text = _text(_("How it went"), rows=6, most=5000)


class DutyForm(PlainForm):
    person: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(
        label=_("Person"), queryset=None, required=False, empty_label="—"
    )
    crew: "forms.ModelChoiceField[Unit]" = forms.ModelChoiceField(
        label=_("or crew"), queryset=None, required=False, empty_label="—"
    )
    words = forms.CharField(label=_("or somebody of another house"), required=False, max_length=80)
    part = forms.CharField(label=_("For what"), max_length=60)
    place = forms.CharField(label=_("Where"), required=False, max_length=120)
    from_at = _moment(pgettext_lazy("duty", "From"))
    until_at = _moment(pgettext_lazy("duty", "Until"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        staff = User.objects.filter(is_active=True, is_service=False, home__org=self.task.org_id)
        crews = Unit.objects.filter(org=self.task.org_id, kind=Unit.Kind.CREW, is_active=True)
        self.fields["person"].queryset = staff.order_by("name")  # type: ignore[attr-defined]
        self.fields["crew"].queryset = crews.order_by("name")  # type: ignore[attr-defined]


class AssetForm(PlainForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=SecurityAsset.Kind.choices)
    name = forms.CharField(label=_("Name or number plate"), max_length=80)
    count = forms.IntegerField(
        label=pgettext_lazy("supply security", "How many"), min_value=1, max_value=999, initial=1
    )
    kilowatts = forms.IntegerField(label=_("kW of one"), min_value=1, max_value=100_000, required=False)
    place = forms.CharField(label=_("Where"), required=False, max_length=120)


class ChecksForm(PlainForm):
    lines = _text(_("What is checked, one a line"), rows=4, most=5000)


class SeenForm(PlainForm):
    text = _text(_("What was seen"))
    place = forms.CharField(label=_("Where"), required=False, max_length=120)


Act = Callable[..., SecurityTask]
# Verb, form, action; in the order in which they are offered.
STEPS: dict[str, tuple[type[PlainForm], Act, Any]] = {
    "approve": (PlainForm, planning.approve, _("Approve the plan")),
    "refuse": (ReasonForm, planning.refuse, _("Send the plan back")),
    "start": (WordsForm, keeping.start, _("Begin duty")),
    "patrol": (SeenForm, keeping.patrol, _("Write down a round")),
    "incident": (SeenForm, keeping.incident, _("Something happened")),
    "finish": (WordsForm, keeping.finish, _("End duty")),
    "report": (ReportForm, keeping.report, _("Write the report")),
    "change": (ChangeForm, planning.change, pgettext_lazy("supply security", "Change the plan")),
    "ask_duty": (DutyForm, planning.ask_duty, _("Add to the duty list")),
    "set_asset": (AssetForm, planning.set_asset, _("Add a vehicle or generator")),
    "set_check": (ChecksForm, planning.set_check, _("Extend the checklist")),
    "submit": (PlainForm, planning.submit, _("Submit for approval")),
    "replan": (ReasonForm, planning.replan, _("Take back to planning")),
    "call_off": (ReasonForm, planning.call_off, pgettext_lazy("supply security", "Call it off")),
}
# Whoever says these things says them beside others; they do not contradict a newer state.
WITHOUT_VERSION = frozenset({"patrol", "incident", "ask_duty", "set_asset", "set_check"})
