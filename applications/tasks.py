"""Celery's part: a hint that filed matters are to be reminded of or have run out; the rows in Postgres are what counts."""

from celery import shared_task
from django.utils import timezone

from applications.actions.filing import expire, remind
from applications.models import Filing
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
