"""Score sheets, version by version: groups of items with fixed deductions, and items of which one alone fails all."""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q

from accounts.columns import org_column, person_column
from accounts.models import User
from quality.lifecycle import Work
from quality.usual_sheets import USUAL
from servicedesk.lib.ids import uuid7


class SheetQuerySet(models.QuerySet["Sheet"]):
    def visible_to(self, user: User) -> "SheetQuerySet":
        return self.filter(org__in=user.orgs())

    def in_force(self) -> "SheetQuerySet":
        """The newest version for each kind of work."""
        return self.order_by("org", "work", "-version").distinct("org", "work")


class Sheet(models.Model):
    """`groups`: [{name, items: [{code, text, points, is_fatal}]}]. Out of 100 an item takes its points away at a score of
    0, a fifth less at each better one, and nothing at 5; a fatal item scored 0 takes everything. A trigger refuses changes.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = org_column()
    work = models.CharField(max_length=10, choices=Work)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=60)
    groups = models.JSONField()
    pass_mark = models.PositiveSmallIntegerField(default=85)
    at = models.DateTimeField()
    by = person_column(may_be_empty=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "work", "version"], name="qa_sheet_version"),
            models.CheckConstraint(name="qa_sheet_pass_mark", condition=Q(pass_mark__range=(1, 100))),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @classmethod
    def of(cls, org: UUID, work: str, *, at: datetime) -> "Sheet":
        """The sheet in force for a kind of work; the usual one is written when it is first needed."""
        known = cls.objects.filter(org=org, work=work).order_by("-version").first()
        if known:
            return known
        name, groups = USUAL[Work(work)]
        facts = {"name": name, "groups": groups, "at": at}
        return cls.objects.get_or_create(org_id=org, work=work, version=1, defaults=facts)[0]

    @property
    def items(self) -> list[dict[str, object]]:
        """All items in their order."""
        return [item for group in self.groups for item in group["items"]]
