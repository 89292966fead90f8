"""The watch over the clockwork: what is read, what is wrong with it, and the alarms that follow from that.

Progress is watched, never processes: a loop that lives and does nothing is as dead as one that was killed.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Max, Min, QuerySet
from django.db.models.functions import Coalesce

from customers.models import Message
from deadlines.models import WorkCalendar
from servicedesk.clockwork import SIGN, TICKS
from tickets import broker
from tickets.alarms import is_sounding, silence, sound
from tickets.guard import HALT
from tickets.models import Alarm, Attachment, Deadline, Outbox, Proving, Tick

TRIGGERS = ("celery", "loop")
SILENT = timedelta(seconds=60)
MISSED = 3  # times in a row a tick is not done before that is said
UNDELIVERED = timedelta(minutes=15)
HORIZON = timedelta(days=90)
COUNTED = 10_000
# Just after a start everything looks late: for this many looks in a row nothing is said of lateness.
LOOKS_TO_SETTLE = 6


@dataclass(frozen=True)
class Rows:
    """Rows that wait: how many (counted up to ten thousand) and since when the oldest of them."""

    count: int
    oldest: datetime | None

    def age(self, at: datetime) -> timedelta:
        """For how long the oldest has waited."""
        return max(timedelta(0), at - self.oldest) if self.oldest else timedelta(0)


@dataclass(frozen=True)
class Readings:
    """Everything that the status page, the metrics and the alarms are made from, read at one moment."""

    at: datetime
    ticks: dict[str, Tick]
    overdue: Rows
    owed: Rows
    given_up: int
    set_aside: int
    letters: Rows
    dead_letters: int
    broken_files: int
    unjudged: Rows
    queues: list[broker.Queue]
    proving: Proving | None
    horizon: tuple[str, date] | None
    alarms: list[Alarm] = field(default_factory=list)

    def silence_of(self, name: str) -> timedelta | None:
        """For how long this trigger has not swept; None if it never has."""
        tick = self.ticks.get(name)
        return self.at - tick.at if tick else None

    def is_silent(self, name: str) -> bool:
        """Whether this trigger should have swept by now."""
        quiet = self.silence_of(name)
        return quiet is None or quiet > SILENT

    @property
    def idle_ticks(self) -> list[str]:
        """The ticks that should have been done by now, by anybody; one that nobody has ever seen is not among them."""
        quiet = {tick.name: self.silence_of(SIGN + tick.name) for tick in TICKS if not tick.signs_itself}
        longest = {tick.name: max(SILENT, MISSED * timedelta(seconds=tick.every)) for tick in TICKS}
        return [name for name, silence in quiet.items() if silence is not None and silence > longest[name]]

    @property
    def queue(self) -> broker.Queue:
        """All queues of background jobs together."""
        return broker.together(self.queues)

    @property
    def is_halted(self) -> bool:
        """Whether the clock guard lets nothing fire."""
        return any(alarm.code == HALT for alarm in self.alarms)

    @property
    def days_known(self) -> int | None:
        """For how many days from now the calendar with the nearest end is official."""
        return (self.horizon[1] - self.at.date()).days if self.horizon else None


def read(*, at: datetime) -> Readings:
    """Read what there is to watch."""
    armed = Deadline.objects.filter(state=Deadline.State.ARMED)
    owed = Outbox.objects.filter(delivered_at__isnull=True, dead_at__isnull=True)
    return Readings(
        at=at,
        ticks={tick.name: tick for tick in Tick.objects.all()},
        overdue=_rows(armed.filter(quarantined_at__isnull=True, due_at__lte=at).order_by("due_at"), "due_at"),
        owed=_rows(owed.filter(available_at__lte=at).order_by("available_at"), Coalesce("waits_until", "created_at")),
        given_up=Outbox.objects.given_up()[:COUNTED].count(),
        set_aside=Deadline.objects.set_aside()[:COUNTED].count(),
        letters=_rows(Message.objects.due(at), "created_at"),
        dead_letters=Message.objects.dead_letters()[:COUNTED].count(),
        broken_files=Attachment.objects.broken()[:COUNTED].count(),
        unjudged=_rows(Attachment.objects.waiting().order_by("at"), "at"),
        queues=broker.queues(),
        proving=Proving.objects.order_by("-at").first(),
        horizon=horizon(),
        alarms=list(Alarm.objects.open().order_by("began_at")),
    )


def _rows(
    waiting: QuerySet[Deadline] | QuerySet[Outbox] | QuerySet[Message] | QuerySet[Attachment], since: str | Coalesce
) -> Rows:
    """In the order of its index, so that the planner counts along it whatever it believes to be due."""
    count = waiting[:COUNTED].count()
    return Rows(count, waiting.aggregate(oldest=Min(since))["oldest"] if count else None)


def horizon() -> tuple[str, date] | None:
    """The calendar whose official days end first, and when; those that are always open have no end."""
    latest = (
        WorkCalendar.objects.filter(always_open=False).values("org", "hall", "code").annotate(version=Max("version"))
    )
    known = {(row["org"], row["hall"], row["code"], row["version"]) for row in latest}
    ends = [
        (calendar.official_until, calendar.code)
        for calendar in WorkCalendar.objects.filter(always_open=False, official_until__isnull=False)
        if (calendar.org_id, calendar.hall_id, calendar.code, calendar.version) in known
    ]
    return min(((code, until) for until, code in ends if until), key=lambda end: end[1], default=None)


def wrong(seen: Readings, *, settled: bool) -> dict[str, dict[str, object]]:
    """What is wrong, each with its facts. What needs time to catch up after a start is left out until then."""
    found: dict[str, dict[str, object]] = {}
    if seen.given_up:
        found["given_up"] = {"count": seen.given_up}
    if seen.set_aside:
        found["set_aside"] = {"count": seen.set_aside}
    if seen.dead_letters:
        found["dead_letters"] = {"count": seen.dead_letters}
    if seen.broken_files:
        found["files"] = {"count": seen.broken_files}
    if seen.proving and seen.proving.found:
        found["proofs"] = {"failed": sorted(seen.proving.found)}
    if seen.horizon and seen.days_known is not None and seen.days_known < HORIZON.days:
        found["horizon"] = {"calendar": seen.horizon[0], "until": seen.horizon[1].isoformat()}
    return found | (_late(seen) if settled else {})


def _late(seen: Readings) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    if seen.is_silent("celery"):
        found["celery_silent"] = {"why": broker.why_silent()}
    if seen.is_silent("loop"):
        found["loop_silent"] = {}
    if seen.idle_ticks:
        found["ticks_silent"] = {"ticks": seen.idle_ticks}
    if seen.overdue.age(seen.at) > SILENT and not seen.is_halted:
        found["unfired"] = {"count": seen.overdue.count}
    if seen.owed.age(seen.at) > UNDELIVERED:
        found["undelivered"] = {"count": seen.owed.count}
    if seen.letters.age(seen.at) > UNDELIVERED:
        found["letters"] = {"count": seen.letters.count}
    if seen.unjudged.age(seen.at) > UNDELIVERED:
        found["scanner"] = {"count": seen.unjudged.count}
    if seen.queue.oldest_seconds > SILENT.total_seconds():
        found["queue"] = {"depth": seen.queue.depth}
    return found


WATCHED = (
    "celery_silent",
    "loop_silent",
    "ticks_silent",
    "unfired",
    "undelivered",
    "given_up",
    "set_aside",
    "letters",
    "dead_letters",
    "proofs",
    "files",
    "scanner",
    "horizon",
    "queue",
)


def look(*, at: datetime, looks: int) -> None:
    """Sound an alarm for whatever has gone wrong, once, and end those whose cause is gone."""
    _expect(at)
    settled = looks > LOOKS_TO_SETTLE
    found = wrong(read(at=at), settled=settled)
    for code in WATCHED:
        if code in found:
            sound(code, at=at, facts=found[code])
        elif settled and is_sounding(code):
            silence(code, at=at)


def _expect(at: datetime) -> None:
    """From now on each tick is waited for, those too that nobody has done yet."""
    names = {SIGN + tick.name for tick in TICKS if not tick.signs_itself}
    known = set(Tick.objects.filter(name__in=names).values_list("name", flat=True))
    Tick.objects.bulk_create([Tick(name=name, at=at) for name in names - known], ignore_conflicts=True)
