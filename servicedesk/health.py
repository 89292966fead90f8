"""Three questions for machines: does the web server live, can the product keep its promises, and what are the figures?"""

import secrets

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from servicedesk.metrics import exposition
from tickets import broker
from tickets.actions.spine import database_time
from tickets.watch import SILENT, TRIGGERS, Readings, read

LOOPBACK = {"127.0.0.1", "::1"}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: no database, no session, no sign-in."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready, or the reasons why not; and how late the clockwork is."""
    try:
        seen = read(at=database_time())
    except DatabaseError:
        reasons = ["database unreachable", *_broker_reasons(broker.queue())]
        return JsonResponse({"ready": False, "reasons": reasons}, status=503)
    reasons = [*_sweep_reasons(seen), *_broker_reasons(seen.queue)]
    told = {"ready": not reasons, "reasons": reasons, "watch": _figures(seen)}
    return JsonResponse(told, status=503 if reasons else 200)


def _sweep_reasons(seen: Readings) -> list[str]:
    """Nobody has swept the deadlines for a minute, or the clock guard lets nothing fire."""
    reasons = []
    if all(seen.is_silent(name) for name in TRIGGERS):
        reasons.append(f"no sweep for {SILENT.total_seconds():.0f} s")
    if seen.is_halted:
        reasons.append("the clock has jumped: nothing fires")
    return reasons


def _broker_reasons(queue: broker.Queue) -> list[str]:
    return ["broker unreachable"] if queue.depth is None else []


def _figures(seen: Readings) -> dict[str, object]:
    quiet = [silence.total_seconds() for name in TRIGGERS if (silence := seen.silence_of(name)) is not None]
    return {
        "last_tick_seconds": round(min(quiet), 1) if quiet else None,
        "overdue_seconds": round(seen.overdue.age(seen.at).total_seconds(), 1),
        "undelivered_seconds": round(seen.owed.age(seen.at).total_seconds(), 1),
        "letters_seconds": round(seen.letters.age(seen.at).total_seconds(), 1),
        "lateness_seconds": max((tick.lateness_ms for tick in seen.ticks.values()), default=0) / 1000,
        "queue_depth": seen.queue.depth,
        "queue_seconds": round(seen.queue.oldest_seconds, 1),
        "calendar_days": seen.days_known,
        "alarms": [alarm.code for alarm in seen.alarms],
    }


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures for Prometheus: with the token of METRICS_TOKEN, or without one only from this very machine."""
    if not _may_measure(request):
        return HttpResponse("Give the token of METRICS_TOKEN, or ask from this machine.\n", "text/plain", 403)
    return HttpResponse(exposition(read(at=database_time())), content_type="text/plain; version=0.0.4; charset=utf-8")


# For the test that walks all routes: this one is guarded by something else than a role.
metrics.verb = "token or loopback"  # type: ignore[attr-defined]


def _may_measure(request: HttpRequest) -> bool:
    """Behind a proxy every address is the proxy's, so a forwarded request is never taken for a local one."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return secrets.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    is_forwarded = any(name in request.headers for name in ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded"))
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not is_forwarded
