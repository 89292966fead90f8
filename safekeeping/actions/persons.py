"""What somebody asks about their own data: asked for at the counter, decided by a second person, done at once."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.auditing import audit
from accounts.models import User
from calls.models import Call
from customers.models import Customer, Message
from safekeeping.clearing import clear
from safekeeping.clears import GONE
from safekeeping.kinds import BY_CODE
from safekeeping.models import PersonRequest
from servicedesk.lib.refusals import Invalid, Refusal
from surveys.models import Survey
from tickets.lifecycle import OPEN
from tickets.models import Attachment, Ticket
from tickets.sentences import tell

# Without delay, says the law; the practice is fifteen working days, so we count fifteen days.
WITHIN = timedelta(days=15)
What, State = PersonRequest.What, PersonRequest.State


class StillNeeded(Refusal):
    """The data are still needed for what they were given for (PIPL 47): a case is open, or a supply runs."""

    code = "still_needed"
    status = 409

    def sentence(self) -> str:
        return _("This customer has an open case or a supply here: the data are needed until then. Tell them so.")


class OwnRequest(Refusal):
    """Whoever took the wish does not decide it."""

    code = "own_request"
    status = 409

    def sentence(self) -> str:
        return _("Somebody else has to decide this.")


class Settled(Refusal):
    """It was decided meanwhile."""

    code = "settled"
    status = 409

    def sentence(self) -> str:
        return _("This was decided meanwhile. Read the page again.")


@transaction.atomic
def ask(customer: Customer, *, what: str, proof: str, by: User, at: datetime) -> PersonRequest:
    """Write down what a customer asks, and how it is known that it is they. One open wish of each sort. Raises Invalid."""
    if not proof.strip():
        raise Invalid(_("Say how you know that the customer asks it."), fields={"proof": _("missing")})
    known = PersonRequest.objects.open().filter(customer=customer, what=what).first()
    if known is not None:
        return known
    made = PersonRequest(org=customer.org, customer=customer, what=what, proof=proof.strip()[:200], asked_by=by)
    made.asked_at, made.due_at = at, at + WITHIN
    made.save(force_insert=True)
    audit(what=f"person_{what}_asked", by=by, at=at, facts={"customer": str(customer.pk), "request": str(made.pk)})
    return made


@transaction.atomic
def decide(request: PersonRequest, *, agree: bool, answer: str, by: User, at: datetime) -> PersonRequest:
    """Say yes or no to a wish that somebody else took; a deletion is done at once. Raises OwnRequest, Settled, StillNeeded, Invalid."""
    held = PersonRequest.objects.select_for_update(of=("self",)).select_related("customer").get(pk=request.pk)
    if held.state != State.ASKED:
        raise Settled
    if held.asked_by_id == by.pk:
        raise OwnRequest
    if not agree and not answer.strip():
        raise Invalid(_("Say why not: the customer is told."), fields={"answer": _("missing")})
    held.decided_by, held.decided_at, held.answer = by, at, answer.strip()[:300]
    held.state = State.AGREED if agree else State.REFUSED
    if agree and held.what == What.ERASE:
        held.cleared = dict(_erase(held.customer, by=by, at=at))
        held.state, held.done_at, held.proof = State.DONE, at, GONE
    held.save()
    facts = {
        "customer": str(held.customer_id),
        "request": str(held.pk),
        "agreed": agree,
        "cleared": sum(held.cleared.values()),
    }
    audit(what=f"person_{held.what}_decided", by=by, at=at, facts=facts, reason=held.answer)
    return held


def _erase(customer: Customer, *, by: User, at: datetime) -> Counter[str]:
    """Everything that names this person: their record, the words of their cases, their files, calls and texts."""
    tickets = Ticket.objects.filter(customer=customer)
    has_supply = customer.holdings.filter(until_on__isnull=True).exists()
    if has_supply or tickets.filter(status__in=OPEN).exists():
        raise StillNeeded
    why, cases = "person's request", list(tickets.values_list("pk", flat=True))
    done = clear(BY_CODE["cases"], cases, by=by, why=why, at=at)
    done += clear(BY_CODE["files"], cases, by=by, why=why, at=at)
    texts = list(Message.objects.filter(customer=customer).values_list("pk", flat=True))
    done += clear(BY_CODE["messages"], texts, by=by, why=why, at=at)
    return done + clear(BY_CODE["customers"], [customer.pk], by=by, why=why, at=at)


@transaction.atomic
def copy_of(request: PersonRequest, *, by: User, at: datetime) -> dict[str, Any]:
    """What we have of this customer, in one structure to be handed to them; that it left is recorded. Raises Settled."""
    held = PersonRequest.objects.select_for_update(of=("self",)).select_related("customer__org").get(pk=request.pk)
    if held.what != What.COPY or held.state not in (State.AGREED, State.DONE):
        raise Settled
    told = everything_of(held.customer)
    PersonRequest.objects.filter(pk=held.pk).update(state=State.DONE, done_at=held.done_at or at)
    facts = {"customer": str(held.customer_id), "request": str(held.pk), "count": len(told["cases"])}
    audit(what="person_copy", by=by, at=at, facts=facts, reason=held.proof)
    return told


def held_of(customer: Customer) -> list[tuple[str, int]]:
    """What we have of a customer, counted: nothing of it is shown."""
    cases = Ticket.objects.filter(customer=customer)
    told = [
        (_("telephone numbers"), customer.phones.count()),
        (_("supplies"), customer.holdings.filter(until_on__isnull=True).count()),
        (_("cases, open"), cases.filter(status__in=OPEN).count()),
        (_("cases, ended"), cases.exclude(status__in=OPEN).count()),
        (_("files of cases"), Attachment.objects.filter(ticket__in=cases, hidden_at__isnull=True).count()),
        (_("texts to them"), Message.objects.filter(customer=customer).count()),
        (_("calls"), Call.objects.filter(customer=customer).count()),
        (_("answers to our questions"), Survey.objects.filter(ticket__in=cases, answered_at__isnull=False).count()),
    ]
    return [(word, count) for word, count in told if count]


def everything_of(customer: Customer) -> dict[str, Any]:
    """A customer's data as they are entitled to see them: what they gave, what was done about it, what they were told."""
    holdings = customer.holdings.select_related("supply_point")
    return {
        "company": customer.org.name,
        "name": customer.name,
        "kind": customer.get_kind_display(),
        "since": customer.created_at.isoformat(),
        "phones": list(customer.phones.values_list("number", flat=True)),
        "supply": [
            {"account": one.supply_point.account_number, "address": one.supply_point.address, "part": one.part}
            for one in holdings
        ],
        "cases": [_case(ticket) for ticket in Ticket.objects.filter(customer=customer).order_by("registered_at")],
        "texts": [
            {"at": one.created_at.isoformat(), "to": one.address, "text": one.text}
            for one in Message.objects.filter(customer=customer).order_by("created_at")
        ],
    }


def _case(ticket: Ticket) -> dict[str, Any]:
    surveys = ticket.surveys.filter(answered_at__isnull=False).values("answered_at", "score", "comment")
    return {
        "number": ticket.number,
        "registered": ticket.registered_at.isoformat(),
        "ended": ticket.closed_at.isoformat() if ticket.closed_at else None,
        "status": ticket.get_status_display(),
        "what": ticket.title,
        "words": ticket.description,
        "contact": {"name": ticket.contact_name, "phone": ticket.contact_phone, "address": ticket.address},
        "history": [
            {"at": event.at.isoformat(), "what": str(tell(event))}
            for event in ticket.timeline.filter(audience="customer").select_related("by").order_by("seq")
        ],
        "answers": [{**row, "answered_at": str(row["answered_at"])} for row in surveys],
    }
