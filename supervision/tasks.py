"""The clock hands of supervision."""

from celery import shared_task
from django.utils import timezone

from supervision.board import undoing
from supervision.board.stillness import look_for_stillness


@shared_task
def stillness() -> None:
    look_for_stillness(at=timezone.now())


@shared_task
def tell_done() -> None:
    """Tell of what was done from the board and not taken back in time."""
    undoing.tell_due(at=timezone.now())
