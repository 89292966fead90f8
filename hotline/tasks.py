"""Celery's part at the door: files of many rows, delivering webhooks, forgetting what need not be remembered."""

from time import monotonic

from celery import shared_task
from django.utils import timezone

from hotline import actions
from hotline.bulk.handing_in import forget_files
from hotline.bulk.sending_out import forget_exports, make_next
from hotline.bulk.working import work_next
from hotline.hooks.delivering import deliver
from hotline.models import Reconciliation, UpstreamOrder
from hotline.upstream import due, reconciling
from servicedesk.lib.loops import carry_on

BATCH = 200

ROUND = 60.0  # seconds


@shared_task
def forget() -> None:
    """Forget answers older than seven days, and files whose time is over."""
    actions.forget(at=timezone.now())
    forget_files(at=timezone.now())


@shared_task
def bring_in() -> None:
    """Work on the files that were handed in, a turn each, some minutes long."""
    until = monotonic() + ROUND
    while monotonic() < until and work_next():
        pass


@shared_task
def take_out() -> None:
    """Make the files that somebody may take out, and throw away those whose day is over."""
    until = monotonic() + ROUND
    while monotonic() < until and make_next(at=timezone.now()):
        pass
    forget_exports(at=timezone.now())


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
