"""What people fill in: the rules of the reports, a number that only they know, a report that comes by itself."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.model_rules import HandFigure
from reporting.models import ReportOrder
from reporting.rules import Rules


class RulesForm(forms.Form):
    """The rules of a company; the weights of the indexes are the trade's own and are changed here as well."""

    fcr_days = forms.IntegerField(label=_("First contact: within so many days"), min_value=1, max_value=90)
    fcr_same = forms.ChoiceField(
        label=_("The same matter is"), choices=[("category", _("the same category")), ("group", _("the same group"))]
    )
    fcr_urge = forms.BooleanField(label=_("Urging is coming again"), required=False)
    outer_channels = forms.CharField(label=_("Channels of the hotlines above, with commas"), max_length=200)
    class_one = forms.CharField(
        label=_("Categories of complaints of the first class, with commas"), max_length=500, required=False
    )
    kept_target = forms.FloatField(label=_("Promises kept: aimed at, percent"), min_value=0, max_value=100)
    quality_repeats = forms.IntegerField(label=_("So many repeat contacts count"), min_value=1, max_value=20)
    quality_satisfaction = forms.FloatField(label=_("Satisfaction aimed at, percent"), min_value=0, max_value=100)
    quality_step = forms.FloatField(label=_("Points for each 0.1 percent below"), min_value=0, max_value=10)
    quality_untrue = forms.FloatField(label=_("Points for each untrue order"), min_value=0, max_value=100)
    quality_media = forms.FloatField(label=_("Points for each negative report"), min_value=0, max_value=100)
    quality_fraud = forms.FloatField(label=_("Points for each proven fraud"), min_value=0, max_value=100)
    bulletin_day = forms.IntegerField(label=_("The bulletin is frozen on day"), min_value=1, max_value=28)

    LISTS = ("outer_channels", "class_one")

    @classmethod
    def of(cls, rules: Rules) -> "RulesForm":
        """Filled in with what holds."""
        told = rules.told()
        return cls(initial=told | {name: ", ".join(told[name]) for name in cls.LISTS})

    def changes(self) -> dict[str, Any]:
        """As the action takes them."""
        told = dict(self.cleaned_data)
        for name in self.LISTS:
            words = told[name].replace("，", ",").split(",")
            told[name] = [word.strip()[:40] for word in words if word.strip()]
        return told


class NumberForm(forms.Form):
    """One number of one month."""

    month = forms.CharField(label=_("Month"), max_length=7, widget=forms.DateInput(attrs={"type": "month"}))
    what = forms.ChoiceField(label=_("Which number"), choices=HandFigure.What.choices)
    n = forms.IntegerField(label=_("How many"), min_value=0, max_value=1_000_000_000)
    note = forms.CharField(label=_("Whence it is"), max_length=200)

    def clean_month(self) -> date:
        """The first day of the month."""
        try:
            month = date.fromisoformat(f"{self.cleaned_data['month']}-01")
        except ValueError:
            raise forms.ValidationError(_("A month such as 2026-03.")) from None
        if not 2000 <= month.year <= 2200:
            raise forms.ValidationError(_("A month such as 2026-03."))
        return month


class OrderForm(forms.Form):
    """A report that comes by itself, without its readers."""

    title = forms.CharField(label=_("Title"), max_length=80)
    every = forms.ChoiceField(label=_("How often"), choices=ReportOrder.Every.choices)
    day = forms.IntegerField(label=_("On day (of the week 1–7, of the month 1–28)"), min_value=1, max_value=28)
    hour = forms.IntegerField(label=_("At hour"), min_value=0, max_value=23, initial=8)
    query = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("every") == ReportOrder.Every.WEEK and told.get("day", 1) > 7:
            self.add_error("day", _("A week has seven days."))
        return told
