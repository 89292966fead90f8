"""The words in which the life of a case is written down: kinds, statuses, moves and the rules of clocks."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a customer brings. Each kind belongs to one family of moves."""

    FAULT = "fault", _("Fault repair")
    ENQUIRY = "enquiry", _("Enquiry")
    SERVICE = "service", _("Service application")
    COMPLAINT = "complaint", _("Complaint")
    REPORT = "report", _("Report of misconduct")
    SUGGESTION = "suggestion", _("Suggestion")
    OPINION = "opinion", _("Opinion")
    PRAISE = "praise", _("Praise")
    APPEAL = "appeal", _("Appeal")
    FILING = "filing", _("Filed matter")


class Status(models.TextChoices):
    """Where a case stands. The words are those of the hall (待派单 …)."""

    CHECKING = "checking", _("Papers being checked")
    PROCESSING = "processing", _("In progress")
    REGISTERED = "registered", _("Registered")
    DISPATCHED = "dispatched", _("Dispatched")
    ACCEPTED = "accepted", _("Accepted")
    EN_ROUTE = "en_route", _("En route")
    ON_SITE = "on_site", _("On site")
    RESTORED = "restored", _("Restored")
    TO_REVIEW = "to_review", _("To be reviewed")
    CONTACTED = "contacted", _("Being verified")
    VERIFIED = "verified", _("To be answered")
    RESOLVED = "resolved", _("Awaiting callback")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MERGED = "merged", _("Merged")


# What calls every clock off without a verdict.
AWAY = frozenset({"withdraw", "undo"})


@dataclass(frozen=True)
class Move:
    """From which statuses a verb is legal, and where it leads; `to=None` leaves the status, or the action says where."""

    start: frozenset[Status]
    to: Status | None = None


def moves(*start: Status, to: Status | None = None) -> Move:
    """A verb that is legal in these statuses."""
    return Move(frozenset(start), to)


@dataclass(frozen=True)
class ClockRule:
    """A clock runs from one verb to another. It is armed only if a promise of the company names its milestone.

    On `drop` it is cancelled without a verdict; on `resets` a running one begins anew, one that does not run stays away.
    """

    name: str
    starts: frozenset[str]
    stops: frozenset[str]
    drop: frozenset[str] = frozenset()
    resets: frozenset[str] = frozenset()


def clock(name: str, start: str, stop: str, drop: str = "") -> ClockRule:
    """The rule of a clock; each side is a list of verbs with spaces between. `AWAY` drops every clock."""
    return ClockRule(
        name,
        frozenset(start.split()),
        frozenset(stop.split()),
        frozenset(drop.split()) | AWAY,
    )
