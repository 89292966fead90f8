"""One good row as the rows of a settled history: ticket, events, clock. Nothing here is owed to anybody."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from complaints.models import Complaint
from customers.models import Customer
from hotline.imports.facts import Facts
from hotline.imports.places import Home
from hotline.imports.policy import MILESTONE, Bound
from hotline.imports.verdict import Verdict
from servicedesk.lib.ids import uuid7
from tickets.lifecycle import MOVES, Kind, Status
from tickets.models import Category, Clock, ClockSpan, Deadline, Ticket, TicketEvent

OUTCOME = "imported"


@dataclass(frozen=True)
class Case:
    """One row on its way into the database."""

    facts: Facts
    verdict: Verdict
    bound: Bound | None


@dataclass
class Built:
    """The rows of one or many tickets, in the order in which they are inserted."""

    tickets: list[Ticket] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    spans: list[ClockSpan] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    events: list[TicketEvent] = field(default_factory=list)
    files: list[Complaint] = field(default_factory=list)

    def add(
        self, case: Case, home: Home, *, number: str, category: Category, customer: Customer | None, at: datetime
    ) -> Ticket:
        """Add one case with its whole history as it stands at `at`."""
        ticket = new_ticket(case, home, number=number, category=category, customer=customer, at=at)
        self.tickets.append(ticket)
        fired = self._settle_clock(case, ticket, at=at)
        steps = history(case.facts, ticket, home, at=at) + ([missed(fired, ticket)] if fired else [])
        steps.sort(key=lambda step: step.at)  # of two facts of one moment, what people did comes first
        number_steps(ticket, steps)
        self.events += steps
        if ticket.kind == Kind.COMPLAINT:
            # Nobody can be called who left neither name nor phone; the desk then may leave the first contact out.
            nobody = not (ticket.contact_name or ticket.contact_phone)
            self.files.append(Complaint(org_id=ticket.org_id, ticket=ticket, is_anonymous=nobody))
        return ticket

    def _settle_clock(self, case: Case, ticket: Ticket, *, at: datetime) -> Deadline | None:
        """The clock of a promised row, settled as the file tells; returns the breach if it has fired."""
        promise, due_at = case.bound.promise if case.bound else None, case.verdict.due_at
        if case.bound is None or promise is None or due_at is None or case.facts.closing_is_guessed:
            return None
        ended = ticket.closed_at
        withdrawn = ticket.status == Status.WITHDRAWN
        shared = {"org_id": ticket.org_id}
        clock = Clock(
            **shared,
            ticket=ticket,
            name=MILESTONE,
            promise=promise,
            calendar_version=case.bound.calendar.version,
            limit=str(case.bound.limit),
            started_at=ticket.registered_at,
            due_at=due_at,
            stopped_at=None if withdrawn else ended,
            dropped_at=ended if withdrawn else None,
        )
        breach = Deadline(
            **shared, ticket=ticket, clock=clock, name=MILESTONE, stage=Deadline.Stage.BREACH, due_at=due_at
        )
        settle(breach, ended, at=at)
        ticket.pledges = {MILESTONE: str(promise.pk)}
        self.clocks.append(clock)
        self.spans.append(
            ClockSpan(**shared, clock=clock, from_at=clock.started_at, to_at=ended, unit_id=ticket.queue_id)
        )
        self.deadlines.append(breach)
        return breach if breach.state == Deadline.State.FIRED else None


def number_steps(ticket: Ticket, steps: list[TicketEvent]) -> None:
    """Count events by `seq` and people's changes by `version`, in the history and on the ticket alike."""
    ticket.version = 0
    for ticket.seq, step in enumerate(steps, start=1):
        ticket.version += step.by_id is not None
        step.seq, step.version = ticket.seq, ticket.version


def settle(breach: Deadline, ended: datetime | None, *, at: datetime) -> None:
    """Fired if it was missed, cancelled if it was kept, armed while there is still time."""
    if (ended or at) > breach.due_at:
        breach.state, breach.settled_at = Deadline.State.FIRED, max(at, breach.due_at)
    elif ended:
        breach.state, breach.settled_at = Deadline.State.CANCELLED, ended


def new_ticket(
    case: Case, home: Home, *, number: str, category: Category, customer: Customer | None, at: datetime
) -> Ticket:
    """The ticket as it stands after its history; it lies in the hall's own queue."""
    facts = case.facts
    return Ticket(
        org_id=home.org.pk,
        unit=home.hall,
        queue=home.hall,
        number=number,
        kind=facts.kind,
        category=category,
        channel=facts.channel,
        status=facts.status,
        title=facts.title,
        description=facts.description,
        customer=customer,
        contact_name=facts.name,
        contact_phone=facts.phone,
        address=facts.address,
        first_contact=home.importer,
        source=home.source,
        external_number=facts.number,
        source_digest=facts.digest,
        imported_at=at,
        registered_at=facts.registered_at,
        closed_at=facts.closed_at,
    )


def history(facts: Facts, ticket: Ticket, home: Home, *, at: datetime) -> list[TicketEvent]:
    """What people did, as far as the file tells: it was registered, and it has come to where it stands."""
    told: dict[str, Any] = {
        "channel": facts.channel,
        "hall": home.hall.name,
        "imported": home.source,
        "type": facts.type,
    }
    if facts.due_at:
        told["due_at"] = facts.due_at.isoformat()
    if facts.kept:
        told["kept"] = facts.kept
    steps = [_event(ticket, "register", home, at=facts.registered_at, facts=told, to_status=Status.REGISTERED)]
    verb = verb_to(facts.kind, facts.status)
    if verb:
        steps.append(
            _event(
                ticket,
                verb,
                home,
                at=facts.closed_at or at,
                reason=facts.told_status[:500],
                facts={"outcome": OUTCOME, "guessed": True} if facts.closing_is_guessed else {"outcome": OUTCOME},
                from_status=Status.REGISTERED,
                to_status=facts.status,
            )
        )
    return steps


def verb_to(kind: str, status: str) -> str:
    """The verb that leads to a status; empty for the one in which every case begins."""
    if status == Status.REGISTERED:
        return ""
    return next(verb for verb, move in MOVES[kind].items() if move.to == status)


def missed(breach: Deadline, ticket: Ticket) -> TicketEvent:
    """The event of a missed promise, as the sweep would have written it at the time."""
    told = {"clock": breach.name, "stage": breach.stage, "generation": breach.generation}
    return TicketEvent(
        org_id=ticket.org_id, ticket=ticket, what="deadline_missed", at=breach.due_at, facts=told, deadline=breach
    )


def _event(ticket: Ticket, verb: str, home: Home, **more: Any) -> TicketEvent:
    return TicketEvent(id=uuid7(), org_id=ticket.org_id, ticket=ticket, what=verb, by=home.importer, **more)
