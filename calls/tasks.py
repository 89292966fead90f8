"""Celery's part: a hint that a call is owed past its time; the rows in Postgres are what counts."""

from celery import shared_task
from django.utils import timezone

from calls.actions.owing import raise_return
from calls.models import ReturnCall
from servicedesk.lib.loops import carry_on

BATCH = 500


@shared_task
def watch_returns() -> None:
    """Tell the shift leaders of every call that is owed past its time, the oldest first, each once."""
    at = timezone.now()
    for row in ReturnCall.objects.overdue(at).select_related("org", "owner").order_by("due_at")[:BATCH]:
        with carry_on(row):
            raise_return(row, at=at)
