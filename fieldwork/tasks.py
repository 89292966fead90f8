"""Celery's part of dispatching: hints. What is due stands in Postgres, and the loop does the same without Celery."""

from celery import shared_task
from django.utils import timezone

from fieldwork.actions import assigning, auto_assigning, standing
from servicedesk.lib.loops import carry_on
from tickets.actions.falling_back import left_behind, take_back


@shared_task
def tell_assigned() -> None:
    """Tell of what was not taken back in time."""
    assigning.tell_due(at=timezone.now())


@shared_task
def auto_assign() -> None:
    """Take from whoever is no longer there, and send what the rules send."""
    at = timezone.now()
    for gone in left_behind():
        with carry_on(gone):
            take_back(gone=gone)
    auto_assigning.run(at=at)


@shared_task
def forget_places() -> None:
    """Let positions go whose days are over."""
    standing.forget_places(now=timezone.now())
