"""What customers may read without signing in: what is off and what will be, by street, without anybody's account."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.models import Unit
from accounts.speaking import as_company
from outages.models import Outage, OutageQuerySet
from restoration.looks import states
from servicedesk.lib.gate import open_to_all

MOST = 60
AHEAD, AFTER = timedelta(days=14), timedelta(hours=12)


@require_safe
@cache_control(public=True, max_age=60)
@open_to_all
def outages(request: HttpRequest, company: str) -> HttpResponse:
    """What stands, what is planned within two weeks, what has just ended."""
    org = get_object_or_404(Unit, kind=Unit.Kind.COMPANY, code=company, is_active=True)
    now, mine = timezone.now(), Outage.objects.filter(org=org)
    parts = {
        "standing": _listed(mine.standing(now)),
        "ahead": _listed(mine.ahead(now).filter(starts_at__lte=now + AHEAD)),
        "back": _listed(mine.filter(ended_at__gte=now - AFTER, imported_at__isnull=True)),
    }
    as_company(request, org)
    context = parts | {"org": org, "page_time": now, "states": states(), "is_empty": not any(parts.values())}
    return render(request, "outages/public.html", context)


def _listed(rows: OutageQuerySet) -> list[Outage]:
    """By time; one that is somebody's account alone is nobody else's affair."""
    areas = rows.filter(areas__by__in=("district", "street", "feeder", "transformer")).distinct()
    return list(areas.prefetch_related("areas").order_by("starts_at")[:MOST])
