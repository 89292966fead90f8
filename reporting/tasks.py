"""Celery's part: hints that something of the figures is to be counted, frozen or sent; the rows are what counts."""

from celery import shared_task
from django.utils import timezone

from reporting import proofs, rollup


@shared_task
def settle() -> None:
    """Count the days that are over or have changed, and prove some that stand."""
    at = timezone.now()
    if not rollup.settle(at=at):
        proofs.prove_some(at=at)
