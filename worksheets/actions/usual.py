"""Reasons and windows that most companies begin with; what is there stays as it is."""

from datetime import datetime, time

from django.db import transaction

from accounts.models import Unit, User
from worksheets.models import SendBackCode, SendBackTerms, VisitWindow
from worksheets.usual import PLACES, REASONS, WINDOWS


@transaction.atomic
def adopt_reasons(org: Unit, *, by: User | None, at: datetime) -> int:
    """Write the usual reasons for sending back, half an hour for it, and an arbiter after three times."""
    rows = [
        SendBackCode(org=org, code=code, name=name, proof=proof, is_area=is_area, position=place)
        for place, (code, name, proof, is_area) in enumerate(REASONS)
    ]
    known = set(SendBackCode.objects.filter(org=org).values_list("code", flat=True))
    fresh = SendBackCode.objects.bulk_create([row for row in rows if row.code not in known])
    SendBackTerms.objects.get_or_create(org=org, defaults={"minutes": 30, "arbiter_after": 3, "by": by, "at": at})
    return len(fresh)


@transaction.atomic
def adopt_windows(org: Unit) -> int:
    """Write the usual windows of a day, if the company has none."""
    if VisitWindow.objects.filter(org=org).exists():
        return 0
    rows = [
        VisitWindow(
            org=org, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes), places=PLACES, places_a_crew=1
        )
        for opens, closes in WINDOWS
    ]
    return len(VisitWindow.objects.bulk_create(rows))
