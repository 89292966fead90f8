"""Celery's part: hints that filed matters end or that papers are late; the rows in Postgres are what counts."""

from celery import shared_task
from django.utils import timezone

from applications.actions.filing import expire, remind
from applications.actions.papers import ask_for_late
from applications.models import Filing, Paper
from servicedesk.lib.loops import carry_on

BATCH = 200


@shared_task
def filings() -> None:
    """Remind of what ends soon, end what is over; each once, however often and by however many this is run."""
    at = timezone.now()
    for filing in Filing.objects.to_remind(at).for_list().order_by("remind_at")[:BATCH]:
        with carry_on(filing):
            remind(filing, at=at)
    for filing in Filing.objects.to_end(at).order_by("valid_until")[:BATCH]:
        with carry_on(filing):
            expire(filing, at=at)


@shared_task
def late_papers() -> None:
    """Ask for papers that were to follow and have not come by their day, once each."""
    at = timezone.now()
    due = Paper.objects.late(timezone.localdate(at)).select_related("application__ticket")
    for ticket in {paper.application.ticket for paper in due.order_by("due_on")[:BATCH]}:
        with carry_on(ticket):
            ask_for_late(ticket, at=at)
