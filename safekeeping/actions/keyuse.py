"""That a key was used on a day is an entry of the audit; every single request stands in the log of requests for seven days."""

from datetime import datetime

from django.db.models import Count
from django.utils.timezone import localdate, localtime

from accounts.models import AuditEvent
from hotline.models import ApiRequest


def note_keys(*, at: datetime) -> int:
    """Write down the keys that were used today and are not yet; returns how many."""
    day, since = localdate(at).isoformat(), localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    known = AuditEvent.objects.filter(what="key_used", facts__day=day, at__gte=since).values_list(
        "facts__prefix", flat=True
    )
    seen = set(known)
    used = (
        ApiRequest.objects.filter(at__gte=since).values("prefix", "org_id", "client__user_id").annotate(n=Count("pk"))
    )
    rows = [
        AuditEvent(
            what="key_used", org_id=one["org_id"], by_id=one["client__user_id"], at=at,
            facts={"prefix": one["prefix"], "day": day},
        )
        for one in used
        if one["prefix"] not in seen
    ]  # fmt: skip
    AuditEvent.objects.bulk_create(rows)
    return len(rows)
