"""What is typed in the first hour."""

from django import forms
from django.utils.translation import gettext_lazy

from servicedesk.lib.forms import RefusableForm


class CompanyForm(RefusableForm):
    """How the company is called, and which number its customers call."""

    name = forms.CharField(label=gettext_lazy("Name of the company"), max_length=60)
    hotline = forms.CharField(
        label=gettext_lazy("Hotline number"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Stands on slips, messages and public pages."),
    )
