"""What closing asks for, written down while the work goes on, and kept to on every path to the end."""

from typing import Any

from tickets.closing_refusals import NotComplete
from tickets.closing_rules import CAUSE, Filled, Known, Rules, missing, put_right
from tickets.faces import Face
from tickets.lifecycle import Status
from tickets.models import CategoryVersion, ClosingSheet, Ticket

# The work is done, or the case is over: neither while something is still to be known.
GATES = frozenset({Status.RESOLVED, Status.CLOSED})


def open_sheet(ticket: Ticket, version: CategoryVersion) -> None:
    """Keep what closing asks for, by the category as it is now; of another category before, what was filled in stays."""
    is_there = ClosingSheet.objects.filter(ticket=ticket).update(version=version)
    if not is_there and Face(version.face).rules:
        ClosingSheet.objects.create(org_id=ticket.org_id, ticket=ticket, version=version)


def sheet_of(ticket: Ticket) -> ClosingSheet | None:
    """What this case is asked for, if it is asked for anything."""
    return ClosingSheet.objects.filter(ticket=ticket).select_related("version").first()


def rules_of_sheet(sheet: ClosingSheet | None) -> Rules:
    return Face(sheet.version.face).rules if sheet else Rules()


def still_missing(ticket: Ticket) -> dict[str, str]:
    """What has to be known before this case may end, and is not: {code: what it is called}."""
    sheet = sheet_of(ticket)
    return missing(rules_of_sheet(sheet), Known(sheet.filled, photos_of(ticket))) if sheet else {}


def photos_of(ticket: Ticket) -> frozenset[str]:
    """The slots of this case for which there is a photo."""
    return frozenset()


def fill_in(ticket: Ticket, filled: Filled) -> dict[str, Any]:
    """Write down what closing asks for, and return it as it is kept. The case is locked by the caller."""
    sheet = sheet_of(ticket)
    kept = put_right(rules_of_sheet(sheet), filled)
    if sheet and kept:
        sheet.filled = {code: value for code, value in (sheet.filled | kept).items() if value}
        sheet.save(update_fields=["filled"])
    return kept


def pass_gate(ticket: Ticket, target: str | None) -> None:
    """Refuse, naming what is missing, where the step would end the work or the case."""
    lacking = still_missing(ticket) if target in GATES else {}
    if lacking:
        raise NotComplete(ticket, lacking)


def with_cause(ticket: Ticket, filled: Filled | None, cause: str) -> dict[str, Any] | None:
    """The report's cause is also the one that closing asks for, where it asks for one."""
    sheet = sheet_of(ticket)
    demand = rules_of_sheet(sheet).demand(CAUSE)
    if demand is None or (filled and filled.get(demand.code)):
        return dict(filled) if filled else None
    return dict(filled or {}) | {demand.code: cause}


def begin_anew(ticket: Ticket) -> None:
    """A new round: what was found in the last one is in the history, and is asked for again."""
    ClosingSheet.objects.filter(ticket=ticket).update(filled={})


def said_in(ticket: Ticket) -> dict[str, Any]:
    """What is filled in so far."""
    sheet = sheet_of(ticket)
    return dict(sheet.filled) if sheet else {}
