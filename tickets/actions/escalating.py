"""What a batch of fired stages means for people: who is told of which, now, in a summary, or when their hours begin."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from accounts.models import Notice
from deadlines.models import Promise
from deadlines.stages import LIMIT
from servicedesk.lib.ids import uuid7
from tickets.actions.orders import bound_by
from tickets.actions.telling import path_of
from tickets.lifecycle import ORDER
from tickets.models import Deadline, Outbox, Ticket, TicketLink
from tickets.reaching import Reach
from tickets.rungs import Chain, climb

LATE = timedelta(minutes=15)
WHAT: dict[str, str] = {Deadline.Stage.BREACH: "deadline_missed", Deadline.Stage.TARGET: "target_passed"}
SHOWN = (
    "number",
    "kind",
    "org_id",
    "unit_id",
    "crew_id",
    "queue_id",
    "handler_id",
    "first_contact_id",
    "status",
    "raised",
    "hazard",
)
ON_CLOCK = ("generation", "name", "stage", "due_at", "settled_at", "ticket_id")
OF_CLOCK = ("due_at", "promise_id", "stopped_at", "dropped_at")


@dataclass(frozen=True)
class Fired:
    """A stage that has fired on a clock: enough to know what overtook what."""

    stage: str
    due_at: datetime


@dataclass
class Telling:
    """What is to be written for a batch: notices, late ones counted, rows that wait for somebody's hours."""

    notices: list[Notice] = field(default_factory=list)
    late: Counter[UUID] = field(default_factory=Counter)
    waiting: list[Outbox] = field(default_factory=list)
    news: list[Deadline] = field(default_factory=list)
    orgs: dict[UUID, UUID | None] = field(default_factory=dict)


@lru_cache(maxsize=4096)
def _ladder(promise: UUID) -> tuple[dict[str, tuple[str, ...]], bool]:
    """Who is told of each stage of a promise, and whether at any hour. A published promise never changes."""
    row = Promise.objects.only("stages", "any_hour").get(pk=promise)
    return {stage.code: stage.rungs for stage in row.ladder}, row.any_hour


def work_out(rows: Sequence[Outbox], *, at: datetime) -> Telling:
    """Say what the owed rows mean at `at`; reads in a number of queries that does not grow with them."""
    found = Deadline.objects.select_related("clock").only(*ON_CLOCK, *(f"clock__{name}" for name in OF_CLOCK))
    deadlines = found.in_bulk([row.deadline_id for row in rows if row.deadline_id])
    tickets = Ticket.objects.only(*SHOWN).in_bulk({row.ticket_id for row in rows})
    ordered = {one.ticket_id for one in deadlines.values() if one.name == ORDER}
    chain = Chain(tickets.values(), {pk: frozenset(u.pk for u in bound_by(tickets[pk], ORDER)) for pk in ordered})
    batch = _Batch(tickets, chain, Reach(chain.people.values(), at=at), _fired_on(deadlines.values()), at)
    led = _led(tickets)
    for row in rows:
        deadline = deadlines.get(row.deadline_id) if row.deadline_id else None
        if row.ticket_id in led and deadline is not None and deadline.name != ORDER:
            continue
        if deadline is not None and is_news(deadline, tickets[row.ticket_id]):
            batch.tell(row, deadline)
    return batch.telling


def _led(tickets: Iterable[UUID]) -> set[UUID]:
    """Cases of an outage: one clock holds for all of them, and it is told once, on the ticket that leads them."""
    links = TicketLink.objects.standing().filter(source__in=tickets, follows=True, target__channel="outage")
    return set(links.values_list("source_id", flat=True))


def is_news(deadline: Deadline, ticket: Ticket) -> bool:
    """Whether anybody is still to be told: nothing of a case that is over, no warning of a clock that has ended."""
    return ticket.is_open and _counts(deadline, deadline.stage)


