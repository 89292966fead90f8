"""What came of a call: a word, how it ended, whose it was, which ticket it was about."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.actions import audit, count_reveal
from accounts.models import User
from calls.models import Call, CallNote, CallTicket, Disposition, Recording, ReturnCall, Turn
from calls.refusals import CannotBeHeard
from customers.models import Customer
from servicedesk.lib.refusals import Invalid, NotAllowed
from tickets.actions.spine import has_right, is_barred, step
from tickets.lifecycle import MOVES
from tickets.models import Ticket


@transaction.atomic
def note_call(call: Call, *, text: str, disposition: str, by: User, at: datetime) -> CallNote:
    """Add a word about a call, or how it ended; with that a call that is over leaves one's strip."""
    _require(by)
    plain = text.strip()[:2000]
    if disposition and disposition not in Disposition.values:
        raise Invalid(fields={"disposition": disposition})
    if not plain and not disposition:
        raise Invalid(_("Write a word, or choose how it ended."), fields={"text": _("missing")})
    _changed(call)
    if disposition and not call.is_live:
        put_away(call, by=by, at=at)
    return CallNote.objects.create(org_id=call.org_id, call=call, by=by, at=at, text=plain, disposition=disposition)


@transaction.atomic
def name_caller(call: Call, customer: Customer | None, *, by: User, at: datetime) -> None:
    """Say which of several customers calls, or that it is none of them."""
    _require(by)
    if customer is not None and customer.org_id != call.org_id:
        raise Invalid(fields={"customer": _("missing")})
    Call.objects.filter(pk=call.pk).update(customer=customer, seq=F("seq") + 1)
    facts = {"call": str(call.pk), "customer": str(customer.pk) if customer else ""}
    audit(what="caller_named", by=by, at=at, facts=facts)


@transaction.atomic
def put_to_ticket(call: Call, ticket: Ticket, *, by: User, at: datetime) -> CallTicket:
    """Put a call to the ticket that it was about; the ticket's history says so, once."""
    _require(by)
    if ticket.org_id != call.org_id:
        raise Invalid(fields={"number": _("missing")})
    about, is_new = CallTicket.objects.get_or_create(
        call=call, ticket=ticket, defaults={"org_id": call.org_id, "by": by, "at": at}
    )
    if is_new:
        _tell_history(call, ticket, by=by, at=at)
        if call.customer_id is None and ticket.customer_id:
            Call.objects.filter(pk=call.pk).update(customer=ticket.customer_id)
        _changed(call)
    return about


def _tell_history(call: Call, ticket: Ticket, *, by: User, at: datetime) -> None:
    """A line in the history, where this person may write and the case still goes on."""
    is_open = ticket.status in MOVES[ticket.way]["call"].start
    if is_open and has_right(ticket, "call", by=by) and not is_barred(ticket, by):
        facts = {"phone_call": str(call.pk), "direction": call.direction}
        step(ticket, "call", what="phoned", by=by, at=at, facts=facts, quiet=True)


@transaction.atomic
def put_away(call: Call, *, by: User, at: datetime) -> None:
    """Take a call out of one's own strip; the call itself goes on."""
    Turn.objects.filter(call=call, user=by, put_away_at__isnull=True).update(put_away_at=at)


def hear_recording(recording: Recording, *, by: User, at: datetime) -> str:
    """Give out where a recording lies, and write down who asked. Raises CannotBeHeard, NotAllowed."""
    if not by.may("recording"):
        raise NotAllowed("recording")
    if recording.keep_until <= at:
        raise CannotBeHeard
    audit(what="recording_opened", by=by, at=at, facts={"call": str(recording.call_id), "recording": str(recording.pk)})
    return recording.address


def reveal_number(row: Call | ReturnCall, *, by: User, at: datetime) -> str:
    """The number in full, on record, to call it or to compare it."""
    if not by.may("reveal"):
        raise NotAllowed("reveal")
    count_reveal(by, at=at, facts={"call": str(row.pk), "field": "phone"})
    return row.number


def _require(by: User) -> None:
    if not by.may("calls"):
        raise NotAllowed("calls")


def _changed(call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(seq=F("seq") + 1)
