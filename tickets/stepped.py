"""What fired while the database's clock ran ahead of the true time: breaches that may never have been."""

from datetime import timedelta

from django.db.models import F

from tickets.actions.taking_back import VOIDED
from tickets.guard import HALT
from tickets.models import Alarm, Deadline, TicketEvent

# The jump lies a little before the guard's alarm: nobody looks more rarely than this.
BEFORE = timedelta(seconds=60)


def last_step() -> Alarm | None:
    """The last time that the guard found the clock to have jumped, whether it is over or not."""
    return Alarm.objects.filter(code=HALT).order_by("-began_at").first()


def fired_early(alarm: Alarm) -> list[Deadline]:
    """Stages that fired during a jump forwards and were not due by the true time, without those that are voided.

    The sweep was halted meanwhile, so these are what people's own steps have settled. A jump back fires nothing early.
    Escalations after a limit are left out: they stand or fall with it.
    """
    step = timedelta(seconds=int(alarm.facts.get("seconds", 0)))
    if step <= timedelta(0):
        return []
    fired = Deadline.objects.filter(
        state="fired", settled_at__gte=alarm.began_at - BEFORE, due_at__gt=F("settled_at") - step
    ).filter(due_at__lte=F("clock__due_at"))
    if alarm.ended_at is not None:
        fired = fired.filter(settled_at__lte=max(alarm.began_at, alarm.ended_at) + step)
    rows = list(fired.select_related("ticket", "clock").order_by("ticket__number", "due_at"))
    events = TicketEvent.objects.filter(what=VOIDED, ticket__in={row.ticket_id for row in rows})
    voided = set(events.values_list("facts__deadline", flat=True))
    return [row for row in rows if str(row.pk) not in voided]
