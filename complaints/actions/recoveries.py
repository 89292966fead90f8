"""服务补救 begins: proposed by rule or by a person, taken on or declined."""

from collections.abc import Iterable
from datetime import datetime
from fnmatch import fnmatchcase
from uuid import UUID

from django.db import transaction

from accounts.models import User
from complaints.actions.dues import drop
from complaints.actions.writing import above, inform, moment, write
from complaints.facts import Missed
from complaints.models import Recovery, RecoveryRule, RecoveryStep
from complaints.refusals import NothingWaits
from complaints.steps import Step
from tickets.actions.desk import required
from tickets.models import Ticket

What, Why = RecoveryStep.What, RecoveryRule.Why
# What is shipped: which category names a cut-off by mistake, and which broken promises weigh enough.
SHIPPED = {
    Why.CUTOFF: RecoveryRule(why=Why.CUTOFF, category="*wrong-cut*"),
    Why.BROKEN: RecoveryRule(why=Why.BROKEN, clocks="arrive restore contact reply"),
    Why.UNHAPPY: RecoveryRule(why=Why.UNHAPPY),
}


def rule_for(org_id: UUID, why: str) -> RecoveryRule | None:
    """The company's line for this reason, else the shipped one; None where it is switched off."""
    own = RecoveryRule.objects.filter(org=org_id, why=why).first()
    rule = own or SHIPPED.get(Why(why))
    return rule if rule and rule.is_active else None


def propose(ticket: Ticket, why: str, *, key: str, at: datetime, is_found: bool = False) -> Recovery | None:
    """Propose to make it good if the company's rule says so; the same failure once.

    `is_found`: the verification found it, so that the category, which only guesses, says nothing more.
    """
    rule = rule_for(ticket.org_id, why)
    if rule is None or ticket.imported_at or not (is_found or _fits(rule, ticket, "")):
        return None
    return _open(ticket, why, key=key, at=at, by=None, text="")


def _fits(rule: RecoveryRule, ticket: Ticket, clock: str) -> bool:
    named = fnmatchcase(ticket.category.code, rule.category or "*")
    return named and (not clock or clock.partition(".")[0] in (rule.clocks or clock).split())


def _open(ticket: Ticket, why: str, *, key: str, at: datetime, by: User | None, text: str) -> Recovery | None:
    row = Recovery(ticket=ticket, org_id=ticket.org_id, why=why, key=key, proposed_at=at)
    Recovery.objects.bulk_create([row], ignore_conflicts=True)
    if not Recovery.objects.filter(pk=row.pk).exists():
        return None
    note_step(row, What.PROPOSED, by=by, at=at, text=text)
    inform(ticket, above(ticket), "recovery_proposed", key=f"recovery:{row.pk}", at=at, by=by)
    return row


def note_step(row: Recovery, what: str, *, by: User | None, at: datetime, text: str = "") -> None:
    """Write one step of it down."""
    RecoveryStep.objects.create(recovery=row, org_id=row.org_id, what=what, by=by, at=at, text=text.strip())


def broken(missed: Iterable[Missed], *, at: datetime) -> int:
    """Propose for promises that were broken, each once; they stand on the list, for in a storm there are hundreds."""
    told = list(missed)
    rules = {org: rule_for(org, Why.BROKEN) for org in {ticket.org_id for ticket, _clock, _n in told}}
    rows = [
        Recovery(ticket=ticket, org_id=ticket.org_id, why=Why.BROKEN, key=f"broken:{clock}:{n}"[:60], proposed_at=at)
        for ticket, clock, n in told
        if (rule := rules[ticket.org_id]) and not ticket.imported_at and _fits(rule, ticket, clock)
    ]
    Recovery.objects.bulk_create(rows, ignore_conflicts=True)
    made = set(Recovery.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    steps = [
        RecoveryStep(recovery=row, org_id=row.org_id, what=What.PROPOSED, at=at, text=row.key.split(":")[1])
        for row in rows
        if row.pk in made
    ]
    RecoveryStep.objects.bulk_create(steps)
    return len(steps)


@transaction.atomic
def propose_by_hand(ticket: Ticket, *, reason: str, by: User, at: datetime | None = None) -> Recovery:
    """Somebody sees that something is to be made good."""
    reason = required(reason, "reason")
    ticket = write(ticket, "recovery", by=by, at=at, verb="recover", facts={"text": reason})
    at = moment(ticket)
    row = _open(ticket, Why.MANUAL, key=f"manual:{ticket.seq}", at=at, by=by, text=reason)
    if row is None:
        raise NothingWaits
    return _take(row, by=by, at=at)


def held(row: Recovery) -> Recovery:
    """The row under its lock, with its case."""
    return (
        Recovery.objects.select_for_update(of=("self",))
        .select_related("ticket__unit", "ticket__org", "asked_by", "owner")
        .get(pk=row.pk)
    )


@transaction.atomic
def take_on(row: Recovery, *, by: User, at: datetime | None = None) -> Recovery:
    """Make it my affair to make it good."""
    row = held(row)
    if row.taken_at or row.ended_at:
        raise NothingWaits
    ticket = write(row.ticket, "recovery", by=by, at=at, verb="recover", facts={"step": What.TAKEN})
    return _take(row, by=by, at=moment(ticket))


def _take(row: Recovery, *, by: User, at: datetime) -> Recovery:
    row.owner, row.taken_at = by, at
    row.save(update_fields=["owner", "taken_at"])
    note_step(row, What.TAKEN, by=by, at=at)
    return row


@transaction.atomic
def decline(row: Recovery, *, reason: str, by: User, at: datetime | None = None) -> Recovery:
    """Say why nothing is to be made good."""
    row, reason = held(row), required(reason, "reason")
    if row.taken_at or row.ended_at:
        raise NothingWaits
    ticket = write(row.ticket, "recovery", by=by, at=at, verb="recover", facts={"step": What.DECLINED, "text": reason})
    row.ended_at = moment(ticket)
    row.save(update_fields=["ended_at"])
    note_step(row, What.DECLINED, by=by, at=row.ended_at, text=reason)
    drop(ticket, Step.AFTER_HOURS, Step.AFTER_DAYS, at=row.ended_at)
    return row
