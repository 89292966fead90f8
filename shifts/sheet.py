"""The sheet of a shift gathers itself: everything that whoever comes next has to know, read at one moment."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from accounts.models import Unit, User
from shifts.above import due_above, orders_above
from shifts.lifecycle import Mark, Note
from shifts.model_handover import Handover, HandoverWord, ShiftNote
from shifts.model_rules import HandoverRule
from shifts.owing import callbacks_owed, calls_owed, orders_open, outages_on, promises_made
from shifts.sheetline import Line
from tickets.lifecycle import Kind, Status
from tickets.models import Clock, Ticket, TicketQuerySet
from tickets.owed_word import to_tell

MOST = 300
SHOWN = 100
NOTICES_LAST = timedelta(days=3)
FIELD_KINDS = (Kind.FAULT, Kind.SERVICE)
JOINS = ("unit", "crew", "handler", "queue", "category", "first_contact", "customer")


@dataclass
class Sheet:
    """What is handed over. `total`: open cases in all; those without a clock that presses are listed up to a bound."""

    at: datetime
    total: int = 0
    cases: list[Line] = field(default_factory=list)
    above: list[Line] = field(default_factory=list)
    orders: list[Line] = field(default_factory=list)
    promises: list[Line] = field(default_factory=list)
    callbacks: list[Line] = field(default_factory=list)
    calls: list[Line] = field(default_factory=list)
    outages: list[Line] = field(default_factory=list)
    notices: list[Line] = field(default_factory=list)
    log: list[Line] = field(default_factory=list)

    def frozen(self) -> dict[str, Any]:
        """As it is kept: codes and moments, no sentences of the product's."""
        parts = {name: [one.frozen() for one in getattr(self, name)] for name in PARTS}
        return {"at": self.at.isoformat(), "total": self.total, **parts}

    def marked(self, mark: str) -> list[Line]:
        return [one for one in self.cases if one.mark == mark]

    @property
    def wordless(self) -> list[Line]:
        """The cases that still need a sentence."""
        return [one for one in self.cases if one.needs_word and not one.text]

    @property
    def unlisted(self) -> int:
        return max(0, self.total - len(self.cases))


PARTS = ("cases", "above", "orders", "promises", "callbacks", "calls", "outages", "notices", "log")


def thawed(kept: dict[str, Any]) -> Sheet:
    """The sheet that was signed."""
    parts = {name: [Line.thawed(one) for one in kept.get(name, [])] for name in PARTS}
    return Sheet(datetime.fromisoformat(kept["at"]), kept.get("total", 0), **parts)


def cases_of(unit: Unit) -> Q:
    """Which cases are the work of a place."""
    mine = Q(queue=unit) | Q(handler__home=unit)
    if unit.kind == Unit.Kind.HALL:
        return mine | Q(unit=unit)
    if unit.duty == Unit.Duty.DISPATCH:
        return mine | Q(org=unit.org_id, kind__in=FIELD_KINDS)
    if unit.duty == Unit.Duty.COMPLAINTS:
        return mine | Q(org=unit.org_id, kind=Kind.COMPLAINT)
    if unit.duty == Unit.Duty.HOTLINE:
        return mine | Q(first_contact__home=unit)
    return mine


def work_of(unit: Unit, user: User) -> TicketQuerySet:
    """The open work of a place that this person may see; what waits for its callback is another list."""
    seen = Ticket.objects.visible_to(user).open().filter(org=unit.org_id)
    return seen.filter(cases_of(unit)).exclude(status=Status.RESOLVED)


def gather(handover: Handover, *, by: User, at: datetime) -> Sheet:
    """Everything of this shift, as `by` may see it now; the sentences that were typed stand beside their cases."""
    unit, rule = handover.unit, handover.rule or HandoverRule.of(handover.unit_id)
    is_ending = at >= handover.until_at - timedelta(minutes=rule.tidy_before)
    until = (max(at, handover.until_at) if is_ending else at) + timedelta(minutes=rule.soon_within)
    work = work_of(unit, by)
    sheet = Sheet(at, total=work.count())
    words = dict(HandoverWord.objects.filter(handover=handover).values_list("ticket_id", "text"))
    sheet.cases = [replace(one, text=words.get(one.row, "")) for one in _cases(work, until=until, at=at)]
    sheet.above = orders_above(work, until=until, at=at)
    sheet.orders = orders_open(unit, by)
    sheet.promises = promises_made(unit, work, by=by, at=at)
    sheet.callbacks = callbacks_owed(unit, by)
    sheet.calls = calls_owed(unit, by)
    sheet.outages = outages_on(by, at=at)
    notes = ShiftNote.objects.filter(unit=unit).select_related("by").order_by("at")
    sheet.log = _notes(notes.filter(at__gte=handover.from_at, at__lte=max(at, handover.until_at)))
    sheet.notices = _notes(notes.filter(sort=Note.NOTICE, at__gte=at - NOTICES_LAST, at__lt=handover.from_at))
    return sheet


def _notes(notes: Iterable[ShiftNote]) -> list[Line]:
    return [Line(row=one.pk, what=one.sort, who=one.by.name, due_at=one.at, text=one.text) for one in notes]


def _cases(work: TicketQuerySet, *, until: datetime, at: datetime) -> list[Line]:
    """Those that press first, each once; then what else is open, oldest first."""
    pressing = Clock.objects.due_before(until).promised().of_our_making().filter(ticket__in=work)
    clocks: dict[Any, Clock] = {}
    for clock in pressing.select_related(*(f"ticket__{name}" for name in JOINS)).order_by("due_at", "pk")[: 2 * MOST]:
        clocks.setdefault(clock.ticket_id, clock)
    theirs = due_above(work.exclude(pk__in=list(clocks)), until=until)
    others = work.exclude(pk__in=[*clocks, *theirs]).order_by("registered_at", "pk").values_list("pk", flat=True)
    rest = list(work.filter(pk__in=[*theirs, *others[:SHOWN]]).select_related(*JOINS).order_by("registered_at", "pk"))
    upset = to_tell([*(clock.ticket for clock in clocks.values()), *rest])
    lines = [_line(clock.ticket, (clock.name, clock.due_at), at=at) for clock in clocks.values()]
    lines += [_line(ticket, theirs.get(ticket.pk), at=at, is_owed=ticket.pk in upset) for ticket in rest]
    rank = {Mark.URGENT: 0, Mark.IMPORTANT: 1, Mark.NORMAL: 2}
    return sorted(lines, key=lambda one: rank[Mark(one.mark)])


def _line(ticket: Ticket, due: tuple[str, datetime] | None, *, at: datetime, is_owed: bool = False) -> Line:
    is_late = due is not None and due[1] <= at
    is_grave = is_late or ticket.hazard or ticket.raised > 0
    matters = due is not None or ticket.kind == Kind.COMPLAINT or ticket.urges or ticket.returns or is_owed
    return Line(
        row=ticket.pk,
        mark=Mark.URGENT if is_grave else Mark.IMPORTANT if matters else Mark.NORMAL,
        label=ticket.short_number,
        path=f"/t/{ticket.number}/",
        title=ticket.title,
        who=ticket.handler.name if ticket.handler else ticket.queue.name if ticket.queue else "",
        what=due[0] if due else "",
        status=ticket.status,
        kind=ticket.way,
        due_at=due[1] if due else None,
        needs_word=due is not None,
    )
