"""The clock hands of supervision."""

from celery import shared_task
from django.utils import timezone

from supervision.board.stillness import look_for_stillness


@shared_task
def stillness() -> None:
    look_for_stillness(at=timezone.now())
