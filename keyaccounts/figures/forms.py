"""The file of figures that somebody hands in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Table of figures"),
        max_length=200,
        allow_empty_file=True,
        help_text=_("CSV or XLSX, at most 32 MB: account, month, quantity; unit, amount and sort if there are."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.xls,.txt"}),
    )
