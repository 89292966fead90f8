"""The list of what is to be made good, with what is next and what it was worth."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from complaints.model_recovery import RecoveryQuerySet
from complaints.models import CompensationRule, Due, Recovery, RecoveryStep
from complaints.steps import Step
from tickets.models import Ticket

What = RecoveryStep.What
MOST = 200
TABS = ("open", "asked", "over")
SHOWN: dict[str, Promise] = {"open": _("To be made good"), "asked": _("Compensation to decide"), "over": _("Over")}


# What may be done, in the order of the work: the button, and what is written with it (nothing for a plain button).
WORDS: dict[str, tuple[Promise, str | Promise]] = {
    "take": (pgettext_lazy("recovery", "Take it on"), ""),
    "decline": (_("Nothing to make good"), _("Reason")),
    "apologise": (_("Apologise"), _("Words of the apology")),
    "correct": (_("Link the urgent order"), _("Number of the urgent order")),
    "ask": (_("Ask for compensation"), _("Reason")),
    "grant": (_("Agree"), ""),
    "refuse": (_("Refuse"), _("Reason")),
    "give": (_("Handed over"), _("To whom and how")),
    "after_hours": (_("Looked again after hours"), _("What the customer says")),
    "after_days": (_("Looked again after days"), _("What the customer says")),
    "end": (_("It is made good"), _("In a few words, if you like")),
}
FIRST = frozenset({"take", "apologise", "grant"})
FOUR: tuple[tuple[Promise, frozenset[str]], ...] = (
    (_("Apology"), frozenset({What.APOLOGY})),
    (_("Correction"), frozenset({What.CORRECTION})),
    (_("Compensation"), frozenset({What.GIVEN})),
    (_("Follow-up"), frozenset({What.AFTER_HOURS, What.AFTER_DAYS})),
)


@dataclass(frozen=True)
class Deed:
    """Something that may be done next: its button and what is to be written."""

    code: str
    word: Promise
    label: str | Promise

    @property
    def is_first(self) -> bool:
        """Whether it is what one would do next."""
        return self.code in FIRST


@dataclass(frozen=True)
class Line:
    """One recovery with its steps and what may be done next by this person."""

    row: Recovery
    steps: list[RecoveryStep]
    acts: frozenset[str]
    dues: list[Due]

    @property
    def deeds(self) -> list[Deed]:
        """What may be done, in the order of the work."""
        return [Deed(code, *words) for code, words in WORDS.items() if code in self.acts]

    @property
    def four(self) -> list[tuple[Promise, bool]]:
        """The four steps of making good, each with whether it was done; not every case needs all four."""
        done = {step.what for step in self.steps}
        return [(word, bool(whats & done)) for word, whats in FOUR]


def in_tab(rows: RecoveryQuerySet, tab: str) -> RecoveryQuerySet:
    """Those of one tab: not over, waiting for a decision, over."""
    if tab == "over":
        return rows.filter(ended_at__isnull=False)
    return rows.open().filter(granted__isnull=True).exclude(kind="") if tab == "asked" else rows.open()


def recoveries_for(user: User, asked: str) -> dict[str, Any]:
    """The page: tabs with counts, lines, and what the customers said afterwards."""
    rows = Recovery.objects.visible_to(user)
    tabs = {tab: in_tab(rows, tab) for tab in TABS}
    show = asked if asked in tabs else "open"
    order = "-ended_at" if show == "over" else "proposed_at"
    found = list(tabs[show].for_list().prefetch_related("steps__by").order_by(order)[:MOST])
    scores = rows.filter(score__isnull=False).aggregate(mean=Avg("score"), n=Count("pk"))
    return {
        "tabs": [(code, word, tabs[code].count()) for code, word in SHOWN.items()],
        "show": show,
        "lines": lines_of(found, user),
        "scores": scores,
        "may_rules": user.may("complaint_rules"),
        "may_desk": user.may("complaints"),
        "kinds": CompensationRule.What.choices,
    }


def lines_for(ticket: Ticket, user: User) -> list[Line]:
    """What is and was made good about one case."""
    rows = Recovery.objects.filter(ticket=ticket).for_list().prefetch_related("steps__by").order_by("proposed_at")
    return lines_of(rows, user)


def lines_of(rows: Iterable[Recovery], user: User) -> list[Line]:
    """Recoveries, each with what is still due of it."""
    rows = list(rows)
    open_dues = Due.objects.open().filter(ticket__in=[row.ticket_id for row in rows]).order_by("due_at")
    waiting = list(open_dues.filter(step__in=(Step.AFTER_HOURS, Step.AFTER_DAYS)))
    return [line_of(row, user, [due for due in waiting if due.key.endswith(str(row.pk))]) for row in rows]


def line_of(row: Recovery, user: User, dues: list[Due]) -> Line:
    """A recovery and the deeds that are possible now and allowed to this person."""
    steps = list(row.steps.all())
    done = {step.what for step in steps}
    acts: set[str] = set()
    if row.ended_at is None and user.may_at("recover", row.ticket.unit_id, row.ticket.queue_id):
        acts = _deeds(row, done) if row.taken_at else {"take", "decline"}
    if row.ended_at is None and row.kind and row.granted is None and row.asked_by_id != user.pk:
        acts |= {"grant", "refuse"} if user.may_at("compensate", row.ticket.unit_id) else set()
    return Line(row, steps, frozenset(acts), dues)


def _deeds(row: Recovery, done: set[str]) -> set[str]:
    acts = {"end"} | ({"apologise"} if row.apology_at is None else {"after_hours", "after_days"} - done)
    acts |= {"correct"} if row.correction_id is None else set()
    acts |= {"ask"} if not row.kind or row.granted is False else set()
    return acts | ({"give"} if row.granted and not row.given_at else set())
