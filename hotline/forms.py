"""The forms of the pages about API clients: shape only; the actions know the rules."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Unit
from accounts.roles import Role
from hotline.actions.clients import MACHINE_ROLES, MOST_A_MINUTE
from hotline.hooks.topics import TOPICS
from servicedesk.lib.forms import RefusableForm

SOURCE = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}\Z", gettext_lazy("Letters, digits, . - and _ only."))
ROLES = [(role, Role(role).label) for role in MACHINE_ROLES]
LANGUAGES = [("", gettext_lazy("as the request asks")), *settings.LANGUAGES]
DAYS = [
    ("90", gettext_lazy("90 days")),
    ("365", gettext_lazy("a year")),
    ("30", gettext_lazy("30 days")),
    ("", gettext_lazy("no end")),
]


class NewClientForm(RefusableForm):
    """Who is let in, under which name for ever, in which role and where."""

    name = forms.CharField(label=pgettext_lazy("api", "Name"), max_length=40)
    source = forms.CharField(
        label=pgettext_lazy("api", "Source"),
        max_length=40,
        validators=[SOURCE],
        help_text=gettext_lazy("Under this name its own numbers are unique, for ever. It cannot be changed later."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=ROLES)
    places = forms.ModelMultipleChoiceField(
        label=pgettext_lazy("api", "Where"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of its answers"), choices=LANGUAGES, required=False)

    def __init__(self, *args: Any, places: QuerySet[Unit], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["places"].queryset = places  # type: ignore[attr-defined]

    def clean_places(self) -> list[Unit]:
        """One company's places: a client is never two companies'."""
        chosen = list(self.cleaned_data["places"])
        if len({place.org_id for place in chosen}) > 1:
            raise forms.ValidationError(_("Choose places of one company."))
        return chosen


class ClientForm(RefusableForm):
    """What a client may do, where, from where and how often."""

    name = forms.CharField(label=pgettext_lazy("api", "Name"), max_length=40)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=ROLES)
    places = forms.ModelMultipleChoiceField(
        label=pgettext_lazy("api", "Where"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Only these"), required=False, widget=forms.CheckboxSelectMultiple
    )
    addresses = forms.CharField(
        label=gettext_lazy("May call from"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "placeholder": "203.0.113.0/24"}),
        help_text=gettext_lazy("Addresses or networks, one a line. Nothing written: from anywhere."),
    )
    per_minute = forms.IntegerField(
        label=gettext_lazy("Requests a minute"), required=False, min_value=1, max_value=MOST_A_MINUTE
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of its answers"), choices=LANGUAGES, required=False)
    must_sign = forms.BooleanField(
        label=gettext_lazy("Takes signed requests only"),
        required=False,
        help_text=gettext_lazy("The secret then never travels; a key or a token alone is refused."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, places: QuerySet[Unit], verbs: list[tuple[str, object]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["places"].queryset = places  # type: ignore[attr-defined]
        self.fields["scopes"].choices = verbs  # type: ignore[attr-defined]
        self.fields["per_minute"].help_text = _("Empty: %(limit)d.") % {"limit": settings.API_PER_MINUTE}

    def told(self) -> dict[str, object]:
        """What the action takes."""
        told = dict(self.cleaned_data)
        told["addresses"] = told["addresses"].replace(",", "\n").split()
        return {name: told[name] for name in ("name", "scopes", "addresses", "per_minute", "language", "must_sign")}


class KeyForm(forms.Form):
    """For how long a key is good."""

    days = forms.ChoiceField(label=gettext_lazy("Good for"), choices=DAYS, required=False, initial="365")


class HookForm(RefusableForm):
    """Where a client wants to hear of what."""

    address = forms.CharField(
        label=pgettext_lazy("webhook", "Address"),
        max_length=500,
        widget=forms.URLInput(attrs={"spellcheck": "false", "placeholder": "https://", "autocomplete": "off"}),
        help_text=gettext_lazy("https at a public address. Internal networks stand in WEBHOOK_NETWORKS."),
    )
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Events"),
        choices=[(topic.name, topic.word) for topic in TOPICS],
        widget=forms.CheckboxSelectMultiple,
    )
    is_active = forms.BooleanField(label=gettext_lazy("Messages are sent"), required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in ("address", "topics")}
