"""The list of what is to be made good, with what is next and what it was worth."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.models import CompensationRule, Recovery, RecoveryStep
from tickets.models import Ticket

MOST = 200
SHOWN: dict[str, Promise] = {"open": _("To be made good"), "asked": _("Compensation to decide"), "over": _("Over")}


@dataclass(frozen=True)
class Line:
    """One recovery with its steps and what may be done next by this person."""

    row: Recovery
    steps: list[RecoveryStep]
    acts: frozenset[str]


def recoveries_for(user: User, asked: str) -> dict[str, Any]:
    """The page: tabs with counts, lines, and what the customers said afterwards."""
    rows = Recovery.objects.visible_to(user)
    tabs = {
        "open": rows.open(),
        "asked": rows.open().filter(granted__isnull=True).exclude(kind=""),
        "over": rows.filter(ended_at__isnull=False),
    }
    show = asked if asked in tabs else "open"
    order = "-ended_at" if show == "over" else "proposed_at"
    found = list(tabs[show].for_list().prefetch_related("steps__by").order_by(order)[:MOST])
    scores = rows.filter(score__isnull=False).aggregate(mean=Avg("score"), n=Count("pk"))
    return {
        "tabs": [(code, word, tabs[code].count()) for code, word in SHOWN.items()],
        "show": show,
        "lines": [line_of(row, user) for row in found],
        "scores": scores,
        "may_rules": user.may("complaint_rules"),
        "may_desk": user.may("complaints"),
        "kinds": CompensationRule.What.choices,
    }


def lines_for(ticket: Ticket, user: User) -> list[Line]:
    """What is and was made good about one case."""
    rows = Recovery.objects.filter(ticket=ticket).for_list().prefetch_related("steps__by").order_by("proposed_at")
    return [line_of(row, user) for row in rows]


def line_of(row: Recovery, user: User) -> Line:
    """A recovery and the deeds that are possible now and allowed to this person."""
    steps = list(row.steps.all())
    done = {step.what for step in steps}
    acts: set[str] = set()
    if row.ended_at is None and user.may_at("recover", row.ticket.unit_id, row.ticket.queue_id):
        acts = _deeds(row, done) if row.taken_at else {"take", "decline"}
    if row.ended_at is None and row.kind and row.granted is None and row.asked_by_id != user.pk:
        acts |= {"grant", "refuse"} if user.may_at("compensate", row.ticket.unit_id) else set()
    return Line(row, steps, frozenset(acts))


def _deeds(row: Recovery, done: set[str]) -> set[str]:
    acts = {"end"} | ({"apologise"} if row.apology_at is None else {"after_hours", "after_days"} - done)
    acts |= {"correct"} if row.correction_id is None else set()
    acts |= {"ask"} if not row.kind or row.granted is False else set()
    return acts | ({"give"} if row.granted and not row.given_at else set())
