"""The shape of a crew's report and of a sending back, the same on the phone, on the ticket's page and offline."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicedesk.lib.refusals import Invalid
from tickets.models import Ticket
from worksheets.actions.reporting import Devices
from worksheets.actions.returning import codes_of
from worksheets.materialform import MaterialRows
from worksheets.rules import rule_for

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
        self.mats = MaterialRows(ticket, posted)
        if self.asks_device:
            for name, label in DEVICES.items():
                self.fields[name] = forms.CharField(max_length=60, required=False, label=label)
        if not self.mats.items:
            self.fields["materials"].label = _("Materials used")
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        self.fields["fee"].widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    @property
    def device_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in DEVICES if name in self.fields]

    def told(self) -> dict[str, Any]:
        """What was said, as the action takes it. Raises Invalid with the fields."""
        if not self.is_valid():
            fields = {name: " ".join(map(str, errors)) for name, errors in self.errors.items()}
            raise Invalid(" ".join(fields.values()), fields=fields)
        said = self.cleaned_data
        told: dict[str, Any] = {name: said[name] for name in ("text", "materials", "receipt", "expected_at")}
        told["fee"] = "" if said["fee"] is None else said["fee"]
        told["devices"] = Devices(**{name: said.get(name, "") for name in DEVICES})
        return told | {"lines": self.mats.used()}


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
