"""What closing asks for, as a page shows it: inside the form that ends the work, and on a page of its own."""

from dataclasses import dataclass
from typing import Any

from django import forms

from tickets.actions.filling import photos_of, rules_of_sheet, sheet_of
from tickets.closing_rules import CAUSE, PHOTO, Known, Rules, missing
from tickets.models import ClosingSheet, Ticket
from tickets.questionfields import CLOSING, closing_fields


class ClosingForm(forms.Form):
    """The fields that one category asks for."""

    def __init__(self, data: Any = None, *, rules: Rules, filled: dict[str, Any]) -> None:
        known = {f"{CLOSING}{code}": value for code, value in filled.items()}
        sent = data if data is not None and any(name.startswith(CLOSING) for name in data) else None
        super().__init__(sent, initial=known)
        self.fields |= closing_fields(rules)


@dataclass(frozen=True)
class ClosingPanel:
    """The fields, what is missing by now, and the photos among it."""

    rules: Rules
    form: ClosingForm
    missing: dict[str, str]
    photos: dict[str, str]

    @property
    def has_cause(self) -> bool:
        """Whether the category has causes of its own to choose from; without, the report's own field is the one."""
        demand = self.rules.demand(CAUSE)
        return demand is not None and bool(demand.options)

    @property
    def beside_cause(self) -> list[forms.BoundField]:
        """The fields of a report, which has a cause anyway."""
        demand = self.rules.demand(CAUSE)
        own = f"{CLOSING}{demand.code}" if demand and not demand.options else ""
        return [self.form[name] for name in self.form.fields if name != own]

    @property
    def slots(self) -> list[tuple[str, str, bool]]:
        """Every photo that is asked for, and whether it is there."""
        return [(one.code, one.label, one.code not in self.photos) for one in self.rules.demands if one.kind == PHOTO]


def closing_of(ticket: Ticket, data: Any = None) -> ClosingPanel | None:
    """What this case is asked for; None where nothing is."""
    sheet: ClosingSheet | None = sheet_of(ticket)
    rules = rules_of_sheet(sheet)
    if sheet is None or not rules:
        return None
    lacking = missing(rules, Known(sheet.filled, photos_of(ticket)))
    slots = {one.code for one in rules.demands if one.kind == PHOTO}
    photos = {code: label for code, label in lacking.items() if code in slots}
    return ClosingPanel(rules, ClosingForm(data, rules=rules, filled=sheet.filled), lacking, photos)


def rules_of(ticket: Ticket) -> Rules:
    """What closing this case asks for."""
    return rules_of_sheet(sheet_of(ticket))
