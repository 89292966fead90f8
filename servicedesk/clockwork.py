"""Every tick of the house on one screen: Celery's beat and the loop that needs Postgres alone both read this table.

A tick is a Celery task without arguments in some app's `tasks.py`. It lists the rows that are due and does one small,
repeatable act for each, so that it may be asked at any time, by anybody, twice at once. A new tick is a line here.
"""

from dataclasses import dataclass

from servicedesk.lib.patience import PATIENCE

# A sign of life of each tick stands in the table of ticks under this prefix.
SIGN = "t:"


@dataclass(frozen=True)
class Tick:
    """One tick: its name (18 letters at most), whom to call, how often, and in which lane of the loop.

    Ticks of a lane share a thread and a connection of the loop and wait for each other, never for those of another lane.
    """

    name: str
    task: str
    every: float  # seconds
    lane: str
    patience: float = PATIENCE
    longest: int = 0  # seconds until a worker ends the task; 0: as any other

    @property
    def expires(self) -> float:
        """A tick that comes late is worthless, because the next one does its work."""
        return max(5.0, self.every * 5 / 6)

    @property
    def signs_itself(self) -> bool:
        """The sweep says with its result who did it: Celery or the loop."""
        return self.name == "sweep"


TICKS = (
    Tick("sweep", "tickets.tasks.sweep", 1, "sweep"),
    Tick("fan_out", "tickets.tasks.fan_out", 1, "news"),
    Tick("deliver_due", "customers.tasks.deliver_due", 2, "letters"),
    Tick("remind", "surveys.tasks.remind", 2, "reminders"),
    Tick("tell_assigned", "fieldwork.tasks.tell_assigned", 2, "dispatch"),
    Tick("tell_done", "supervision.tasks.tell_done", 2, "dispatch"),
    Tick("stand_ins", "tickets.tasks.stand_ins", 20, "reminders"),
    Tick("auto_assign", "fieldwork.tasks.auto_assign", 5, "dispatch"),
    Tick("ask_customers", "surveys.tasks.ask", 60, "reminders"),
    Tick("watch", "tickets.tasks.watch", 10, "watch"),
    Tick("judge_files", "tickets.tasks.judge_files", 3, "files"),
    Tick("keep_files", "tickets.tasks.keep_files", 600, "files"),
    # On a large database each of its statements may take minutes.
    Tick("prove", "tickets.tasks.prove", 60, "proofs", patience=700.0, longest=1800),
    Tick("tidy_up", "tickets.tasks.tidy_up", 30, "counter"),
    Tick("complaints_due", "complaints.tasks.complaints_due", 10, "reminders"),
    Tick("visits_due", "worksheets.tasks.visits_due", 30, "reminders"),
    Tick("measure_halls", "surveys.tasks.measure", 600, "nightly"),
    Tick("filings", "applications.tasks.filings", 60, "reminders"),
    Tick("late_papers", "applications.tasks.late_papers", 300, "reminders"),
    Tick("look_after", "keyaccounts.tasks.look_after", 30, "reminders"),
    Tick("secure", "keyaccounts.tasks.secure", 30, "reminders"),
    Tick("tend", "keyaccounts.tasks.tend", 60, "nightly"),
    # A hundred thousand lines take a minute or two.
    Tick("figures", "keyaccounts.tasks.figures", 5, "imports", longest=1800),
    # On a large database the days of a past year take a quarter of an hour, some seconds at a time.
    Tick("tallies", "reporting.tasks.settle", 60, "nightly", patience=240.0, longest=300),
    Tick("reports_due", "reporting.tasks.tell", 60, "nightly", patience=240.0, longest=300),
    Tick("outage_duties", "outages.tasks.see_to_duties", 5, "outages"),
    Tick("storms", "restoration.tasks.watch_storms", 10, "outages"),
    Tick("join_outages", "restoration.tasks.join_waiting", 2, "joining"),
    Tick("settle_outages", "restoration.tasks.settle", 60, "outages"),
    Tick("remind_reviews", "knowledge.tasks.remind_reviews", 600, "reminders"),
    Tick("forget_places", "fieldwork.tasks.forget_places", 3600, "nightly"),
    Tick("calls_owed", "calls.tasks.watch_returns", 10, "reminders"),
    Tick("handovers", "shifts.tasks.handovers", 30, "reminders"),
    Tick("qa_draw", "quality.tasks.draw", 600, "nightly"),
    Tick("qa_mind", "quality.tasks.mind", 60, "reminders"),
    Tick("stillness", "supervision.tasks.stillness", 60, "nightly", longest=300),
    Tick("webhooks", "hotline.tasks.deliver_hooks", 2, "webhooks"),
    Tick("upstreams_due", "hotline.tasks.upstreams_due", 5, "reminders"),
    # It reads the other side's lists, which may answer slowly.
    Tick("reconcile", "hotline.tasks.reconcile", 20, "nightly", longest=300),
    # A file has its turn for twenty seconds, and a round of them ends within some minutes.
    Tick("bulk_in", "hotline.tasks.bring_in", 2, "bulk_in", patience=120.0, longest=900),
    Tick("bulk_out", "hotline.tasks.take_out", 2, "bulk_out", patience=120.0, longest=1800),
    Tick("seal_audit", "safekeeping.tasks.seal_audit", 120, "audit", patience=120.0, longest=300),
    Tick("clear_old", "safekeeping.tasks.clear_old", 600, "nightly", longest=300),
    Tick("tidy_doors", "safekeeping.tasks.tidy_doors", 3600, "nightly"),
    Tick("forget", "hotline.tasks.forget", 3600, "nightly"),
)

BY_TASK = {tick.task: tick for tick in TICKS}
