"""What somebody asks about their own data: a copy of it, or its deletion (PIPL articles 45 and 47)."""

from django.db import models

from accounts.models import Unit, User
from customers.models import Customer
from servicedesk.lib.ids import uuid7


class PersonRequestQuerySet(models.QuerySet["PersonRequest"]):
    def visible_to(self, user: User) -> "PersonRequestQuerySet":
        return self.filter(org__in=user.orgs())

    def open(self) -> "PersonRequestQuerySet":
        return self.filter(state__in=["asked", "agreed"])


class PersonRequest(models.Model):
    """One wish of one customer, checked and answered by people; a deletion takes a second person."""

    class What(models.TextChoices):
        COPY = "copy", "copy"
        ERASE = "erase", "erase"

    class State(models.TextChoices):
        ASKED = "asked", "asked"
        AGREED = "agreed", "agreed"
        REFUSED = "refused", "refused"
        DONE = "done", "done"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=6, choices=What)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    proof = models.CharField(max_length=200, help_text="how it is known that the customer asks it")
    answer = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    cleared = models.JSONField(default=dict)

    objects = PersonRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "customer", "what"],
                name="person_request_one_open",
                condition=models.Q(state__in=["asked", "agreed"]),
            ),
            models.CheckConstraint(
                name="person_request_two_people",
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
            ),
        ]
        indexes = [models.Index(fields=["org", "state", "due_at"], name="person_requests_open")]
