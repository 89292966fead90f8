"""The shape of the rules of the door."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import DoorPolicy, SsoProvider
from accounts.policy import FIELDS
from servicedesk.lib.forms import Refusing


class PolicyForm(Refusing, forms.ModelForm):
    """What a company asks at its door."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = DoorPolicy
        fields = FIELDS
        labels = {
            "profile": _("Profile"),
            "min_length": _("Shortest password"),
            "classes": _("Kinds of characters"),
            "max_age_days": _("Days until a new one is asked for (0: never)"),
            "history": _("Last passwords that may not be taken again"),
            "most_failures": _("Wrong tries until a quarter of an hour's pause"),
            "factor": _("Code from the phone"),
            "trust_days": _("Days a device may be trusted (0: never)"),
            "idle_minutes": _("Minutes unused until the session ends: counter"),
            "idle_minutes_admin": _("… administrators and auditors"),
            "idle_minutes_field": _("… crews on their phones"),
            "longest_hours": _("Hours until everybody signs in again"),
            "one_session": _("One session a person: signing in elsewhere ends the one before"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        profile, factor = self.fields["profile"], self.fields["factor"]
        if isinstance(profile, forms.ChoiceField):
            profile.choices = [("dengbao", _("GB/T 22239 (graded protection)")), ("asvs", "ASVS 5")]
        if isinstance(factor, forms.ChoiceField):
            factor.choices = [
                ("off", _("of nobody, but whoever wants one has it")),
                ("managers", _("of those who manage")),
                ("all", _("of everybody")),
            ]
        for name, field in self.fields.items():
            if not isinstance(field.widget, forms.CheckboxInput | forms.HiddenInput):
                field.widget.attrs["class"] = "in num" if name not in ("profile", "factor") else "in"

    def words(self) -> dict[str, Any]:
        """The rules alone."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class SsoForm(Refusing, forms.ModelForm):
    """The identity provider of a company."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    issuer = forms.URLField(label=_("Issuer"), max_length=200, assume_scheme="https")
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"class": "in", "autocomplete": "new-password"}),
        help_text=_("Kept sealed, never shown. Empty: as it is."),
    )

    class Meta:
        model = SsoProvider
        fields = ("name", "slug", "issuer", "client_id", "staff_claim", "is_on")
        labels = {
            "name": _("What the button says"),
            "slug": _("Short name in the address"),
            "client_id": _("Client id"),
            "staff_claim": _("Claim that holds the staff number (empty: only whom an administrator links)"),
            "is_on": _("Offer it on the sign-in page"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput | forms.HiddenInput):
                field.widget.attrs["class"] = "in"

    def words(self) -> dict[str, Any]:
        """Everything but the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class SsoLinkForm(forms.Form):
    """Which subject is whom."""

    staff_number = forms.CharField(
        label=_("Staff number"), max_length=20, widget=forms.TextInput(attrs={"class": "in num"})
    )
    subject = forms.CharField(label=_("Subject there"), max_length=200, widget=forms.TextInput(attrs={"class": "in"}))
