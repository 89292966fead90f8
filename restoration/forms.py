"""The shape of what the rules' page sends. What is not allowed, the actions say."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.models import Level
from outages.kinds import Kind
from outages.model_duties import Step
from restoration.models import StormRule


class NoticeLine(forms.Form):
    """One rule of notice."""

    kind = forms.ChoiceField(choices=Kind.choices)
    step = forms.ChoiceField(choices=Step.choices)
    minutes = forms.IntegerField(min_value=1, max_value=86_400, label=gettext_lazy("Minutes"))
    is_active = forms.BooleanField(required=False, label=pgettext_lazy("rule", "in force"))


class SampleLine(forms.Form):
    """One rule of who is called afterwards."""

    kind = forms.ChoiceField(choices=[("", gettext_lazy("every kind")), *Kind.choices], required=False)
    level = forms.ChoiceField(choices=Level.choices, required=False)
    percent = forms.IntegerField(min_value=0, max_value=100, label=gettext_lazy("Called, in a hundred"))
    hours = forms.IntegerField(min_value=1, max_value=24, label=gettext_lazy("Others close after hours"))


class StormLine(forms.Form):
    """One rule of when calls suggest an outage."""

    by = forms.ChoiceField(choices=StormRule.By.choices)
    calls = forms.IntegerField(min_value=2, max_value=500, label=gettext_lazy("Calls"))
    minutes = forms.IntegerField(min_value=1, max_value=240, label=gettext_lazy("Within minutes"))
    is_active = forms.BooleanField(required=False, label=pgettext_lazy("rule", "in force"))


class CauseLine(forms.Form):
    """One more cause, or one that is no longer chosen."""

    kind = forms.ChoiceField(choices=Kind.choices, label=gettext_lazy("Kind"))
    code = forms.SlugField(max_length=24, label=gettext_lazy("Code"))
    name = forms.CharField(max_length=40, label=gettext_lazy("Cause"))
    is_active = forms.BooleanField(required=False, label=pgettext_lazy("rule", "in force"))


class Number(forms.Form):
    """A number that wants no texts."""

    number = forms.CharField(max_length=30, label=gettext_lazy("Phone number"))


LINES: dict[str, type[forms.Form]] = {
    "notice": NoticeLine,
    "sample": SampleLine,
    "storm": StormLine,
    "cause": CauseLine,
    "quiet": Number,
}


class Upload(forms.Form):
    """A file to be brought in."""

    file = forms.FileField(label=gettext_lazy("File"))


class HistoryUpload(Upload):
    """A table of the past; one of another system comes with what says which of its columns is what."""

    mapping = forms.FileField(
        required=False,
        label=gettext_lazy("Mapping"),
        help_text=gettext_lazy("only for the table of another system: TOML"),
    )


def filled(form: type[forms.Form], rows: list[Any]) -> Iterator[forms.Form]:
    """A form for each row, as it is."""
    for n, row in enumerate(rows):
        yield form(initial={name: getattr(row, name) for name in form.base_fields}, auto_id=f"id_{n}_%s")
