"""Celery's part at the door: delivering webhooks, forgetting what need not be remembered."""

from celery import shared_task
from django.utils import timezone

from hotline import actions
from hotline.hooks.delivering import deliver


@shared_task
def forget() -> None:
    """Forget answers older than seven days."""
    actions.forget(at=timezone.now())


@shared_task
def deliver_hooks() -> None:
    """Deliver the webhooks that are due."""
    deliver(at=timezone.now())