def _counts(deadline: Deadline, stage: str) -> bool:
    """A breach is a fact whatever came after it; a warning or a climb is for a clock that still runs."""
    clock = deadline.clock
    return stage in Deadline.FINAL or (clock.stopped_at is None and clock.dropped_at is None)


def _fired_on(deadlines: Iterable[Deadline]) -> dict[UUID, list[Fired]]:
    found: dict[UUID, list[Fired]] = defaultdict(list)
    rows = Deadline.objects.filter(clock__in={one.clock_id for one in deadlines}, state="fired").order_by("due_at")
    for clock, stage, due_at in rows.values_list("clock_id", "stage", "due_at"):
        found[clock].append(Fired(stage, due_at))
    return found


@dataclass
class _Batch:
    tickets: dict[UUID, Ticket]
    chain: Chain
    reach: Reach
    fired: dict[UUID, list[Fired]]
    at: datetime
    telling: Telling = field(default_factory=Telling)

    def tell(self, row: Outbox, deadline: Deadline) -> None:
        """Sort everybody who stands on the stage's rungs: told now, told later, or told by a stage that came after it."""
        ticket = self.tickets[row.ticket_id]
        rungs, any_hour = _ladder(deadline.clock.promise_id)
        overtaken = [one for one in self.fired[deadline.clock_id] if one.due_at > deadline.due_at]
        overtaken = [one for one in overtaken if _counts(deadline, one.stage)]
        others = {
            pk for one in overtaken for pk in self._people(_rungs(rungs, one.stage, ticket), ticket, deadline.name)
        }
        before = row.waiting or {"rungs": _rungs(rungs, deadline.stage, ticket), "told": []}
        told = {UUID(pk) for pk in before["told"]}
        now: set[UUID] = set()
        later: dict[str, datetime] = {}
        for rung in before["rungs"]:
            for pk in self.chain.told(rung, ticket, deadline.name) - others - told:
                opens = self.at if any_hour or ticket.hazard else self.reach.told_from(self.chain.people[pk])
                if opens > self.at:
                    later[rung] = min(opens, later.get(rung, opens))
                else:
                    now.add(pk)
        self.telling.news.append(deadline)
        self._say(row, deadline, now, latest=overtaken[-1].stage if overtaken else deadline.stage)
        if later:
            row.waits_until = row.available_at = min(later.values())
            row.waiting = {"rungs": list(later), "told": sorted(str(pk) for pk in told | now)}
            self.telling.waiting.append(row)

    def _people(self, rungs: Iterable[str], ticket: Ticket, clock: str) -> set[UUID]:
        return {pk for rung in rungs for pk in self.chain.told(rung, ticket, clock)}

    def _say(self, row: Outbox, deadline: Deadline, people: Iterable[UUID], *, latest: str) -> None:
        if deadline.settled_at and deadline.settled_at - deadline.due_at > LATE:
            self.telling.late.update(people)
            self.telling.orgs |= {pk: self.chain.people[pk].org_id for pk in people}
            return
        ticket = self.tickets[row.ticket_id]
        climbed = "deadline_escalated" if latest.startswith("after") else "deadline_warned"
        facts = {"number": ticket.number, "short": ticket.short_number, "clock": deadline.name, "stage": latest}
        facts["due_at"] = deadline.clock.due_at.isoformat()
        told = {"key": row.key, "what": WHAT.get(latest, climbed), "path": path_of(ticket), "facts": facts}
        for pk in people:
            org = self.chain.people[pk].org_id
            self.telling.notices.append(Notice(id=uuid7(), user_id=pk, org_id=org, at=self.at, **told))


def _rungs(rungs: dict[str, tuple[str, ...]], stage: str, ticket: Ticket) -> list[str]:
    """The rungs of a stage, and those to which urging has raised the case; a stage of old without rungs is the limit's."""
    return climb(rungs.get(LIMIT if stage in Deadline.FINAL else stage) or rungs[LIMIT], ticket.raised)
