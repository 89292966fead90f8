"""A case that a regulator or the government's hotline passed on: their number, their limit, and what they hear back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.model_work import Work, somebody
from deadlines.models import Promise


class OuterCase(Work):
    """One case of an outside source. `due_at` is their limit as last agreed, `first_due_at` as it came, for the figures.

    `promise` is the version of the standard that set the limit, valid when the case came; empty where the source itself
    said by when.
    """

    class Source(models.TextChoices):
        ENERGY = "12398", _("12398 energy regulator")
        CITY = "12345", _("12345 city hotline")
        MARKET = "12315", _("12315 consumers")
        OTHER = "other", _("Another authority")

    class Basis(models.TextChoices):
        COURT = "court", _("Before a court, in arbitration or appeal already")
        SECRET = "secret", _("State or trade secret, or privacy")
        SAME = "same", _("Same matter, no new facts")
        PLACE = "place", _("Not our area or not our duty")
        EMERGENCY = "emergency", _("A matter for 110, 119 or 120")

    class Heard(models.TextChoices):
        SATISFIED = "satisfied", _("Satisfied")
        DISSATISFIED = "dissatisfied", _("Dissatisfied")
        UNREACHED = "unreached", _("Not reached")

    source = models.CharField(max_length=10, choices=Source)
    number = models.CharField(max_length=60)
    received_at = models.DateTimeField()
    promise = models.ForeignKey(Promise, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    first_due_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    extensions = models.PositiveSmallIntegerField(default=0)
    extended_because = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = somebody(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = somebody(null=True, blank=True)
    basis = models.CharField(max_length=10, choices=Basis, blank=True)
    basis_text = models.TextField(blank=True)
    heard = models.CharField(max_length=14, choices=Heard, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "source", "number"], name="outer_number_once_a_source"),
            models.UniqueConstraint(fields=["ticket"], name="outer_case_once_a_ticket"),
            models.CheckConstraint(
                name="outer_return_has_its_basis",
                condition=Q(returned_at__isnull=True, returned_by__isnull=True, basis="", basis_text="")
                | (Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(basis="") & ~Q(basis_text="")),
            ),
            models.CheckConstraint(
                name="outer_limit_keeps_its_first", condition=Q(due_at__isnull=True) | Q(first_due_at__isnull=False)
            ),
            models.CheckConstraint(
                name="outer_extension_says_why", condition=Q(extensions=0) | ~Q(extended_because="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.number}"

    @property
    def was_kept(self) -> bool | None:
        """Whether the source heard in time; None while it waits, and for what went back to it."""
        if self.due_at is None or self.reported_at is None:
            return None
        return self.reported_at <= self.due_at
