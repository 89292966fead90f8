"""Celery's part: a hint that a visit is near or over; the rows in Postgres are what counts."""

from celery import shared_task
from django.utils import timezone

from servicedesk.lib.loops import carry_on
from worksheets.actions import visits


@shared_task
def visits_due() -> None:
    """Remind of the visits that are near, and say of those that are over whether they were kept."""
    at = timezone.now()
    near, over = visits.due(at)
    for row in near:
        with carry_on(row):
            visits.remind(row, at=at)
    for row in over:
        with carry_on(row):
            visits.settle(row, at=at)
