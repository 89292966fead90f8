"""Every change of every setting: what it was and what it became, written by the database itself."""

from django.db import models

from accounts.model_people import Unit, User
from servicedesk.lib.ids import uuid7


class ChangeQuerySet(models.QuerySet["Change"]):
    def visible_to(self, user: User) -> "ChangeQuerySet":
        """Those of my companies, and of what belongs to no company what somebody of mine has done."""
        orgs = user.orgs() if user.may("changes") else set()
        return self.filter(models.Q(org__in=orgs) | models.Q(org__isnull=True, by__org__in=orgs))


class Change(models.Model):
    """One row of one table of settings was added, changed or dropped. Triggers write it; a trigger refuses any change.

    `before` and `after` hold the columns that differ; of a secret only that it differs. `through` names what acted where
    nobody did: a task, a command, a hand at the database.
    """

    class What(models.TextChoices):
        ADD = "add"
        EDIT = "edit"
        DROP = "drop"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    through = models.CharField(max_length=80, blank=True)
    what = models.CharField(max_length=4, choices=What)
    table = models.CharField(max_length=63)
    row = models.CharField(max_length=40)
    label = models.CharField(max_length=120, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["org", "-at"], name="change_by_time"),
            models.Index(fields=["org", "table", "-at"], name="change_by_table"),
            models.Index(fields=["row", "-at"], name="change_by_row"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.table} {self.row}"
