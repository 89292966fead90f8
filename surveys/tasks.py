"""Celery's part: a hint that callbacks wait; the rows in Postgres are what counts."""

from celery import shared_task
from django.utils import timezone

from servicedesk.lib.loops import carry_on
from surveys import actions
from surveys.models import Callback

BATCH = 500


@shared_task
def remind() -> None:
    """Remind the agents of every callback whose time has come, oldest first."""
    at = timezone.now()
    for callback in Callback.objects.to_remind(at).order_by("remind_at")[:BATCH]:
        with carry_on(callback):
            actions.remind(callback, at=at)
