"""Rows of materials in a form: `item_0`, `quantity_0` … The same on a report and on a sheet of work."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from servicedesk.lib.refusals import Invalid
from tickets.models import Ticket
from worksheets.actions.materials import Used
from worksheets.models import Depot, Item

ROWS = 3
MOST_ROWS = 30
MOST_ITEMS = 500
NAMES = ("item", "quantity", "serial", "depot", "back")


class MaterialRows:
    """What a form of this case offers of items and depots, and what was chosen. `known`: the lines that stand there."""

    def __init__(self, ticket: Ticket, posted: Any = None, known: Sequence[Used] = ()) -> None:
        self.posted, self.known = posted, known
        self.items = list(Item.objects.filter(org=ticket.org_id, is_active=True)[:MOST_ITEMS])
        self.depots = list(Depot.objects.filter(org=ticket.org_id, is_active=True).select_related("unit"))
        self.at_home = next((one for one in self.depots if one.unit_id == ticket.crew_id), None) or (
            self.depots[0] if self.depots else None
        )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The lines as the page draws them: those that were sent or stand there, and at least three."""
        rows = self._sent() if self.posted is not None else [_as_row(one) for one in self.known]
        blank = dict.fromkeys(NAMES, "") | {"depot": str(self.at_home.pk) if self.at_home else ""}
        rows += [blank] * max(1 if rows else 0, ROWS - len(rows))
        return [row | {"n": n} for n, row in enumerate(rows)]

    def used(self) -> list[Used]:
        """What was chosen. Raises Invalid with the field."""
        return [self._used(n) for n in range(MOST_ROWS) if self._line(n)["item"]]

    def _sent(self) -> list[dict[str, Any]]:
        return [line for line in map(self._line, range(MOST_ROWS)) if line["item"]]

    def _line(self, n: int) -> dict[str, Any]:
        return {name: str((self.posted or {}).get(f"{name}_{n}", "")).strip() for name in NAMES}

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


def _as_row(line: Used) -> dict[str, Any]:
    told = {"item": str(line.item.pk), "quantity": f"{line.quantity.normalize():f}", "serial": line.serial}
    return told | {"depot": str(line.depot.pk), "back": "1" if line.is_back else ""}
