"""The shape of what the pages about calls send."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.models import CallRule, Disposition, Owner


class NoteForm(forms.Form):
    """A word about a call, and how it ended."""

    text = forms.CharField(
        max_length=2000,
        required=False,
        label=_("Note"),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    disposition = forms.ChoiceField(choices=[("", "—"), *Disposition.choices], required=False, label=_("How it ended"))


class RuleForm(forms.ModelForm):
    """The company's rule about its calls."""

    first = forms.ChoiceField(choices=Owner.choices, label=_("Whose it is, first"))
    then = forms.ChoiceField(choices=[("", "—"), *Owner.choices], required=False, label=_("Else"))
    last = forms.ChoiceField(choices=[("", "—"), *Owner.choices], required=False, label=_("Else again"))

    class Meta:
        model = CallRule
        fields = ("answer_within", "within", "least_wait", "recording_days")
        labels = {
            "answer_within": _("To be answered within, seconds"),
            "within": _("To be called back within"),
            "least_wait": _("Nothing is owed to whoever gives up sooner, seconds"),
            "recording_days": _("Recordings are kept, days"),
        }
        help_texts = {"within": _("2wh: two opening hours; 30m: thirty minutes"), "answer_within": "", "least_wait": ""}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, code in zip(("first", "then", "last"), [*self.instance.owners, "", ""], strict=False):
            self.fields[name].initial = code

    def told(self) -> dict[str, Any]:
        """The rule as it was filled in; one who is named twice counts once."""
        named = [self.cleaned_data[name] for name in ("first", "then", "last")]
        facts = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return facts | {"owners": list(dict.fromkeys(code for code in named if code))}
