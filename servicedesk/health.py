"""Two questions for machines: does the web server live, and can the product keep its promises?"""

from datetime import datetime

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

STALE_SECONDS = 60


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: no database, no session, no sign-in."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready, or the reasons why not."""
    reasons = [*_database_reasons(timezone.now()), *_broker_reasons()]
    return JsonResponse({"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200)


def _database_reasons(at: datetime) -> list[str]:
    """Unreachable, or nobody has swept the deadlines for a minute."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(at) FROM tickets_tick WHERE name IN ('celery', 'loop')")
            last = cursor.fetchone()[0]
    except DatabaseError:
        return ["database unreachable"]
    if last is None or (at - last).total_seconds() > STALE_SECONDS:
        return [f"no sweep for {STALE_SECONDS} s"]
    return []


def _broker_reasons() -> list[str]:
    try:
        with redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_connect_timeout=1, socket_timeout=1) as broker:
            broker.ping()
    except redis.RedisError:
        return ["broker unreachable"]
    return []
