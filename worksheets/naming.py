"""Rows by the names that another system knows them by: items by code, depots by name, reasons by code."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Invalid
from tickets.models import Ticket
from worksheets.actions.materials import Used
from worksheets.actions.returning import codes_of
from worksheets.models import Depot, Item, SendBackCode
from worksheets.refusals import NoReason


def named_lines(ticket: Ticket, lines: Sequence[Mapping[str, Any]]) -> list[Used]:
    """The lines of a report; without a depot it is that of the crew, else the first. Raises Invalid."""
    items = {one.code: one for one in Item.objects.filter(org=ticket.org_id, is_active=True)} if lines else {}
    depots = list(Depot.objects.filter(org=ticket.org_id, is_active=True)) if lines else []
    home = next((one for one in depots if one.unit_id == ticket.crew_id), depots[0] if depots else None)
    found = []
    for line in lines:
        item = items.get(line["item"])
        depot = next((one for one in depots if one.name == line.get("depot")), None) if line.get("depot") else home
        if item is None or depot is None:
            words = _("There is no such item or depot.")
            raise Invalid(words, fields={"lines": words})
        serial, is_back = line.get("serial", ""), bool(line.get("is_back"))
        found.append(Used(item, line["quantity"], depot, serial=serial, is_back=is_back))
    return found


def named_code(ticket: Ticket, code: str) -> SendBackCode | None:
    """The reason by its code; None where none is named. Raises NoReason for one that the company does not have."""
    if not code:
        return None
    found = next((one for one in codes_of(ticket.org_id) if one.code == code), None)
    if found is None:
        raise NoReason
    return found
