"""Celery's part: a hint that something about an outage is due; the rows in Postgres are what counts."""

from celery import shared_task
from django.utils import timezone

from outages import duties
from outages.models import OutageDuty
from servicedesk.lib.loops import carry_on

BATCH = 200


@shared_task
def see_to_duties() -> None:
    """Tell important customers again, and those in charge what is due and not done; each once."""
    at = timezone.now()
    for duty in OutageDuty.objects.due(at).order_by("due_at")[:BATCH]:
        with carry_on(duty):
            duties.settle(duty, at=at)
