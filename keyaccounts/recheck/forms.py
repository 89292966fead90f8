"""A sheet of the re-check: one choice and one remark for each item."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccounts.model_recheck import Item, Verdict
from keyaccounts.models import RecheckSheet
from servicedesk.lib.forms import RefusableForm


class SheetForm(RefusableForm):
    """Items without a choice are left for later."""

    def __init__(self, *args: Any, sheet: RecheckSheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {answer.item: answer for answer in sheet.answers.all()}
        for code, word in Item.choices:
            held = known.get(code)
            self.fields[code] = forms.ChoiceField(
                label=word,
                choices=Verdict.choices,
                required=False,
                initial=held.verdict if held else None,
                widget=forms.RadioSelect,
            )
            self.fields[f"{code}_note"] = forms.CharField(
                label=_("What has changed, or who finds out"),
                max_length=300,
                required=False,
                initial=held.note if held else "",
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    def said(self) -> dict[str, tuple[str, str]]:
        told = self.cleaned_data
        return {code: (told[code], told[f"{code}_note"]) for code in Item.values if told[code]}
