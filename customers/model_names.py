"""What else a name is found by: read in full, read otherwise, written in another shape."""

from django.db import models

from accounts.models import Unit
from servicedesk.lib.ids import uuid7
from servicedesk.lib.pinyin import LONGEST_KEY


class NameKey(models.Model):
    """One more word that leads to a customer. Written whenever a name is: see `customers.naming`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="name_keys", db_index=False
    )
    key = models.CharField(max_length=LONGEST_KEY)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "key"], name="name_key_once")]
        indexes = [
            models.Index(
                fields=["org", "key", "customer"],
                name="name_key_by_word",
                opclasses=["uuid_ops", "varchar_pattern_ops", "uuid_ops"],
            )
        ]

    def __str__(self) -> str:
        return f"key of {self.customer_id}"
