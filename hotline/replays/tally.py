"""What became of a log: counted on the way, and read from the clocks at its end."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from servicedesk.lib.refusals import Refusal
from tickets.actions.mending import wrong_clocks
from tickets.models import Clock, ClockSpan, Deadline, Ticket, TicketEvent
from tickets.proofs import prove_all


@dataclass
class ClockTally:
    """The runs of one clock. `kept` and `late` are those that were answered, `unpaused_*` as if nothing had stood still."""

    runs: int = 0
    kept: int = 0
    late: int = 0
    open: int = 0
    dropped: int = 0
    unpaused_kept: int = 0
    unpaused_late: int = 0

    def add(self, generations: list[Clock]) -> None:
        """Count one run by its first generation, which knows no pause, and its last, which knows them all."""
        first, last = generations[0], generations[-1]
        self.runs += 1
        if last.stopped_at is None:
            self.dropped += last.dropped_at is not None
            self.open += last.dropped_at is None
            return
        self.kept += last.stopped_at <= last.due_at
        self.late += last.stopped_at > last.due_at
        self.unpaused_kept += last.stopped_at <= first.due_at
        self.unpaused_late += last.stopped_at > first.due_at


@dataclass
class Tally:
    """Everything that is reported of a replay."""

    source: str
    events: int = 0
    legal: int = 0
    ticks: int = 0
    unreadable: list[tuple[int, str]] = field(default_factory=list)
    refused: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # activity, where, code
    sentences: dict[tuple[str, str, str], str] = field(default_factory=dict)
    cases: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    waits: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    waited: timedelta = timedelta()
    reopened: int = 0
    clocks: dict[str, ClockTally] = field(default_factory=dict)
    fired: Counter[str] = field(default_factory=Counter)
    unclean: list[str] = field(default_factory=list)
    wrong: int = 0

    def refuse(self, activity: str, place: str, refusal: Refusal) -> None:
        """Count a step that the product did not let pass, with the first sentence it said."""
        key = (activity, place, refusal.code)
        self.refused[key] += 1
        self.sentences.setdefault(key, refusal.sentence())

    @property
    def is_sound(self) -> bool:
        """Whether every proof holds and no clock contradicts its history."""
        return not (self.unclean or self.wrong)

    def look(self) -> None:
        """Read the end of it from the database: cases, waits, clocks, proofs."""
        self.statuses = Counter(Ticket.objects.values_list("status", flat=True))
        self.cases = self.statuses.total()
        events = TicketEvent.objects.filter(what__in=("suspend", "resume", "reopen"))
        self._waits([(event.what, event.by_id is None) for event in events.only("what", "by")])
        self._clocks()
        stages = Deadline.objects.filter(state=Deadline.State.FIRED).values_list("name", "stage")
        self.fired = Counter(f"{name} {stage}" for name, stage in stages)
        self.unclean = [finding.number for finding in prove_all() if finding.count]
        self.wrong = sum(len(wrong_clocks(ticket)) for ticket in Ticket.objects.all())

    def _waits(self, told: list[tuple[str, bool]]) -> None:
        counts = Counter(told)
        self.waits = counts[("suspend", False)]
        self.reopened = counts[("reopen", False)]
        self.ended = Counter(by_somebody=counts[("resume", False)], by_itself=counts[("resume", True)])
        still = Ticket.objects.filter(suspended_at__isnull=False).count()
        self.ended["by_the_answer"] = self.waits - self.ended.total() - still
        spans = ClockSpan.objects.filter(state=ClockSpan.State.PAUSED, to_at__isnull=False)
        # Several clocks of a case may stand still at once; the case has waited once.
        stretches = set(spans.values_list("clock__ticket", "from_at", "to_at"))
        self.waited = sum((over - begun for _ticket, begun, over in stretches if over), timedelta())

    def _clocks(self) -> None:
        def run_of(clock: Clock) -> tuple[object, str, datetime]:
            return clock.ticket_id, clock.name, clock.origin

        clocks = Clock.objects.order_by("ticket", "name", "origin_at", "generation")
        for (_ticket, name, _origin), generations in groupby(clocks, key=run_of):
            self.clocks.setdefault(name, ClockTally()).add(list(generations))

    def as_json(self) -> dict[str, Any]:
        """The report as it is written to a file."""
        refused = [
            {"activity": activity, "where": place, "code": code, "count": count, "sentence": self.sentences[key]}
            for key, count in self.refused.most_common()
            for activity, place, code in [key]
        ]
        return {
            "source": self.source,
            "cases": self.cases,
            "events": self.events,
            "legal": self.legal,
            "refused": self.refused.total(),
            "refusals": refused,
            "unreadable": [{"line": line, "reason": reason} for line, reason in self.unreadable[:1000]],
            "statuses": dict(self.statuses.most_common()),
            "waits": self.waits,
            "waits_ended": dict(self.ended),
            "waited_days": round(self.waited / timedelta(days=1), 2),
            "reopened": self.reopened,
            "ticks": self.ticks,
            "clocks": {name: vars(tally) for name, tally in sorted(self.clocks.items())},
            "fired": dict(sorted(self.fired.items())),
            "proofs_broken": self.unclean,
            "wrong_clocks": self.wrong,
        }
