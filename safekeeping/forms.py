"""The shape of a rule of retention and of what somebody asks about their own data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from safekeeping.kinds import KINDS
from servicedesk.lib.forms import RefusableForm


class RuleForm(RefusableForm):
    """Which kind, how many days, why."""

    kind = forms.ChoiceField(
        label=_("Kind of data"),
        choices=[(kind.code, kind.word) for kind in KINDS],
        widget=forms.Select(attrs={"class": "in"}),
    )
    days = forms.IntegerField(
        label=_("Days after which its words go"),
        min_value=1,
        max_value=36500,
        widget=forms.NumberInput(attrs={"class": "in num"}),
    )
    reason = forms.CharField(
        label=_("Why so long, and by which rule"), max_length=200, widget=forms.TextInput(attrs={"class": "in"})
    )


class WishForm(RefusableForm):
    """A copy or a deletion, and how it is known who asks."""

    what = forms.ChoiceField(
        label=_("What the customer asks"),
        choices=[("copy", _("a copy of their data")), ("erase", _("the deletion of their data"))],
        widget=forms.Select(attrs={"class": "in"}),
    )
    proof = forms.CharField(
        label=_("How you know that it is they"), max_length=200, widget=forms.TextInput(attrs={"class": "in"})
    )
