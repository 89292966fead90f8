"""What closing asks for, written down while the work goes on, and kept to on every path to the end."""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Invalid, Refusal
from servicedesk.lib.together import put
from tickets.closing_refusals import NotComplete
from tickets.closing_rules import CAUSE, Filled, Known, Rules, missing, put_right
from tickets.faces import Face
from tickets.lifecycle import Status
from tickets.models import Attachment, CategoryVersion, ClosingSheet, Ticket
from tickets.refusals import Needed

# The work is done, or the case is over: neither while something is still to be known.
NO_PHOTO = (Attachment.State.REFUSED, Attachment.State.INFECTED)
GATES = frozenset({Status.TO_REVIEW, Status.RESOLVED, Status.CLOSED})
# What else stands against settling cases: the app that knows it answers for many at once, each with its own refusal.
HOLDS: list[Callable[[Collection[Ticket], str], Mapping[UUID, Refusal]]] = []


def required(text: str, name: str) -> str:
    """Return the text without outer space; refuse an empty one, naming the field."""
    plain = text.strip()
    if not plain:
        words = {
            "text": _("what you want to say"),
            "reason": _("a reason"),
            "cause": _("the cause"),
            "proof": _("what shows it"),
        }
        raise Needed(fields={name: words.get(name, name)})
    return plain


def open_sheet(ticket: Ticket, version: CategoryVersion) -> None:
    """Keep what closing asks for, by the category as it is now, if it asks for anything."""
    if Face(version.face).rules:
        put(ClosingSheet(org_id=ticket.org_id, ticket=ticket, version=version))


def ask_by(ticket: Ticket, version: CategoryVersion) -> None:
    """Let another category say what closing asks for; what was filled in stays."""
    if not ClosingSheet.objects.filter(ticket=ticket).update(version=version):
        open_sheet(ticket, version)


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
    rows = Attachment.objects.shown().filter(ticket=ticket).exclude(state__in=NO_PHOTO)
    return frozenset(rows.exclude(slot="").values_list("slot", flat=True))


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
    if target not in GATES:
        return
    if lacking := still_missing(ticket):
        raise NotComplete(ticket, lacking)
    if refusal := held_back([ticket], target).get(ticket.pk):
        raise refusal


def held_back(tickets: Collection[Ticket], target: str | None) -> dict[UUID, Refusal]:
    """Which of these cases cannot go there yet, each with why; the same for one case and for a thousand."""
    found: dict[UUID, Refusal] = {}
    if tickets and target in GATES:
        for hold in HOLDS:
            found |= hold(tickets, str(target))
    return found


def one_cause(ticket: Ticket, filled: Filled | None, cause: str) -> tuple[str, dict[str, Any]]:
    """The report's cause and the one that closing asks for are one: whichever is told is both. Raises Needed."""
    sheet, known = sheet_of(ticket), dict(filled or {})
    demand = rules_of_sheet(sheet).demand(CAUSE)
    if demand is None or sheet is None:
        return required(cause, "cause"), known
    told = known.get(demand.code) or cause.strip() or sheet.filled.get(demand.code, "")
    known[demand.code] = required(str(told), "cause")
    words = next((one.label for one in demand.options if one.code == told), str(told))
    return words, known


def fitting(ticket: Ticket, filled: Filled | None) -> dict[str, Any]:
    """Of what was filled in for another case, that which this one is asked for as well and may be answered so."""
    rules = rules_of_sheet(sheet_of(ticket))
    fits: dict[str, Any] = {}
    for code, value in (filled or {}).items():
        with suppress(Invalid):
            fits |= put_right(rules, {code: value})
    return fits


def begin_anew(ticket: Ticket) -> None:
    """A new round: what was found in the last one is in the history, and is asked for again."""
    ClosingSheet.objects.filter(ticket=ticket).update(filled={})


def said_in(ticket: Ticket) -> dict[str, Any]:
    """What is filled in so far."""
    sheet = sheet_of(ticket)
    return dict(sheet.filled) if sheet else {}
