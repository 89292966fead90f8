"""The letterbox: what we owe somebody in writing, each once."""

import re
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from servicedesk.lib.ids import uuid7
from servicedesk.lib.masks import mask_phone

CUSTOMERS_LINK = re.compile(r"(/s/)[\w-]+")
LEASE = timedelta(seconds=60)


class MessageQuerySet(models.QuerySet["Message"]):
    def to_customers(self) -> "MessageQuerySet":
        """Without what goes to the company's messenger for staff, which they have under their bell too."""
        return self.exclude(channel=Message.Channel.STAFF)

    def visible_to(self, user: User) -> "MessageQuerySet":
        return self.filter(org__in=user.orgs()) if user.may("messages") else self.none()

    def due(self, at: datetime) -> "MessageQuerySet":
        return self.filter(sent_at__isnull=True, dead_at__isnull=True, available_at__lte=at)

    def dead_letters(self) -> "MessageQuerySet":
        """Given up, and waiting for somebody to say what becomes of them."""
        return self.filter(dead_at__isnull=False, sent_at__isnull=True, dropped_at__isnull=True)

    def in_state(self, state: str) -> "MessageQuerySet":
        """Those that are `sent`, `dead` (given up), or else still waiting."""
        unsent = models.Q(sent_at__isnull=True)
        condition = {
            "sent": ~unsent,
            "dead": unsent & models.Q(dead_at__isnull=False),
        }
        return self.filter(condition.get(state, unsent & models.Q(dead_at__isnull=True)))


class Message(models.Model):
    """One text to a customer, or to a member of staff by the company's messenger, owed from the moment its cause is saved.

    The unique key makes a repeat one row here and one text there. Whoever sends holds the row's `lease` until `available_at`.
    """

    class Channel(models.TextChoices):
        SMS = "sms", _("SMS")
        MAIL = "mail", _("mail")
        STAFF = "staff", _("messenger")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(
        "customers.Customer",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="messages",
    )
    key = models.CharField(max_length=160)
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.SMS)
    template = models.CharField(max_length=40)
    address = models.CharField(max_length=80)
    text = models.TextField()
    created_at = models.DateTimeField()
    available_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True, help_text="somebody has said that it need not be sent")
    last_error = models.CharField(max_length=200, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="message_key_once")]
        indexes = [
            # Read by whoever sends, across companies, so `org` does not come first.
            models.Index(
                fields=["channel", "available_at", "id"],
                name="message_due",
                condition=models.Q(sent_at__isnull=True, dead_at__isnull=True),
            ),
            models.Index(fields=["org", "-created_at"], name="message_by_time", condition=~models.Q(channel="staff")),
            models.Index(
                fields=["org", "dead_at"],
                name="message_given_up",
                condition=models.Q(sent_at__isnull=True, dead_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.pk}"

    @property
    def shown_text(self) -> str:
        """The text without the customer's own link: whoever has that acts as the customer."""
        return CUSTOMERS_LINK.sub(r"\1…", self.text)

    @property
    def masked_address(self) -> str:
        return mask_phone(self.address)
