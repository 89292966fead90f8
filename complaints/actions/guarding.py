"""保密: the complainant's name is sealed on request; whoever opens the seal says why, and that is written down."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.actions import count_reveal
from accounts.models import User
from complaints.models import Complaint
from complaints.refusals import NothingWaits
from servicedesk.lib.refusals import NotAllowed
from servicedesk.lib.sealing import seal, unseal
from tickets.actions.desk import required
from tickets.actions.spine import is_barred
from tickets.models import Ticket
from tickets.refusals import NotYours
from tickets.rules import Kind
from tickets.wording import keep_words

COLUMN = "complaints.sealed"
HIDDEN = "＊＊"


def seal_name(ticket: Ticket, file: Complaint) -> None:
    """Take who complains off the case and into the seal: no list, search, text, export or paper has it any more."""
    who = known_of(ticket)
    Complaint.objects.filter(pk=file.pk).update(sealed=seal(json.dumps(who), column=COLUMN))
    forget(ticket)


def known_of(ticket: Ticket) -> dict[str, str]:
    """Who brought the case, as far as it says."""
    return {
        "name": ticket.contact_name,
        "phone": ticket.contact_phone,
        "address": ticket.address,
        "customer": str(ticket.customer_id or ""),
    }


def forget(ticket: Ticket) -> None:
    """Take the name, the number, the place and the customer off the case, out of its text and out of what is searched."""
    persons = [known for known in (ticket.contact_name, ticket.contact_phone, ticket.address) if len(known) > 1]
    blank = {"contact_name": "", "contact_phone": "", "address": "", "customer": None, "supply_point": None}
    told = {"title": without(ticket.title, persons), "description": without(ticket.description, persons)}
    Ticket.objects.filter(pk=ticket.pk).update(**blank, **told)
    ticket.refresh_from_db()
    keep_words(ticket)


def without(text: str, persons: Iterable[str]) -> str:
    """A text without these."""
    for known in persons:
        text = text.replace(known, HIDDEN)
    return text


def sealed_words(ticket: Ticket) -> Iterable[str]:
    """What of a case lies under its seal, so that no word said later makes it findable by them."""
    if ticket.kind != Kind.COMPLAINT:
        return ()
    kept = Complaint.objects.filter(ticket=ticket, sealed__isnull=False).values_list("sealed", flat=True).first()
    told = json.loads(unseal(bytes(kept), column=COLUMN)) if kept else {}
    return [told.get(name, "") for name in ("name", "phone", "address")]


@transaction.atomic
def open_seal(ticket: Ticket, *, reason: str, by: User, at: datetime) -> dict[str, str]:
    """Show who complains, once, to a supervisor or to whoever handles it; with a reason, which the audit keeps."""
    reason = required(reason, "reason")
    if is_barred(ticket, by):
        raise NotYours
    handles = ticket.handler_id == by.pk and by.may_at("complaints", ticket.unit_id)
    if not handles and not by.may_at("board", ticket.unit_id):
        raise NotAllowed("reveal")
    file = Complaint.objects.filter(ticket=ticket).first()
    if file is None or not file.sealed:
        raise NothingWaits
    count_reveal(by, at=at, facts={"ticket": ticket.number, "field": "complainant"}, reason=reason)
    told: dict[str, str] = json.loads(unseal(bytes(file.sealed), column=COLUMN))
    return told
