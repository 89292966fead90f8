"""The shape of what administrators write: rules of reports, reasons for sending back, windows, kinds of sheet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit
from servicedesk.lib.refusals import Invalid
from tickets.models import Category
from worksheets.models import ReportRule, SendBackCode, SendBackTerms, VisitWindow
from worksheets.paper import Section, written

WEEK = [
    (str(n), word) for n, word in enumerate((_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")), 1)
]


class RuleForm(forms.ModelForm):
    """Which reports are reviewed, and what they say."""

    class Meta:
        model = ReportRule
        fields = ["kind", "category", "review_all", "review_fee_over", "review_share", "asks_device", "asks_receipt"]
        labels = {
            "kind": _("Kind of case"),
            "category": _("Category alone"),
            "review_all": _("Review every report"),
            "review_fee_over": _("Review where the fee is above, yuan"),
            "review_share": _("Review so many of a hundred"),
            "asks_device": _("Asks for the device and its serial numbers"),
            "asks_receipt": _("Asks for the receipt where something was charged"),
        }
        help_texts = dict.fromkeys(fields, "")

    def __init__(self, *args: Any, org: Unit, **more: Any) -> None:
        super().__init__(*args, **more)
        found = Category.objects.filter(org=org, kind__in=("fault", "service"), is_active=True).order_by("name")
        self.fields["category"].queryset = found  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("kind") and told.get("category"):
            self.add_error("category", _("Choose a kind or a category, not both."))
        share = told.get("review_share")
        if share is not None and not 1 <= share <= 100:
            self.add_error("review_share", _("A share is from 1 to 100."))
        return told


class CodeForm(forms.ModelForm):
    """One reason for sending back."""

    class Meta:
        model = SendBackCode
        fields = ["code", "name", "proof", "is_area", "position", "is_active"]
        labels = {
            "code": _("Code"),
            "name": _("Reason"),
            "proof": _("What shows it"),
            "is_area": _("Not our area: one tap, at any time"),
            "position": _("Place in the list"),
            "is_active": _("In use"),
        }


class TermsForm(forms.ModelForm):
    """Until when, and after how many times somebody decides."""

    class Meta:
        model = SendBackTerms
        fields = ["minutes", "since", "arbiter_after"]
        labels = {
            "minutes": _("Minutes in which a crew may send back on its own"),
            "since": _("Counted"),
            "arbiter_after": _("A supervisor decides after so many times"),
        }

    def clean_minutes(self) -> int | None:
        return self.cleaned_data["minutes"] or None

    def clean_arbiter_after(self) -> int | None:
        return self.cleaned_data["arbiter_after"] or None


class WindowForm(forms.ModelForm):
    """One window of the day."""

    days = forms.MultipleChoiceField(
        choices=WEEK,
        required=False,
        label=_("Days"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("none: every open day"),
    )

    class Meta:
        model = VisitWindow
        fields = ["hall", "opens", "closes", "places", "places_a_crew", "is_active"]
        labels = {
            "hall": _("Hall alone"),
            "opens": pgettext_lazy("time", "From"),
            "closes": pgettext_lazy("time", "To"),
            "places": _("Visits in it"),
            "places_a_crew": _("of these by one crew"),
            "is_active": _("In use"),
        }
        widgets = {name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M") for name in ("opens", "closes")}

    def __init__(self, *args: Any, org: Unit, **more: Any) -> None:
        super().__init__(*args, **more)
        halls = Unit.objects.filter(org=org, kind=Unit.Kind.HALL, is_active=True)
        self.fields["hall"].queryset = halls  # type: ignore[attr-defined]
        self.initial["days"] = list(self.instance.days)
        self.order_fields(["hall", "opens", "closes", "days", "places", "places_a_crew", "is_active"])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("opens") and told.get("closes") and told["closes"] <= told["opens"]:
            self.add_error("closes", _("A window ends after it begins."))
        if told.get("places") == 0 or told.get("places_a_crew") == 0:
            self.add_error("places", _("A window holds at least one visit."))
        self.instance.days = "".join(told.get("days") or [])
        return told


class KindForm(forms.Form):
    """What a kind of work sheet asks for from now on."""

    name = forms.CharField(max_length=60, label=pgettext_lazy("thing", "Name"))
    sections = forms.CharField(
        max_length=20_000,
        label=_("Sections and fields"),
        widget=forms.Textarea(attrs={"rows": 18, "class": "mono", "spellcheck": "false"}),
        help_text=_(
            "One line each. A heading begins with #. A field: label | sort | choices | required, result. "
            "Sorts: choice, tick, number, day, text, lines. A result is written when the work is done. "
            "A line with + puts a part of the paper there: + customer, + work, + materials, + fee, + course, "
            "+ signatures | heading | who, who."
        ),
    )
    is_approved = forms.BooleanField(label=_("A manager approves what was done"), required=False)
    asks_fee = forms.BooleanField(label=_("Asks for the fee and its receipt"), required=False)

    def clean_sections(self) -> list[Section]:
        try:
            return written(self.cleaned_data["sections"])
        except Invalid as refusal:
            raise forms.ValidationError(refusal.sentence()) from None


class NewKindForm(KindForm):
    code = forms.SlugField(max_length=20, label=_("Code"))
    series = forms.RegexField(r"^[A-Z]{1,6}$", label=_("Letters before its numbers"), help_text="WX, AZ")

    field_order = ["name", "code", "series", "sections", "is_approved", "asks_fee"]
