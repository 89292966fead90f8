"""The one row that changes with the facts that processes remember (`accounts.standing`)."""

from django.db import models


class Standing(models.Model):
    """Triggers of the watched tables give `revision` a new value; nobody else writes it."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    revision = models.UUIDField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="standing_is_one_row")]

    def __str__(self) -> str:
        return str(self.revision)
