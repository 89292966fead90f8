"""Ways in and the counter's figures as forms."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.model_counter import COUNTER, CounterRule


class ChannelForm(forms.Form):
    """One way in."""

    code = forms.RegexField(
        r"^[a-z0-9_-]{1,20}$", label=_("Code"), help_text=_("small letters, digits, - and _; it is never changed")
    )
    name = forms.CharField(max_length=20, label=_("Word in Chinese"))
    name_en = forms.CharField(max_length=40, required=False, label=_("Word in English"))
    is_active = forms.BooleanField(required=False, initial=True, label=_("in use"))

    def clean_is_active(self) -> bool:
        """The window itself is never out of use."""
        return bool(self.cleaned_data["is_active"]) or self.cleaned_data.get("code") == COUNTER


class CounterRuleForm(forms.ModelForm):
    """How long an undo, a draft, a wait and a silence may last."""

    class Meta:
        model = CounterRule
        fields = ("undo_seconds", "grace_seconds", "draft_days", "wait_minutes", "idle_minutes")
        labels = {
            "undo_seconds": _("Undo of a registration: seconds"),
            "grace_seconds": _("Grace for the way to the server: seconds"),
            "draft_days": _("Days a draft is kept"),
            "wait_minutes": _("Waiting is too long after so many minutes"),
            "idle_minutes": _("A walk-in without a request is over after so many minutes"),
        }
        help_texts = {"undo_seconds": _("until then no text leaves for the customer")}
