"""Celery's part: a hint that something of a customer's file is due; the rows in Postgres are what counts."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from keyaccounts.actions.caretakers import let_go
from keyaccounts.actions.dates import remind
from keyaccounts.actions.levels import end_level
from keyaccounts.actions.visits import remind_follow_up
from keyaccounts.figures.loading import forget_old, work_next
from keyaccounts.hazards.reminding import remind as remind_of_hazards
from keyaccounts.model_care import LevelTerm
from keyaccounts.model_dealings import FollowUp, Reminder
from keyaccounts.nightly import tend as tend_all
from keyaccounts.people import gone
from keyaccounts.security.reminding import remind as remind_of_security
from servicedesk.lib.loops import carry_on

BATCH = 500


@shared_task
def look_after() -> None:
    """Say the dates and follow-ups whose time has come, end what was for a time, and let go of whoever has left."""
    at = timezone.now()
    for reminder in Reminder.objects.due(at).order_by("remind_at")[:BATCH]:
        with carry_on(reminder):
            remind(reminder, at=at)
    waiting = FollowUp.objects.filter(reminded_at__isnull=True, done_at__isnull=True, remind_at__lte=at)
    for follow_up in waiting.order_by("remind_at")[:BATCH]:
        with carry_on(follow_up):
            remind_follow_up(follow_up, at=at)
    for term in LevelTerm.objects.over(at).select_related("customer").order_by("until_at")[:BATCH]:
        with carry_on(term):
            end_level(term, at=at)
    for person in gone():
        with carry_on(person):
            let_go(person, at=at)


@shared_task
def tend() -> None:
    """Say what about hazards has fallen due, and do the nightly work where it has not been done today."""
    at = timezone.now()
    remind_of_hazards(at=at)
    tend_all(at=at)
    forget_old(before=at - timedelta(days=1))


@shared_task
def figures() -> None:
    """Read on in the file of figures that waits for longest."""
    work_next(at=timezone.now())


@shared_task
def secure() -> None:
    """Say what about supply security has fallen due, once each."""
    remind_of_security(at=timezone.now())
