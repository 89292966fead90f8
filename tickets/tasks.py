"""Celery's part of the clockwork: hints. What is due stands in Postgres, and the loop does the same without Celery."""

from celery import shared_task

from tickets.actions import ticks


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
