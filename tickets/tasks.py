"""Celery's part of the clockwork: hints. What is due stands in Postgres, and the loop does the same without Celery."""

from typing import Any

from celery import shared_task
from celery.signals import task_success

from accounts.models import Unit
from servicedesk.clockwork import BY_TASK
from tickets.actions import replanning, standing_in, ticks
from tickets.moment import database_time


@task_success.connect
def note(sender: Any, **kwargs: Any) -> None:
    """Write down that this tick was done: progress is watched, never processes."""
    if sender.name in BY_TASK and not sender.request.called_directly:
        ticks.did(BY_TASK[sender.name])


@shared_task
def sweep() -> None:
    """Fire what is due."""
    ticks.tick("celery")


@shared_task
def fan_out() -> None:
    """Turn what has fired into notices."""
    ticks.announce()


@shared_task
def watch() -> None:
    """Look whether all is well."""
    ticks.watch()


@shared_task
def prove() -> None:
    """Run the proofs, if an hour has passed."""
    ticks.prove()


@shared_task
def judge_files() -> None:
    """Have waiting files judged."""
    ticks.judge_files()


@shared_task
def keep_files() -> None:
    """Read files through in turn, if an hour has passed."""
    ticks.keep_files()


@shared_task
def tidy_up() -> None:
    """Sweep the counter."""
    ticks.tidy_up()


@shared_task
def stand_ins() -> None:
    """Tell deputies whose turn begins, and settle what they took over where it is over."""
    standing_in.announce(at=database_time())
    standing_in.settle_due()


@shared_task
def rearm_calendar(org: str, code: str, reason: str, hall: str = "") -> None:
    """Count the open clocks of a company, or of a hall, by the newest version of its calendar; again, nothing is left."""
    place = Unit.objects.get(pk=hall) if hall else None
    replanning.rearm_calendar(org=Unit.objects.get(pk=org), hall=place, code=code, reason=reason)
