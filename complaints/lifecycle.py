"""What a complaint may be about, how grave it is, what may be found, and in which lane of the desk it lies."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tickets.lifecycle import Status


class Matter(models.TextChoices):
    """The five first-level classes of the trade."""

    SERVICE = "service", _("Service")
    BUSINESS = "business", _("Business handling")
    OUTAGE = "outage", _("Interruption and restoration")
    QUALITY = "quality", _("Quality of supply")
    GRID = "grid", _("Grid construction")


class Level(models.TextChoices):
    """How grave it is; kept in `Ticket.level`, because promises may differ by it."""

    SPECIAL = "special", _("Special")
    MAJOR = "major", _("Major")
    IMPORTANT = "important", _("Important")
    GENERAL = "general", _("General")


class Verdict(models.TextChoices):
    """What the verification found."""

    UPHELD = "upheld", _("Upheld")
    PARTLY = "partly", _("Partly upheld")
    UNFOUNDED = "unfounded", _("Not upheld")
    BLAMELESS = "blameless", _("Nobody to blame")


class Cause(models.TextChoices):
    """Why it came to this."""

    ATTITUDE = "attitude", _("Attitude or conduct")
    DELAY = "delay", _("Promised time not kept")
    PROCESS = "process", _("Rules not followed")
    TELLING = "telling", _("Customer not told enough")
    WORK = "work", _("Poor work")
    EQUIPMENT = "equipment", _("Equipment")
    SYSTEM = "system", _("Information system")
    CUTOFF = "cutoff", _("Cut off by mistake")
    CUSTOMER = "customer", _("On the customer's side")
    OTHER = "other", _("Other")


class HandledAs(models.TextChoices):
    """As what a complaint goes on when somebody else has agreed that it is less; in the figures it stays a complaint."""

    OPINION = "opinion", _("Opinion")
    ENQUIRY = "enquiry", _("Enquiry")


# What a finding rests on: a file of the case, the number of a recording, the number of a record.
FILE, RECORDING, RECORD = "file", "recording", "record"
EVIDENCE: dict[str, Promise] = {FILE: _("File"), RECORDING: _("Recording"), RECORD: _("Record")}
RANK = {"": 1, Level.GENERAL: 1, Level.IMPORTANT: 2, Level.MAJOR: 3, Level.SPECIAL: 4}
OURS = frozenset({Verdict.UPHELD, Verdict.PARTLY})


@dataclass(frozen=True)
class Lane:
    """One lane of the complaint desk: the statuses that lie in it."""

    code: str
    name: Promise
    statuses: frozenset[Status]


LANES = (
    Lane("contact", _("To contact first"), frozenset({Status.REGISTERED, Status.ACCEPTED})),
    Lane("verify", _("Under verification"), frozenset({Status.CONTACTED})),
    Lane("reply", _("To be answered"), frozenset({Status.VERIFIED})),
    Lane("callback", _("To be called back"), frozenset({Status.RESOLVED})),
)

# What lies across the lanes: shown as tabs, each complaint there for what is still to be done about it.
ASIDE: dict[str, Promise] = {
    "untold": _("Not told today"),
    "review": _("Answer to review"),
    "fix": _("Corrective action"),
    "outer": _("From outside"),
    "head": _("Gone to the head"),
    "archive": _("To archive"),
}


def matter_named_in(code: str) -> str:
    """Return the class of matter that a category's code names (`complaint-outage-notice` → outage), else service."""
    words = code.lower().replace("_", "-").replace(".", "-").split("-")
    return next((word for word in words if word in Matter.values), Matter.SERVICE)
