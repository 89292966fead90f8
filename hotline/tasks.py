"""Celery's part at the door: forgetting what need not be remembered."""

from celery import shared_task
from django.utils import timezone

from hotline import actions


@shared_task
def forget() -> None:
    """Forget answers older than seven days."""
    actions.forget(at=timezone.now())
