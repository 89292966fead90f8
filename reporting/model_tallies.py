"""What was counted of each day, and which days have to be counted anew."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from tickets.models import Category


def _beside(model: type[models.Model]) -> models.ForeignKey:
    return models.ForeignKey(
        model, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )


class Tally(models.Model):
    """How many rows of one counter (`code`) a day has in one place, category, crew and person; `seconds` is their sum.

    Nothing stands here that cannot be counted again from the rows themselves (reporting/proofs.py).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    day = models.DateField()
    unit = _beside(Unit)
    category = _beside(Category)
    crew = _beside(Unit)
    person = _beside(User)
    code = models.CharField(max_length=40)
    n = models.PositiveIntegerField()
    seconds = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["org", "code", "day"], name="tally_by_code")]

    def __str__(self) -> str:
        return f"{self.day} {self.code}"


class CountedDay(models.Model):
    """A day of a company whose tallies stand. It holds as long as nothing has marked it stale since."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    counted_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "day"], name="day_counted_once")]
        indexes = [models.Index(fields=["proved_at"], name="counted_day_to_prove")]

    def __str__(self) -> str:
        return f"{self.org_id} {self.day}"


class StaleDay(models.Model):
    """Something of a past day has changed: written by triggers in the transaction of the change, taken away by the count."""

    id = models.UUIDField(primary_key=True, db_default=models.Func(function="gen_random_uuid"), editable=False)
    org = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    day = models.DateField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["org", "day"], name="stale_day")]

    def __str__(self) -> str:
        return f"{self.org_id} {self.day}"
