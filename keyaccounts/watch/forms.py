"""What is typed about the watch-list: an act on an entry, and a rule."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.models import Level
from keyaccounts.models import WatchRule
from servicedesk.lib.forms import RefusableForm

ACTS = (
    ("plan", gettext_lazy("Visit planned")),
    ("explain", gettext_lazy("Explained")),
    ("put_off", gettext_lazy("Put off")),
)


class ActForm(RefusableForm):
    """`on`: the day of the visit, or until when it is put off."""

    act = forms.ChoiceField(label=gettext_lazy("What is done"), choices=ACTS, widget=forms.RadioSelect)
    on = forms.DateField(
        label=gettext_lazy("Day of the visit, or put off until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why, or what the visit is for"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


if TYPE_CHECKING:
    _RuleForm = forms.ModelForm[WatchRule]
else:  # Django's own class takes no parameter
    _RuleForm = forms.ModelForm


class RuleForm(_RuleForm):
    """A rule: the conditions that are filled in must all hold."""

    levels = forms.MultipleChoiceField(
        label=gettext_lazy("Levels"),
        choices=Level.choices[1:],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: every key customer."),
    )

    class Meta:
        model = WatchRule
        fields = (
            "name",
            "levels",
            "fall_percent",
            "fall_months",
            "complaints",
            "complaint_months",
            "unvisited_days",
            "owed",
            "contract_days",
            "is_active",
        )
        help_texts = {"owed": ""}
        labels = {
            "name": pgettext_lazy("thing", "Name"),
            "fall_percent": gettext_lazy("Use falls by percent"),
            "fall_months": gettext_lazy("over months"),
            "complaints": gettext_lazy("Complaints"),
            "complaint_months": gettext_lazy("in months"),
            "unvisited_days": gettext_lazy("Days without a visit"),
            "owed": gettext_lazy("Owes at least (yuan)"),
            "contract_days": gettext_lazy("Contract ends within days"),
            "is_active": gettext_lazy("in force"),
        }

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        for one, other, most in (("fall_percent", "fall_months", 12), ("complaints", "complaint_months", 36)):
            if (told.get(one) is None) != (told.get(other) is None) and not {one, other} & self.errors.keys():
                self.add_error(other if told.get(other) is None else one, _("Both figures are needed."))
            elif told.get(other) is not None and not 1 <= told[other] <= most:
                self.add_error(other, _("From 1 to %(most)s.") % {"most": most})
        if told.get("fall_percent") is not None and not 1 <= told["fall_percent"] <= 100:
            self.add_error("fall_percent", _("From 1 to %(most)s.") % {"most": 100})
        if told.get("complaints") == 0:
            self.add_error("complaints", _("At least 1."))
        if told.get("owed") is not None and told["owed"] <= 0:
            self.add_error("owed", _("More than 0."))
        asked = ("fall_percent", "complaints", "unvisited_days", "owed", "contract_days")
        if not self.errors and all(told.get(name) is None for name in asked):
            self.add_error(None, _("Fill in at least one condition."))
        return told
