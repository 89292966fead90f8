"""Where the steps and the papers of an application stand, what may be filed, and how an appeal ends."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Trade(models.TextChoices):
    """Whose business it is: each trade has its own applications."""

    POWER = "power", _("Power")
    GAS = "gas", _("Gas")
    WATER = "water", _("Water")
    TELECOM = "telecom", _("Telecom")


class Applicant(models.TextChoices):
    """Who applies. Papers may be asked of some only; an agent brings papers of their own besides."""

    PERSON = "person", _("A resident")
    COMPANY = "company", _("A company or office")


AGENT = "agent"
WHOM: dict[str, object] = {**dict(Applicant.choices), AGENT: _("an agent")}


class Duty(models.TextChoices):
    """Whose work a step is. The customer's own step has no clock of ours, and what we promised stands still meanwhile."""

    HALL = "hall", _("the hall")
    FIELD = "field", _("a crew")
    CUSTOMER = "customer", _("the customer")


class StepState(models.TextChoices):
    WAITING = "waiting", _("Still to come")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")


class PaperState(models.TextChoices):
    """How one paper stands. `LATER`: admitted without it, to be handed in by a day (容缺)."""

    MISSING = "missing", _("Missing")
    GIVEN = "given", _("Handed in")
    REFUSED = "refused", _("Not accepted")
    LATER = "later", _("Handed in later")


LACKING = frozenset({PaperState.MISSING, PaperState.REFUSED})


class FilingKind(models.TextChoices):
    """What is filed so that everybody who answers a customer knows of it."""

    OUTAGE = "outage", _("Temporary interruption")
    EVENT = "event", _("Supply secured for an event")
    WORKS = "works", _("Works")
    CROWD = "crowd", _("Warning of a group's demands")
    SYSTEM = "system", _("Failure of a system")
    OTHER = "other", _("Other matter")


class AppealVerdict(models.TextChoices):
    UPHELD = "upheld", pgettext_lazy("appeal", "The decision stands")
    CHANGED = "changed", pgettext_lazy("appeal", "The decision is changed")
