"""The shape of what a depot's keeper types."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from servicedesk.lib.forms import RefusableForm
from servicedesk.lib.refusals import Invalid
from worksheets.actions.stock import Piece
from worksheets.models import Depot, Item, Supplier

LINES = 6
BLANK = {"autocomplete": "off"}


def _words(label: Any, most: int, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, widget=forms.TextInput(attrs=BLANK))


def _amount(label: Any, *, required: bool = True, least: str = "0") -> forms.DecimalField:
    field = forms.DecimalField(
        label=label, max_digits=12, decimal_places=2, min_value=Decimal(least), required=required
    )
    field.widget = forms.TextInput(attrs=BLANK | {"inputmode": "decimal"})
    return field


class ItemForm(RefusableForm):
    code = _words(_("Item number"), 40)
    name = _words(pgettext_lazy("thing", "Name"), 80)
    measure = _words(_("Unit of measure"), 12)
    has_serials = forms.BooleanField(label=_("Each piece has a serial number"), required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class DepotForm(RefusableForm):
    name = _words(pgettext_lazy("thing", "Name"), 60)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Of which unit"))
    keeper = forms.ModelChoiceField(User.objects.none(), label=_("Keeper"), required=False)

    def __init__(self, data: Any = None, *, user: User, org: Unit, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        units = Unit.objects.filter(pk__in=user.units("stock"), is_active=True)
        self.fields["unit"].queryset = units.order_by("path")  # type: ignore[attr-defined]
        people = User.objects.filter(org=org, is_active=True, is_service=False).order_by("name")
        self.fields["keeper"].queryset = people  # type: ignore[attr-defined]


class SupplierForm(RefusableForm):
    name = _words(pgettext_lazy("thing", "Name"), 80)
    contact = _words(_("Contact"), 60, required=False)
    phone = _words(_("Phone"), 20, required=False)


class CountForm(RefusableForm):
    counted = _amount(_("Counted"))
    reason = _words(_("Why the book was wrong"), 200)


class CarryForm(RefusableForm):
    to = forms.ModelChoiceField(Depot.objects.none(), label=_("To which depot"))
    quantity = _amount(_("Quantity"), least="0.01")
    serial = _words(_("Serial number"), 60, required=False)

    def __init__(self, data: Any = None, *, source: Depot) -> None:
        super().__init__(data)
        depots = Depot.objects.filter(org=source.org_id, is_active=True).exclude(pk=source.pk)
        self.fields["to"].queryset = depots  # type: ignore[attr-defined]


class MinimumForm(RefusableForm):
    minimum = _amount(_("Warn below"), required=False, least="0.01")


class DeliveryForm(RefusableForm):
    """A delivery: from whom, on which note, and its lines `item_0`, `quantity_0`, `price_0`, `serials_0` …"""

    supplier = forms.ModelChoiceField(Supplier.objects.none(), label=_("Supplier"))
    depot = forms.ModelChoiceField(Depot.objects.none(), label=_("Depot"))
    note_number = _words(_("Number of the delivery note"), 60)

    def __init__(self, data: Any = None, *, org: Unit, depots: Any) -> None:
        super().__init__(data)
        self.items = list(Item.objects.filter(org=org, is_active=True))
        self.fields["supplier"].queryset = Supplier.objects.filter(org=org, is_active=True)  # type: ignore[attr-defined]
        self.fields["depot"].queryset = depots  # type: ignore[attr-defined]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The lines as the page draws them, with what was sent."""
        names = ("item", "quantity", "price", "serials")
        return [{name: self.data.get(f"{name}_{n}", "") for name in names} | {"n": n} for n in range(LINES)]

    def pieces(self) -> list[Piece]:
        """The lines as the ledger takes them; serial numbers, with spaces between, make a piece each. Raises Invalid."""
        return [piece for row in self.rows if row["item"] for piece in self._line(row)]

    def _line(self, row: dict[str, Any]) -> list[Piece]:
        item = next((one for one in self.items if str(one.pk) == row["item"]), None)
        try:
            quantity = Decimal(row["quantity"] or "1")
            price = Decimal(row["price"]) if row["price"] else None
        except ArithmeticError:
            item = None
            quantity, price = Decimal(0), None
        if item is None or not quantity.is_finite() or not quantity < 10**9:
            raise Invalid(_("Line %(n)d: choose an item, and write figures.") % {"n": row["n"] + 1})
        serials = row["serials"].replace(",", " ").replace("，", " ").split()
        if item.has_serials:
            return [Piece(item, Decimal(1), serial[:60], price) for serial in serials] or [
                Piece(item, quantity, "", price)
            ]
        return [Piece(item, quantity, "", price)]


class SettleForm(RefusableForm):
    way = forms.CharField(max_length=10)
    reason = _words(_("Why"), 200, required=False)
