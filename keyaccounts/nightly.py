"""The nightly work on key customers and records: for each company and day once, whoever comes first."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from accounts.models import Unit
from customers.finding_doubles import find_doubles
from keyaccounts.hazards.inspecting import say_due
from keyaccounts.model_watch import NightRound
from keyaccounts.recheck.actions import keep_round
from keyaccounts.watch.actions import look_through
from servicedesk.lib.loops import carry_on

FROM_HOUR = 1  # the billing systems have delivered by then

Work = Callable[..., object]
WORKS: dict[str, Work] = {"watch": look_through, "recheck": keep_round, "doubles": find_doubles, "inspections": say_due}


def tend(*, at: datetime) -> int:
    """Do what has not been done today; returns how many pieces of work that was.

    The row of the night and the work are one transaction: what fails leaves no row, and the next round tries again.
    """
    local, done = timezone.localtime(at), 0
    if local.hour < FROM_HOUR:
        return 0
    had = set(NightRound.objects.filter(day=local.date()).values_list("org", "name"))
    for org in Unit.objects.filter(kind=Unit.Kind.COMPANY, is_active=True).order_by("path"):
        for name, work in WORKS.items():
            if (org.pk, name) not in had:
                with carry_on(org):
                    if _claim(org, name, at=at):
                        work(org, at=at)
                        done += 1
    return done


def _claim(org: Unit, name: str, *, at: datetime) -> bool:
    """Write the row of this night; somebody else's row waits for theirs and wins."""
    row = NightRound(org=org, name=name, day=timezone.localdate(at), at=at)
    NightRound.objects.bulk_create([row], ignore_conflicts=True)
    return NightRound.objects.filter(pk=row.pk).exists()
