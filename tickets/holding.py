"""In whose hands a case was, from when to when: read back from its history, with the time that it stood still."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import Unit, User
from deadlines.way import length_words
from tickets.lifecycle import ENDED
from tickets.models import Ticket, TicketEvent

ZERO = timedelta()
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Hands:
    """A person, or the queue of a unit; and the crew on whose work it is."""

    person: UUID | None
    queue: UUID | None
    crew: UUID | None


@dataclass(frozen=True)
class Mark:
    """What one event says: when, in whose hands the case is from then on, and whether it stands still or is over."""

    at: datetime
    hands: Hands | None
    what: str = ""
    is_over: bool = False


@dataclass(frozen=True)
class Stretch:
    """One stay of a case in the same hands. `still` is how much of it the case was suspended."""

    hands: Hands
    since: datetime
    until: datetime
    still: timedelta
    is_now: bool = False

    @property
    def held(self) -> timedelta:
        """How long it was worked on, or might have been."""
        return self.until - self.since - self.still


def stretches(marks: Sequence[Mark], *, at: datetime) -> list[Stretch]:
    """The stays of a case, oldest first, the last one up to `at` unless it is over. Pure.

    A phone tells its steps later than they were done; a moment before the one that went before counts as that one.
    """
    pauses, found = _pauses(marks, at=at), []
    hands: Hands | None = None
    since = marks[0].at if marks else at
    for mark, moment in _in_order(marks):
        changes = (mark.hands is not None and mark.hands != hands) or mark.is_over
        if hands is not None and changes and moment > since:
            found.append(Stretch(hands, since, moment, _within(pauses, since, moment)))
        if changes:
            hands, since = (None if mark.is_over else mark.hands), moment
    if hands is not None:
        end = max(at, since)
        found.append(Stretch(hands, since, end, _within(pauses, since, end), is_now=True))
    return found


def _in_order(marks: Iterable[Mark]) -> Iterable[tuple[Mark, datetime]]:
    last: datetime | None = None
    for mark in marks:
        last = mark.at if last is None else max(last, mark.at)
        yield mark, last


def _pauses(marks: Sequence[Mark], *, at: datetime) -> list[Span]:
    """When the case was suspended; a suspension that is not over lasts up to `at`."""
    found: list[Span] = []
    begun: datetime | None = None
    for mark, moment in _in_order(marks):
        if mark.what == "suspend":
            begun = moment if begun is None else begun
        elif begun is not None and (mark.what == "resume" or mark.is_over):
            found.append((begun, moment))
            begun = None
    return [*found, (begun, max(at, begun))] if begun is not None else found


def _within(pauses: Iterable[Span], since: datetime, until: datetime) -> timedelta:
    return sum((max(ZERO, min(until, end) - max(since, begun)) for begun, end in pauses), ZERO)


@dataclass(frozen=True)
class Held:
    """A stay as a page shows it."""

    stretch: Stretch
    person: User | None
    unit: Unit | None

    @property
    def held_words(self) -> str:
        return length_words(self.stretch.held)

    @property
    def still_words(self) -> str:
        return length_words(self.stretch.still) if self.stretch.still else ""


def held_by(ticket: Ticket, *, at: datetime) -> list[Held]:
    """Who had the case, from when to when, oldest first; what was written before hands were kept is left out."""
    events = ticket.timeline.order_by("seq").only(
        "what", "at", "to_status", "held_by", "held_in", "held_crew", "ticket_id", "seq"
    )
    found = stretches([_mark(event) for event in events], at=at)
    people = User.objects.select_related("home").in_bulk({one.hands.person for one in found if one.hands.person})
    units = Unit.objects.in_bulk({pk for one in found for pk in (one.hands.queue, one.hands.crew) if pk})
    return [Held(one, people.get(one.hands.person), units.get(one.hands.queue or one.hands.crew)) for one in found]


def _mark(event: TicketEvent) -> Mark:
    is_known = bool(event.held_by or event.held_in)
    hands = Hands(event.held_by, event.held_in, event.held_crew) if is_known else None
    return Mark(event.at, hands, event.what, is_over=event.to_status in ENDED)
