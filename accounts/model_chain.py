"""The seal over what may not be changed: blocks of history, each bound to the one before it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.model_people import Unit
from servicedesk.lib.ids import uuid7


class AuditBlock(models.Model):
    """The rows of one table and one company between two keys: how many, and SHA-256 over them and the block before.

    Company none: rows that belong to none. A trigger refuses UPDATE and DELETE.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=60, help_text="the table")
    number = models.PositiveIntegerField()
    after = models.UUIDField(help_text="the key before its first row")
    upto = models.UUIDField(help_text="the key of its last row, or beyond it")
    rows = models.PositiveIntegerField()
    rows_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "name", "number"], name="audit_block_in_order", nulls_distinct=False
            ),
            models.CheckConstraint(name="audit_block_runs_on", condition=models.Q(upto__gt=models.F("after"))),
        ]
        indexes = [models.Index(fields=["name", "upto"], name="audit_block_by_range")]


class AuditMark(models.Model):
    """How far a table is sealed and proved, and for which transactions the next stretch of it waits."""

    name = models.CharField(max_length=60, primary_key=True)
    sealed_upto = models.UUIDField()
    waiting_upto = models.UUIDField(null=True, blank=True)
    waiting_for = models.BigIntegerField(
        null=True, blank=True, help_text="a transaction: all before it must have ended"
    )
    proved_upto = models.UUIDField(null=True, blank=True)
    proved_at = models.DateTimeField(null=True, blank=True)


class AuditAnchor(models.Model):
    """The heads of all chains at one moment, as they were told outside; by these a whole chain made anew is found out."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    heads = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    told_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)


class AuditBreak(models.Model):
    """Something that the verifier found wrong; it stands until somebody looks into it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=20)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "name", "number", "what"], name="audit_break_once", nulls_distinct=False
            )
        ]


class Redacted(models.Model):
    """A row of history that lost its words by a rule of retention: what it was sealed by stays, so that the chain holds.

    Only a row that stands here may be changed, and only in its words; this table itself is append-only and sealed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=60)
    row = models.UUIDField()
    digest = models.CharField(max_length=64)
    columns = ArrayField(models.CharField(max_length=40))
    why = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "row"], name="redacted_once")]
