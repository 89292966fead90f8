"""What is swept away at the counter: drafts that are over or too old, numbers of yesterday, walk-ins that nobody ended."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from tickets.models import Draft, Visit, VisitState

KEPT_FOR = timedelta(minutes=1)
_OLD = """
DELETE FROM tickets_draft d USING accounts_user u
  LEFT JOIN tickets_counterrule r ON r.org_id = u.org_id
 WHERE u.id = d.user_id AND d.saved_at < %(at)s - COALESCE(r.draft_days, 3) * interval '1 day'
"""
_IDLE = """
UPDATE tickets_visit v SET state = 'served', ended_at = COALESCE(v.seen_at, v.began_at)
  FROM tickets_visit s LEFT JOIN tickets_counterrule r ON r.org_id = s.org_id
 WHERE s.id = v.id AND v.state = 'serving' AND v.number = ''
   AND COALESCE(v.seen_at, v.began_at) < %(at)s - COALESCE(r.idle_minutes, 20) * interval '1 minute'
"""


@transaction.atomic
def tidy(*, at: datetime) -> None:
    """Do all of it; again, nothing is left to do."""
    Draft.objects.filter(ended_at__lt=at - KEPT_FOR).delete()
    with connection.cursor() as cursor:
        cursor.execute(_OLD, {"at": at})
        cursor.execute(_IDLE, {"at": at})
    _end_the_day(at=at)


def _end_the_day(*, at: datetime) -> None:
    """A number that was not called on its day has expired; whoever was being served overnight has been served."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    old = Visit.objects.filter(taken_at__lt=midnight)
    old.filter(state__in=(VisitState.WAITING, VisitState.CALLED)).update(
        state=VisitState.ABANDONED, left=Visit.Left.EXPIRED, ended_at=midnight
    )
    for visit in old.filter(state=VisitState.SERVING):
        visit.state, visit.ended_at = VisitState.SERVED, visit.seen_at or visit.began_at
        visit.save(update_fields=["state", "ended_at"])
