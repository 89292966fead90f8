"""The form by which an official notice of holidays and make-up days comes in."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deadlines.notice import decoded, read_notice
from servicedesk.lib.refusals import Refusal

MOST_BYTES = 200_000


class Notice(forms.Form):
    """An official notice, pasted or as a file, to be looked at and then published as a new calendar version."""

    notice = forms.CharField(
        label=gettext_lazy("The notice"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "a line each: 2027-02-05..2027-02-11,holiday,Spring Festival or 2027-01-30,work,make-up day"
        ),
    )
    file = forms.FileField(label=gettext_lazy("or a CSV file"), required=False)
    source = forms.CharField(label=gettext_lazy("Number of the notice"), max_length=120)
    official_until = forms.DateField(
        label=gettext_lazy("Settles everything until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("empty: the end of its last year"),
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 200 KB. A notice is a few lines."))
        try:
            return decoded(file.read())
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence()) from refusal

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if self.errors:
            return told
        told["notice"] = told.get("file") or told.get("notice") or ""
        try:
            told["days"] = read_notice(told["notice"])
        except Refusal as refusal:
            self.add_error("notice", refusal.sentence())
            return told
        last = told["days"][-1].date
        told["official_until"] = told.get("official_until") or last.replace(month=12, day=31)
        if told["official_until"] < last:
            self.add_error("official_until", _("The notice itself names later days."))
        return told

    @property
    def seen(self) -> "Notice":
        """The same with the text of the file in its place, so that what was looked at is what is published."""
        shown = {name: self.cleaned_data[name] for name in ("notice", "source")}
        return Notice(shown | {"official_until": self.cleaned_data["official_until"].isoformat()})
