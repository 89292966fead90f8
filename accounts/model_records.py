"""What staff are told, and the record of who looked at what."""

from django.conf import settings
from django.db import models

from accounts.model_people import Unit, User
from servicedesk.lib.ids import uuid7
from servicedesk.lib.timeline import Event


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> "NoticeQuerySet":
        return self.filter(user=user)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at__isnull=True)


def has_messenger() -> bool:
    """Whether what staff are told also leaves the building, for the company's messenger."""
    return bool(settings.GATEWAYS["staff"]["url"])


class Notice(models.Model):
    """Something one member of staff is told in the product; saying it twice is one row. It carries no personal data."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices", db_index=False)
    key = models.CharField(max_length=160)
    what = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    to_pass_on = models.BooleanField(default=has_messenger, db_default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_once")]
        indexes = [
            models.Index(
                fields=["user", "-at"],
                name="notice_unread",
                condition=models.Q(read_at__isnull=True),
            ),
            models.Index(fields=["user", "-at"], name="notice_by_time"),
            # Read by whoever passes notices on, across companies.
            models.Index(fields=["id"], name="notice_to_pass_on", condition=models.Q(to_pass_on=True)),
        ]

    def __str__(self) -> str:
        return f"{self.what} → {self.user_id}"


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, user: User) -> "AuditEventQuerySet":
        """The entries of my companies, and those under a name that is nobody's."""
        mine = models.Q(org__in=user.orgs()) | models.Q(org__isnull=True)
        return self.filter(mine) if user.may("audit") else self.none()

    def about(self, *, who: str = "", what: str = "") -> "AuditEventQuerySet":
        """Entries of one person (by sign-in name or staff number) and of one kind; empty means all."""
        person = models.Q(by__login=who) | models.Q(by__staff_number=who)
        found = self.filter(person) if who else self
        return found.filter(what=what) if what else found


class AuditEvent(Event):
    """Who looked at what: reveals, lookups, exports, sign-ins. Append-only; `facts` names rows by id, never by content."""

    org = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["org", "-at"], name="audit_by_time"),
            models.Index(fields=["by", "what", "-at"], name="audit_by_person"),
        ]
