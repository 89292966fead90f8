"""How a company words the texts that its customers are sent, version by version."""

from django.db import models

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7

LONGEST = 500


class WordingQuerySet(models.QuerySet["Wording"]):
    def visible_to(self, user: User) -> "WordingQuerySet":
        return self.filter(org__in=user.units("manage"))

    def newest(self) -> "WordingQuerySet":
        """The last version of each text: the one that holds."""
        return self.order_by("org", "letter", "-version").distinct("org", "letter")


class Wording(models.Model):
    """One version of one text of a company, from its moment on. Without a body: as it is shipped, again.

    A database trigger refuses UPDATE and DELETE.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    letter = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    body = models.CharField(max_length=LONGEST, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = WordingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "letter", "version"], name="wording_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.version}"
