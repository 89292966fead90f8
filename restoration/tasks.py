"""Celery's part: hints that calls may be an outage, and that cases may end; the rows in Postgres are what counts."""

from celery import shared_task
from django.utils import timezone

from accounts.models import Unit
from restoration.actions import joining_many, settling, storms
from restoration.models import OutageCase
from servicedesk.lib.loops import carry_on


@shared_task
def watch_storms() -> None:
    """Look at the faults of the last minutes of every company that has any."""
    at = timezone.now()
    for org in Unit.objects.filter(pk__in=storms.companies_with_faults(at)):
        with carry_on(org):
            storms.look(org, at=at)


@shared_task
def join_waiting() -> None:
    """Go on with tickets that are joining an outage."""
    joining_many.go_on(at=timezone.now())


@shared_task
def settle() -> None:
    """Close the cases of outages whose customers are not called and have not objected."""
    at = timezone.now()
    rows = list(OutageCase.objects.to_settle(at).order_by("settle_at")[: settling.AT_ONCE])
    if rows:
        with carry_on(rows[0]):
            settling.settle(rows, at=at)
