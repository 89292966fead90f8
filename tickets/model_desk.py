"""What the desk needs besides the ticket: categories with their questions, numbers, customers' links."""

from django.db import models

from accounts.models import Unit
from servicedesk.lib.ids import uuid7
from tickets.lifecycle import Kind


class CategoryQuerySet(models.QuerySet["Category"]):
    def of(self, org: Unit) -> "CategoryQuerySet":
        return self.filter(org=org, is_active=True)


class Category(models.Model):
    """A kind of request as the hall sees it. `questions` is a list of {code, label, choices: [{code, label}], required}."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    initials = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    position = models.PositiveSmallIntegerField(default=0)
    questions = models.JSONField(default=list, blank=True)
    script = models.TextField(blank=True)
    hazards = models.JSONField(
        default=list,
        blank=True,
        help_text="answers that raise the alarm: [[question, choice], …]",
    )
    is_active = models.BooleanField(default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        constraints = [models.UniqueConstraint(fields=["org", "code"], name="category_code_once")]

    def __str__(self) -> str:
        return self.name


class DayNumber(models.Model):
    """The last ticket number given out in one hall on one day; a number is never given twice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    hall = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hall", "day"], name="day_number_once")]


class CustomerLink(models.Model):
    """A link that a customer holds, stored as a hash. The same ticket, purpose and n make the same link again."""

    class Purpose(models.TextChoices):
        PROGRESS = "progress"
        SURVEY = "survey"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=10, choices=Purpose)
    n = models.PositiveSmallIntegerField(default=1)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "purpose", "n"], name="customer_link_once")]

    def is_live(self, at: object) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)  # type: ignore[operator]
