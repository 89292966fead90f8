"""Celery's part at the door: delivering webhooks, forgetting what need not be remembered."""

from celery import shared_task
from django.utils import timezone

from hotline import actions
from hotline.hooks.delivering import deliver
from hotline.models import Reconciliation, UpstreamOrder
from hotline.upstream import due, reconciling
from servicedesk.lib.loops import carry_on

BATCH = 200


@shared_task
def forget() -> None:
    """Forget answers older than seven days."""
    actions.forget(at=timezone.now())


@shared_task
def deliver_hooks() -> None:
    """Deliver the webhooks that are due."""
    deliver(at=timezone.now())


@shared_task
def upstreams_due() -> None:
    """Remind of the orders from above that wait, tell up those that were left to wait too long; each once."""
    at = timezone.now()
    for order in UpstreamOrder.objects.to_remind(at).select_related("upstream").order_by("remind_at")[:BATCH]:
        with carry_on(order):
            due.remind(order, at=at)
    for order in UpstreamOrder.objects.to_tell_up(at).select_related("upstream").order_by("accept_by")[:BATCH]:
        with carry_on(order):
            due.tell_up(order, at=at)


@shared_task
def reconcile() -> None:
    """Begin the comparisons whose hour has come, and go on with those that are under way."""
    at = timezone.now()
    reconciling.begin_due(at=at)
    for run in Reconciliation.objects.to_go_on(at).order_by("due_at")[:BATCH]:
        reconciling.go_on(run, at=at)
