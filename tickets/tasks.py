"""Celery's part of the clockwork: hints. What is due stands in Postgres, and the loop does the same without Celery."""

from celery import shared_task

from accounts.models import Unit
from tickets.actions import replanning, ticks


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
def rearm_calendar(org: str, code: str, reason: str) -> None:
    """Count a company's open clocks by the newest version of a calendar; asked twice, it finds nothing left to do."""
    replanning.rearm_calendar(org=Unit.objects.get(pk=org), code=code, reason=reason)
