"""The monthly 通报: what was told of a month, for ever."""

from django.db import models

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def visible_to(self, user: User) -> "BulletinQuerySet":
        return self.filter(org__in=user.orgs()) if user.may("reports") else self.none()


class Bulletin(models.Model):
    """The figures of a month as they stood when it was frozen. A database trigger refuses any change.

    `figures`: of each place (by its id, and of all under the empty one) the counters with their numbers; `measures`: the
    definitions by which they were told, so that a later definition changes nothing that was said.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField(help_text="its first day")
    frozen_at = models.DateTimeField()
    rules_version = models.PositiveIntegerField()
    measures = models.JSONField()
    figures = models.JSONField()

    objects = BulletinQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "month"], name="bulletin_once_a_month")]

    def __str__(self) -> str:
        return f"{self.org_id} {self.month:%Y-%m}"
