"""Who tried links that lead nowhere: counted by address and quarter of an hour, and kept no longer than a day."""

from django.db import models

from servicedesk.lib.ids import uuid7


class WrongLink(models.Model):
    """How often one address has tried links that open nothing. The address is kept as a blind index."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    address = models.CharField(max_length=64)
    since = models.DateTimeField(help_text="the beginning of its quarter of an hour")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "since"], name="wrong_link_once_a_quarter")]
        indexes = [models.Index(fields=["since"], name="wrong_link_by_age")]
