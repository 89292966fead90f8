"""The history of a ticket: what happened, in order, for ever."""

from django.db import models
from django.db.models import Q

from accounts.models import Unit
from servicedesk.lib.timeline import Event
from tickets.model_ticket import Ticket


class TicketEvent(Event):
    """One fact in the life of a ticket. Notes and replies keep their text in `facts`; a trigger refuses any change."""

    class Audience(models.TextChoices):
        INTERNAL = "internal"
        CUSTOMER = "customer"

    org = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="timeline", db_index=False)
    seq = models.PositiveIntegerField()
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.INTERNAL)
    from_status = models.CharField(max_length=12, blank=True)
    to_status = models.CharField(max_length=12, blank=True)
    version = models.PositiveIntegerField()
    deadline = models.OneToOneField(
        "tickets.Deadline",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="event",
    )
    # In whose hands the case was afterwards; empty where a statement of the clock wrote the event, or an import.
    held_by = models.UUIDField(null=True, blank=True)
    held_in = models.UUIDField(null=True, blank=True)
    held_crew = models.UUIDField(null=True, blank=True)
    client_id = models.UUIDField(null=True, blank=True, help_text="the id that a phone gave its action")

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "seq"], name="ticket_event_seq"),
            models.UniqueConstraint(
                fields=["ticket", "client_id"],
                name="ticket_event_client_once",
                condition=Q(client_id__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["org", "what", "-at"], name="ticket_event_by_verb")]
