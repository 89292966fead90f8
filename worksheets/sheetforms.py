"""A work sheet as a form: the fields of its kind, each by its sort."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicedesk.lib.refusals import Refusal
from worksheets.models import SheetVersion
from worksheets.paper import CHOICE, DAY, LINES, LONGEST, NUMBER, TICK, Field, fields_of, read_sections

PREFIX = "s_"


def _control(field: Field) -> forms.Field:
    attrs: dict[str, Any] = {"autocomplete": "off"}
    if field.sort == CHOICE:
        return forms.ChoiceField(
            choices=[(one, one) for one in field.choices], widget=forms.RadioSelect, required=False
        )
    if field.sort == TICK:
        return forms.BooleanField(required=False)
    if field.sort == LINES:
        return forms.CharField(max_length=LONGEST, required=False, widget=forms.Textarea(attrs=attrs | {"rows": 3}))
    if field.sort == DAY:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(required=False, widget=widget)
    if field.sort == NUMBER:
        attrs["inputmode"] = "decimal"
    return forms.CharField(max_length=200, required=False, widget=forms.TextInput(attrs=attrs))


class SheetForm(forms.Form):
    """What is written on a sheet; that something is missing, the action says when the sheet goes on."""

    fee = forms.CharField(
        max_length=12, required=False, label=_("Charged, yuan"), widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    receipt = forms.CharField(max_length=40, required=False, label=_("Receipt number"))

    def __init__(self, data: Any = None, *, version: SheetVersion, said: dict[str, str], **money: str) -> None:
        self.sections = read_sections(version.sections)
        known = {f"{PREFIX}{code}": value for code, value in said.items()} | money
        super().__init__(data, initial=known)
        for field in fields_of(self.sections):
            control = _control(field)
            control.label = f"{field.label} *" if field.required else field.label
            self.fields[f"{PREFIX}{field.code}"] = control
        if not version.asks_fee:
            del self.fields["fee"], self.fields["receipt"]

    @property
    def drawn(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(one.title, [self[f"{PREFIX}{field.code}"] for field in one.fields]) for one in self.sections]

    @property
    def money(self) -> list[forms.BoundField]:
        return [self[name] for name in ("fee", "receipt") if name in self.fields]

    def said(self) -> dict[str, str]:
        """What was written, by the codes of the fields."""
        told: dict[str, str] = {}
        for field in fields_of(self.sections):
            value = self.cleaned_data.get(f"{PREFIX}{field.code}")
            told[field.code] = ("1" if value else "") if field.sort == TICK else str(value or "")
        return told

    def refuse(self, refusal: Refusal) -> None:
        """Put what the action said where it belongs."""
        for name, words in refusal.fields.items():
            place = name if name in self.fields else f"{PREFIX}{name}"
            if place in self.fields:
                self.add_error(place, words or refusal.sentence())
        if not self.errors:
            self.add_error(None, refusal.sentence())
