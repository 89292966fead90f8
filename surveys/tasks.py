"""Celery's part: a hint that something is to be said, asked or drawn; the rows in Postgres are what counts."""

from celery import shared_task
from django.utils import timezone

from accounts.doors import forget_wrong_links
from accounts.models import Unit
from servicedesk.lib.loops import carry_on
from surveys import actions
from surveys.actions.checking import draw_second
from surveys.actions.measuring import ask_visitors, look_for_improvement
from surveys.lifecycle import Outcome
from surveys.models import Callback, FollowUp, Survey
from tickets.lifecycle import Status

BATCH = 500


@shared_task
def remind() -> None:
    """Remind the agents of every callback whose time has come, oldest first."""
    at = timezone.now()
    for callback in Callback.objects.to_remind(at).order_by("remind_at")[:BATCH]:
        with carry_on(callback):
            actions.remind(callback, at=at)


@shared_task
def ask() -> None:
    """Ask again who has not answered, take overdue follow-ups up, and close what a sample has left out."""
    at = timezone.now()
    for survey in Survey.objects.to_remind(at).order_by("remind_at")[:BATCH]:
        with carry_on(survey):
            actions.ask_again(survey, at=at)
    for one in FollowUp.objects.overdue(at).order_by("due_at")[:BATCH]:
        with carry_on(one):
            actions.escalate(one, at=at)
    left_out = Callback.objects.filter(outcome=Outcome.EXEMPTED, done_by__isnull=True, not_before__lte=at)
    for callback in left_out.filter(ticket__status=Status.RESOLVED).order_by("not_before")[:BATCH]:
        with carry_on(callback):
            actions.settle_left_out(callback, at=at)


@shared_task
def measure() -> None:
    """Ask the visitors of each hall, draw what is checked again, look for months below the target; each once."""
    at = timezone.now()
    forget_wrong_links(at=at)
    for org in Unit.objects.filter(kind=Unit.Kind.COMPANY, is_active=True):
        with carry_on(org):
            draw_second(org, at=at)
    for hall in Unit.objects.filter(kind=Unit.Kind.HALL, is_active=True, org__isnull=False):
        with carry_on(hall):
            ask_visitors(hall, at=at)
        with carry_on(hall):
            look_for_improvement(hall, at=at)
