"""What is pressed and typed at the callback desk: shape only; the rules are in the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicedesk.lib.forms import RefusableForm
from surveys.actions import Given
from surveys.lifecycle import BEST, LEAST_SATISFIED, Reason, Result

# The keys of the desk, as they are read out: 1 is the best score.
LEVEL_KEYS = {str(key): BEST + 1 - key for key in range(1, 6)}
TRY_KEYS = {
    "6": Result.NO_ANSWER,
    "7": Result.REFUSED,
    "8": Result.WRONG_NUMBER,
    "9": Result.APPOINTMENT,
}
KEYS = [
    ("1", _("Very satisfied")),
    ("2", _("Satisfied")),
    ("3", _("Fairly satisfied")),
    ("4", _("Dissatisfied")),
    ("5", _("Very dissatisfied")),
    ("6", _("No answer")),
    ("7", _("Does not want to be asked")),
    ("8", _("Wrong number")),
    ("9", _("Appointment")),
]
FROM_A_BROWSER = "%Y-%m-%dT%H:%M"


class ResultForm(RefusableForm):
    """What one call came to: one key, and what that key asks for."""

    result = forms.ChoiceField(
        label=_("Result of the call"), choices=KEYS, error_messages={"required": _("Press one of the keys 1 to 9.")}
    )
    reasons = forms.MultipleChoiceField(
        label=_("Why not satisfied"), choices=Reason.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    appointment_at = forms.DateTimeField(
        label=_("Call again at"),
        required=False,
        input_formats=[FROM_A_BROWSER, f"{FROM_A_BROWSER}:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=FROM_A_BROWSER),
    )
    note = forms.CharField(
        label=_("In the customer's words"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    @property
    def score(self) -> int | None:
        """The score that the key stands for; None where nobody gave one."""
        return LEVEL_KEYS.get(self.cleaned_data["result"])

    @property
    def is_satisfied(self) -> bool:
        return self.score is not None and self.score >= LEAST_SATISFIED

    @property
    def reason(self) -> str:
        """The chips and the words as one reason."""
        words = [str(Reason(code).label) for code in self.cleaned_data["reasons"]]
        return "；".join(part for part in ("、".join(words), self.cleaned_data["note"]) if part)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        unhappy = LEVEL_KEYS.get(told.get("result", ""), BEST) < LEAST_SATISFIED
        if unhappy and not told.get("reasons") and not told.get("note"):
            self.add_error("reasons", _("Choose a reason, or write it down."))
        return told


class RatingForm(forms.Form):
    """One of five faces; for a bad one a reason, words, and whether to be called."""

    score = forms.IntegerField(min_value=1, max_value=5)
    reasons = forms.MultipleChoiceField(
        label=_("What was not right?"), choices=Reason.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    comment = forms.CharField(
        label=_("In your own words"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    wants_call = forms.BooleanField(label=_("Please call me about it"), required=False)

    def given(self, channel: str) -> Given:
        """The answer, once the form is valid."""
        return Given(channel=channel, **self.cleaned_data)


class CommentForm(forms.Form):
    """Words after the rating."""

    comment = forms.CharField(
        label=_("Would you like to tell us more?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few words, or close this page.")},
    )
