"""The shape of a crew's report and of a sending back, the same on the phone, on the ticket's page and offline."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicedesk.lib.refusals import Invalid
from tickets.models import Ticket
from worksheets.actions.reporting import Devices, Used
from worksheets.actions.returning import codes_of
from worksheets.models import Depot, Item
from worksheets.rules import rule_for

ROWS = 3
MOST_ROWS = 30
MOST_ITEMS = 500
DEVICES = {
    "old_device": _("Device taken down"),
    "old_serial": _("Its serial number"),
    "new_device": _("Device put up"),
    "new_serial": _("Its serial number"),
}


def moment_field(label: Any) -> forms.DateTimeField:
    """A moment as the browser's own picker sends it."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=False, widget=widget)


class ReportForm(forms.Form):
    """What a report says beside its cause and what closing asks for. `told()` is what worksheets.actions.reporting takes."""

    text = forms.CharField(
        max_length=500, required=False, label=_("What was done"), widget=forms.Textarea(attrs={"rows": 2})
    )
    materials = forms.CharField(max_length=500, required=False, label=_("Other materials"))
    fee = forms.DecimalField(
        max_digits=10, decimal_places=2, min_value=Decimal(0), required=False, label=_("Charged, yuan")
    )
    receipt = forms.CharField(max_length=40, required=False, label=_("Receipt number"))
    expected_at = moment_field(_("If something remains: done by"))

    def __init__(self, ticket: Ticket, posted: Any = None) -> None:
        super().__init__(posted)
        rule = rule_for(ticket)
        self.asks_device, self.asks_receipt = bool(rule and rule.asks_device), bool(rule and rule.asks_receipt)
        self.items = list(Item.objects.filter(org=ticket.org_id, is_active=True)[:MOST_ITEMS])
        self.depots = list(Depot.objects.filter(org=ticket.org_id, is_active=True).select_related("unit"))
        self.at_home = next((one for one in self.depots if one.unit_id == ticket.crew_id), None) or (
            self.depots[0] if self.depots else None
        )
        if self.asks_device:
            for name, label in DEVICES.items():
                self.fields[name] = forms.CharField(max_length=60, required=False, label=label)
        if not self.items:
            self.fields["materials"].label = _("Materials used")
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        self.fields["fee"].widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    @property
    def device_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in DEVICES if name in self.fields]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The lines of materials as the page draws them: those that were sent, and at least three."""
        sent = [self._line(n) for n in range(MOST_ROWS) if self._line(n)["item"]] if self.is_bound else []
        blank = {
            "item": "",
            "quantity": "",
            "serial": "",
            "depot": str(self.at_home.pk) if self.at_home else "",
            "back": "",
        }
        rows = [*sent, *[blank] * max(0, ROWS - len(sent))]
        return [row | {"n": n} for n, row in enumerate(rows)]

    def _line(self, n: int) -> dict[str, str]:
        return {
            name: self.data.get(f"{name}_{n}", "").strip() for name in ("item", "quantity", "serial", "depot", "back")
        }

    def told(self) -> dict[str, Any]:
        """What was said, as the action takes it. Raises Invalid with the fields."""
        if not self.is_valid():
            fields = {name: " ".join(map(str, errors)) for name, errors in self.errors.items()}
            raise Invalid(" ".join(fields.values()), fields=fields)
        said = self.cleaned_data
        told: dict[str, Any] = {name: said[name] for name in ("text", "materials", "receipt", "expected_at")}
        told["fee"] = "" if said["fee"] is None else said["fee"]
        told["devices"] = Devices(**{name: said.get(name, "") for name in DEVICES})
        return told | {"lines": self._lines()}

    def _lines(self) -> list[Used]:
        return [self._used(n) for n in range(MOST_ROWS) if self._line(n)["item"]]

    def _used(self, n: int) -> Used:
        line = self._line(n)
        item = next((one for one in self.items if line["item"] in (str(one.pk), one.code)), None)
        depot = next((one for one in self.depots if line["depot"] == str(one.pk)), self.at_home)
        try:
            quantity = Decimal(line["quantity"] or "1")
        except ArithmeticError:
            quantity = Decimal(0)
        if item is None or depot is None or not quantity.is_finite() or not 0 < quantity < 10**8:
            words = str(_("Materials: choose an item of the list and say how much of it."))
            raise Invalid(words, fields={f"item_{n}": words})
        return Used(item, quantity.quantize(Decimal("0.01")), depot, serial=line["serial"], is_back=bool(line["back"]))

    def as_data(self) -> dict[str, Any]:
        """What a phone keeps to draw the form without a network."""
        return {
            "items": [
                {
                    "id": str(one.pk),
                    "code": one.code,
                    "name": one.name,
                    "measure": one.measure,
                    "serials": one.has_serials,
                }
                for one in self.items
            ],
            "depots": [{"id": str(one.pk), "name": one.name} for one in self.depots],
            "depot": str(self.at_home.pk) if self.at_home else "",
            "asks_device": self.asks_device,
            "asks_receipt": self.asks_receipt,
        }


def report_told(ticket: Ticket, posted: Any) -> dict[str, Any]:
    """What a posted report says, as worksheets.actions.reporting.report takes it, but for the cause and what closing asks."""
    return ReportForm(ticket, posted).told()


def send_back_told(ticket: Ticket, posted: Any) -> dict[str, Any]:
    """What a posted sending back says, as worksheets.actions.returning.send_back takes it."""
    wanted = posted.get("code", "")
    code = next((one for one in codes_of(ticket.org_id) if one.code == wanted), None)
    return {"code": code, "reason": posted.get("reason", "")[:500], "text": posted.get("text", "")[:500]}


class EstimateForm(forms.Form):
    """By when supply is expected back."""

    expected_at = moment_field(_("Expected back by"))
    text = forms.CharField(max_length=200, required=False, label=_("Why it takes that long"))
