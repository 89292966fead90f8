"""What a reviewer is shown of the work: its history with the events to quote, its recordings; names hidden where so planned."""

from dataclasses import dataclass
from typing import Any

from calls.models import CallNote, Recording
from quality.model_inspections import Inspection
from tickets.models import TicketEvent
from tickets.sentences import tell

MOST = 200
HIDDEN = "＊＊"


@dataclass(frozen=True)
class Quote:
    """One fact of the history that may be quoted."""

    event: TicketEvent
    text: str
    words: str
    is_theirs: bool


def quotes_of(inspection: Inspection, *, hides: bool) -> list[Quote]:
    """The history of the case; with names hidden nobody is named, and what the person inspected did is marked."""
    if inspection.ticket_id is None:
        return []
    events = list(TicketEvent.objects.filter(ticket=inspection.ticket_id).select_related("by").order_by("seq")[:MOST])
    names = {event.by.name for event in events if event.by} | {inspection.person.name}
    told = []
    for event in events:
        said, words = tell(event), str(event.facts.get("text", ""))
        if hides:
            said, words = _without(said, names), _without(words, names)
        told.append(Quote(event, said, words, event.by_id == inspection.person_id))
    return told


def record_of(inspection: Inspection, *, hides: bool) -> dict[str, str]:
    """What was written down of the case, as the reviewer may read it: of the customer nothing but the masked name."""
    ticket = inspection.ticket
    if ticket is None:
        return {}
    names = {inspection.person.name, ticket.first_contact.name} | ({ticket.handler.name} if ticket.handler else set())
    told = {"title": ticket.title, "description": ticket.description}
    if hides:
        told = {name: _without(text, names) for name, text in told.items()}
    return told | {
        "category": str(ticket.category),
        "customer": ticket.masked_name,
        "address": ticket.masked_address,
        "status": ticket.get_status_display(),
    }


def _without(text: str, names: set[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, HIDDEN) if name else text
    return text


def lines_of(inspection: Inspection, given: dict[str, Any], wrong: dict[str, str]) -> list[dict[str, Any]]:
    """The sheet's groups with what was said of each item, first and second time."""
    return [
        {
            "name": group["name"],
            "items": [
                item
                | {
                    "said": given.get(item["code"], {}),
                    "first": inspection.answers.get(item["code"], {}),
                    "second": inspection.second_answers.get(item["code"], {}),
                    "wrong": wrong.get(item["code"], ""),
                }
                for item in group["items"]
            ],
        }
        for group in inspection.sheet.groups
    ]


def of_call(inspection: Inspection) -> dict[str, Any]:
    """The call that is inspected, with its notes and recordings."""
    call = inspection.call
    if call is None:
        return {}
    return {
        "call": call,
        "notes": CallNote.objects.filter(call=call),
        "recordings": Recording.objects.filter(call=call),
    }
