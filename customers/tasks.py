"""Celery's part: hints that something is due; the rows in Postgres are what counts."""

from celery import shared_task
from django.utils import timezone

from customers import actions
from customers.models import Message

BATCH = 200


@shared_task
def deliver_due() -> None:
    """Send every due message, oldest first."""
    for pk in list(Message.objects.due(timezone.now()).order_by("available_at").values_list("pk", flat=True)[:BATCH]):
        actions.deliver(pk, at=timezone.now())
