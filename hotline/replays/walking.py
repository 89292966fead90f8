"""A log from its first event to its last, in the order of time, as if it happened: people act, and the tick comes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from accounts.models import User
from deadlines.limits import Limit, parse_limit
from hotline.imports.moments import read_moment
from hotline.imports.refusals import BadRow, Unusable
from hotline.replays.moves import VERBS, Deed
from hotline.replays.plan import Plan
from hotline.replays.stage import Stage, build_stage
from hotline.replays.tally import Tally
from servicedesk.lib.refusals import Refusal
from servicedesk.lib.tables.cells import cell_text, heading
from servicedesk.lib.tables.reading import Record, Table, open_table
from tickets.actions import desk, ticks
from tickets.actions.announce import fan_out
from tickets.models import Outbox, Ticket

# The tick comes at the latest so long after something was due; whoever touches the case before settles it.
ROUND = timedelta(hours=1)
EVERY = 200
NEXT = """SELECT least((SELECT min(due_at) FROM tickets_deadline WHERE state = 'armed' AND quarantined_at IS NULL),
                       (SELECT min(resumes_at) FROM tickets_ticket WHERE resumes_at IS NOT NULL))"""

Teller = Callable[[Tally, float], None]


@dataclass(frozen=True)
class Event:
    """One line of a log."""

    case: str
    activity: str
    at: datetime
    by: str


class NoStep(Refusal):
    """The mapping does not say what an activity means where the case stands."""

    code = "no_step"

    def sentence(self) -> str:
        return _("The mapping does not say what this activity means for a case that stands there.")


def read_events(path: Path, plan: Plan, tally: Tally, *, most: int = 0) -> list[Event]:
    """The events of all cases, or of `most` spread over the log, in the order of time; of one moment in that of the file."""
    table = open_table(path, plan.file, plan.columns.wanted())
    chosen = _spread(table, heading(plan.columns.case), most) if most else None
    cases: dict[str, list[Event]] = {}
    for record in table.records():
        if chosen is not None and _name(record, heading(plan.columns.case)) not in chosen:
            continue
        try:
            event = _event(record, plan)
        except BadRow as refusal:
            tally.unreadable.append((record.line, refusal.sentence()))
        else:
            cases.setdefault(event.case, []).append(event)
    events = [event for told in cases.values() for event in told]
    if not events:
        raise Unusable(_("%(file)s holds no event that could be read.") % {"file": path.name})
    return sorted(events, key=lambda event: event.at)


def _name(record: Record, column: str) -> str:
    return cell_text(record.cells.get(column, ""))


def _spread(table: Table, column: str, most: int) -> set[str]:
    names = list(dict.fromkeys(_name(record, column) for record in table.records()))
    return set(names[:: max(1, len(names) // most)][:most])


def _event(record: Record, plan: Plan) -> Event:
    if record.problem:
        raise BadRow(record.problem)
    keys = plan.columns
    told = {name: record.cells.get(heading(name), "") for name in (keys.case, keys.activity, keys.at)}
    moment = read_moment([told[keys.at]], plan.written())
    case, activity = cell_text(told[keys.case]), cell_text(told[keys.activity])
    if moment is None or not case or not activity:
        raise BadRow(_("a case, an activity and a moment are needed"))
    at = moment.at.replace(tzinfo=ZoneInfo(plan.times.zone)) if plan.times.ignore_zone else moment.at
    return Event(case, activity, at, cell_text(record.cells.get(heading(keys.by), "")) if keys.by else "")


@dataclass
class Walk:
    """A log under way."""

    plan: Plan
    stage: Stage
    tally: Tally
    review: Limit
    tickets: dict[str, Ticket] = field(default_factory=dict)

    def go(self, events: Iterable[Event]) -> Iterator[int]:
        """Let everything happen; yields the count of events now and then."""
        for count, event in enumerate(events, start=1):
            self._clockwork(event.at)
            self._happen(event)
            if count % EVERY == 0:
                yield count
        self._clockwork(None)
        _tell_the_rest()

    def _clockwork(self, until: datetime | None) -> None:
        """Let the tick come as often as something has been due for a while before `until` (None: for ever)."""
        last = None
        while (due := _next_due()) is not None and due != last and (until is None or due + ROUND <= until):
            ticks.tick("replay", at=due + ROUND)
            fan_out(at=due + ROUND)
            self.tally.ticks += 1
            last = due

    def _happen(self, event: Event) -> None:
        ticket = self.tickets.get(event.case)
        if ticket is not None:
            ticket = Ticket.objects.get(pk=ticket.pk)
        status = ticket.status if ticket else ""
        is_paused = bool(ticket and ticket.suspended_at)
        self.tally.events += 1
        try:
            with transaction.atomic():
                self.tickets[event.case] = self._do(event, ticket, status=status, is_paused=is_paused)
        except Refusal as refusal:
            place = f"{status} paused" if is_paused else status
            self.tally.refuse(event.activity, place, refusal)
        else:
            self.tally.legal += 1

    def _do(self, event: Event, ticket: Ticket | None, *, status: str, is_paused: bool) -> Ticket:
        verbs = self.plan.verbs(event.activity, status=status, is_paused=is_paused)
        if verbs is None:
            raise NoStep
        person = self.stage.person(event.by)
        ticket = ticket or self._register(event, by=person)
        for verb in verbs:
            ticket = VERBS[verb](ticket, self._deed(event, person))
        return ticket

    def _register(self, event: Event, *, by: User) -> Ticket:
        intake = desk.Intake(
            category=self.stage.category,
            contact_name=event.case[:60],
            address=self.stage.hall.name,
            channel="import",
            source=self.plan.source,
            external_number=event.case,
        )
        return desk.register(intake, unit=self.stage.hall, by=by, at=event.at)

    def _deed(self, event: Event, person: User) -> Deed:
        plan = self.plan
        return Deed(person, event.at, event.activity, self.stage.crew, plan.pause.why, self.review, plan.outcome)


def _next_due() -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute(NEXT)
        moment: datetime | None = cursor.fetchone()[0]
    return moment


def replay(path: Path, plan: Plan, *, tell: Teller, most: int = 0) -> Tally:
    """Walk a log in this database, which is empty, and count what became of it. Raises Unusable."""
    tally = Tally(plan.source)
    events = read_events(path, plan, tally, most=most)
    stage = build_stage(plan, at=events[0].at)
    walk = Walk(plan, stage, tally, parse_limit(plan.pause.review))
    for count in walk.go(events):
        tell(tally, count / len(events))
    tally.look()
    return tally


def _tell_the_rest() -> None:
    """What finds somebody outside their hours is told when these begin."""
    owed = Outbox.objects.filter(delivered_at__isnull=True, dead_at__isnull=True)
    while (opens := owed.aggregate(first=Min("available_at"))["first"]) is not None:
        fan_out(at=opens)
