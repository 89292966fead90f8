"""Celery's part: a hint that the end of a shift needs something; the rows in Postgres are what counts."""

from celery import shared_task
from django.utils import timezone

from servicedesk.lib.loops import carry_on
from shifts.actions.minding import tell_late
from shifts.actions.moving import carry_out
from shifts.actions.spine import open_due
from shifts.models import Handover, HandoverRule

BATCH = 200


@shared_task
def handovers() -> None:
    """Open what is due, tell of what is late, give on what has not gone on yet."""
    at = timezone.now()
    for rule in HandoverRule.objects.in_force().select_related("unit__org"):
        with carry_on(rule):
            open_due(rule.unit, rule, at=at)
    for handover in Handover.objects.to_tell_late(at).select_related("unit").order_by("late_at")[:BATCH]:
        with carry_on(handover):
            tell_late(handover, at=at)
    for handover in Handover.objects.to_move().order_by("in_at")[:BATCH]:
        carry_out(handover, at=at)
