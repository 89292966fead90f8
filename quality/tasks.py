"""Celery's part: a hint that something is to be drawn, decided, sat or measured; the rows in Postgres are what counts."""

from celery import shared_task
from django.utils import timezone

from quality.actions import drawing, examining, inspecting, projects
from quality.lifecycle import Phase
from quality.models import Exam, Inspection, Project
from servicedesk.lib.loops import carry_on
from surveys.models import Improvement

BATCH = 200


@shared_task
def draw() -> None:
    """Draw every period that is complete and has not been drawn; take up what bad months have opened."""
    at = timezone.now()
    for plan in drawing.plans_in_force():
        with carry_on(plan):
            for from_on, until_on in drawing.periods_due(plan, at=at):
                drawing.draw(plan, from_on=from_on, until_on=until_on, at=at)
    for improvement in Improvement.objects.filter(project__isnull=True).select_related("hall")[:BATCH]:
        with carry_on(improvement):
            projects.take_up(improvement, at=at)
    for project in Project.objects.to_follow()[:BATCH]:
        with carry_on(project):
            projects.follow(project, at=at)
    for project in Project.objects.to_measure(at)[:BATCH]:
        with carry_on(project):
            projects.measure_effect(project, at=at)


@shared_task
def mind() -> None:
    """Say what is due: appeals to decide, tests to sit and to close, projects past their date; each once."""
    at = timezone.now()
    for inspection in Inspection.objects.to_tell_late(at).order_by("decide_by")[:BATCH]:
        with carry_on(inspection):
            inspecting.tell_late(inspection, at=at)
    for exam in Exam.objects.to_remind(at).order_by("remind_at")[:BATCH]:
        with carry_on(exam):
            examining.remind(exam, at=at)
    for exam in Exam.objects.to_close(at).select_related("by").order_by("due_at")[:BATCH]:
        with carry_on(exam):
            examining.close(exam, at=at)
    late = Project.objects.filter(due_on__lt=timezone.localdate(at)).exclude(phase__in=[Phase.PLAN, Phase.ENDED])
    for project in late.select_related("owner").order_by("due_on")[:BATCH]:
        with carry_on(project):
            projects.tell_late(project, at=at)
