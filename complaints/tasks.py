"""Celery's part: a hint that something about complaints is due; the rows in Postgres are what counts."""

from celery import shared_task
from django.utils import timezone

from complaints.actions import dues, repeating
from complaints.heads import too_often
from complaints.models import Complaint, Due
from servicedesk.lib.loops import carry_on
from tickets.lifecycle import OPEN

BATCH = 500


@shared_task
def complaints_due() -> None:
    """Remind of what is due, tell up what is late, raise what came too often; each once, whoever runs this."""
    at = timezone.now()
    for due in Due.objects.to_remind(at).select_related("owner").order_by("remind_at")[:BATCH]:
        with carry_on(due):
            dues.remind(due, at=at)
    for due in Due.objects.to_tell_up(at).select_related("owner").order_by("due_at")[:BATCH]:
        with carry_on(due):
            dues.tell_up(due, at=at)
    again = too_often(Complaint.objects.filter(raised_at__isnull=True, ticket__status__in=OPEN))
    for file in again.select_related("ticket")[:BATCH]:
        with carry_on(file):
            repeating.raise_to_head(file.ticket, at=at)
