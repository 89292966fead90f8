"""A work sheet as a form: the fields of its kind, each by its sort."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicedesk.lib.refusals import Refusal
from tickets.models import Ticket
from worksheets.actions.materials import Used, as_used
from worksheets.materialform import MaterialRows
from worksheets.models import SheetVersion, WorkSheet
from worksheets.paper import CHOICE, DAY, LINES, LONGEST, MATERIALS, NUMBER, TICK, Field, asks, fields_of, read_sections

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

    def __init__(
        self,
        data: Any = None,
        *,
        version: SheetVersion,
        said: dict[str, str],
        ticket: Ticket,
        known: Sequence[Used] = (),
        only_results: bool = False,
        money: dict[str, str] | None = None,
    ) -> None:
        """`known`: the materials that stand on it. `only_results`: what the desk wrote is not asked again."""
        self.sections = read_sections(version.sections)
        self.only_results = only_results
        self.mats = MaterialRows(ticket, data, known) if asks(self.sections, MATERIALS) else None
        there: dict[str, str] = {f"{PREFIX}{code}": value for code, value in said.items()}
        super().__init__(data, initial=there | (money or {}))
        for field in self.asked:
            control = _control(field)
            control.label = f"{field.label} *" if field.required else field.label
            if field.required:
                control.widget.attrs["data-must"] = ""
            self.fields[f"{PREFIX}{field.code}"] = control
        if not version.asks_fee:
            del self.fields["fee"], self.fields["receipt"]

    @property
    def asked(self) -> list[Field]:
        """The fields that this form asks."""
        return [one for one in fields_of(self.sections) if one.is_result or not self.only_results]

    @property
    def drawn(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        names = {one.code: f"{PREFIX}{one.code}" for one in self.asked}
        found = [
            (one.title, [self[names[field.code]] for field in one.fields if field.code in names])
            for one in self.sections
        ]
        return [(title, fields) for title, fields in found if fields]

    @property
    def lines(self) -> list[Used] | None:
        """The materials that were chosen; None where the kind has no such part. Raises Invalid."""
        return self.mats.used() if self.mats is not None else None

    @property
    def money(self) -> list[forms.BoundField]:
        return [self[name] for name in ("fee", "receipt") if name in self.fields]

    def said(self) -> dict[str, str]:
        """What was written, by the codes of the fields."""
        told: dict[str, str] = {}
        for field in self.asked:
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


def form_of(sheet: WorkSheet, data: Any = None, *, only_results: bool = False) -> SheetForm:
    """The form of a sheet with what stands on it."""
    money = {"fee": "" if sheet.fee is None else str(sheet.fee), "receipt": sheet.receipt}
    given: dict[str, Any] = {"ticket": sheet.ticket, "known": as_used(sheet), "only_results": only_results}
    return SheetForm(data, version=sheet.version, said=sheet.said, money=money, **given)
