"""When the messenger is silent: each person's night, and the kinds of news that do not wait for the morning."""

from datetime import datetime, time

from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User

# What somebody has to do now, or what may cost life, supply or a legal limit. Everything else lies under the bell and is told
# in one message when their hours begin.
URGENT = frozenset(
    {
        *("dispatch", "recall", "ask_support", "unplaced", "joined_goes_on", "joined_freed"),
        *(
            "deadline_warned",
            "deadline_missed",
            "deadline_escalated",
            "target_passed",
        ),  # these keep to hours of their own
        *("outage_tell_first", "outage_estimate", "outage_suggested", "outage_update", "supply_back"),
        *("hazard", "hazard_report_due", "hazard_report_late", "alarm", "complaint_above"),
        *("secure_incident", "secure_ready", "secure_start", "secure_patrol", "secure_finish"),
        *("urge", "raised", "order", "return_answer", "callback_appointment", "call_late", "shift_late"),
    }
)


def is_quiet(user: User, moment: datetime) -> bool:
    """Whether this moment lies in the person's night; `from` and `until` alike: they have none."""
    at, begins, ends = timezone.localtime(moment).time(), user.quiet_from, user.quiet_until
    return begins <= at < ends if begins <= ends else at >= begins or at < ends


def waits(moment: datetime) -> Q:
    """The condition under which a notice waits now: nothing urgent, and its reader's night."""
    at: time = timezone.localtime(moment).time()
    same_day = Q(user__quiet_from__lte=at, user__quiet_until__gt=at)
    over_night = Q(user__quiet_from__gt=F("user__quiet_until"))
    over_night &= Q(user__quiet_from__lte=at) | Q(user__quiet_until__gt=at)
    return ~Q(what__in=URGENT) & (same_day | over_night)
