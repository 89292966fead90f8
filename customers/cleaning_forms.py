"""What is chosen and typed on the pages of clean records."""

from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _


class YearsForm(forms.Form):
    years = forms.IntegerField(label=_("Years without a sign"), min_value=1, max_value=50)


def chosen(keys: Iterable[str]) -> list[UUID]:
    """The keys of the ticked rows; what is no key is left out."""
    found = []
    for key in keys:
        try:
            found.append(UUID(key))
        except ValueError:
            continue
    return found
