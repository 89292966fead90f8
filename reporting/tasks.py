"""Celery's part: hints that something of the figures is to be counted, frozen or sent; the rows are what counts."""

from celery import shared_task
from django.utils import timezone

from reporting import proofs, rollup
from reporting.actions.freezing import freeze, to_freeze
from reporting.actions.ordering import send
from reporting.models import ReportOrder
from servicedesk.lib.loops import carry_on

BATCH = 100


@shared_task
def settle() -> None:
    """Count the days that are over or have changed, and prove some that stand."""
    at = timezone.now()
    if not rollup.settle(at=at):
        proofs.prove_some(at=at)


@shared_task
def tell() -> None:
    """Freeze the months whose day has come, and send the reports that are due."""
    at = timezone.now()
    for org, month in to_freeze(at=at):
        with carry_on(org):
            freeze(org, month, at=at)
    for order in ReportOrder.objects.due(at).order_by("next_at")[:BATCH]:
        with carry_on(order):
            send(order, at=at)
