"""The shape of what is typed about the vocabulary of tags and the texts to customers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from customers.model_wording import LONGEST
from customers.models import CustomerTag, Level
from servicedesk.lib.forms import RefusableForm

NOBODY_ELSE = ("", "—")


class TagForm(forms.Form):
    """One word of the vocabulary; the word of a known tag does not change."""

    name = forms.CharField(label=_("Word"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    meaning = forms.CharField(
        label=_("What to do for such a customer"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    counts_as = forms.ChoiceField(label=_("Times as for"), required=False, choices=Level.choices)
    approver = forms.ChoiceField(label=_("Decides about more time"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, org: Unit, tag: CustomerTag | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        people = User.objects.holding("approve_extension", [org]).order_by("name")
        self.people = {str(one.pk): one for one in people}
        words = [(key, f"{one.name} {one.staff_number}") for key, one in self.people.items()]
        self.fields["approver"].choices = [NOBODY_ELSE, *words]  # type: ignore[attr-defined]
        if tag is not None:
            del self.fields["name"]
            self.initial = {"meaning": tag.meaning, "counts_as": tag.counts_as, "version": tag.version}
            self.initial["approver"] = str(tag.approver_id or "")

    def clean_approver(self) -> User | None:
        return self.people.get(self.cleaned_data["approver"])


class WordingForm(RefusableForm):
    """How a text to customers is worded; `version` is the one that was read."""

    body = forms.CharField(
        label=_("Text"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
