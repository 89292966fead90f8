"""What else a name is found by: read in full, read otherwise, written in another shape."""

from django.db import models

from accounts.models import Unit
from servicedesk.lib.hanzi import folded, parts_of
from servicedesk.lib.ids import uuid7
from servicedesk.lib.pinyin import readings

LONGEST = 120


def keys_of(name: str, *, initials: str) -> list[str]:
    """What a name is found by, beside itself and its `initials`: 曾𠮷 → 曾吉, zengji, cengji, cj."""
    written = [folded(name), *map(folded, parts_of(name)[1:])]
    said = [each for reading in readings(name) for each in (reading.letters, reading.initials)]
    wanted = dict.fromkeys(key[:LONGEST] for key in (*written, *said) if key)
    return [key for key in wanted if key not in (name, initials)]


class NameKey(models.Model):
    """One more word that leads to a customer. Written whenever a name is: see `customers.naming`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="name_keys", db_index=False
    )
    key = models.CharField(max_length=LONGEST)

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
