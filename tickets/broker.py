"""What can be asked of Celery's broker: how long the queue is, how old its oldest message, and who is at work."""

import json
import time
from dataclasses import dataclass

import redis
from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

SENT_AT = "sent_at"  # servicedesk.celery writes it on every message


@dataclass(frozen=True)
class Queue:
    """The queue of background jobs; `depth` is None when the broker does not answer."""

    depth: int | None
    taken: int = 0
    oldest_seconds: float = 0.0


def queue() -> Queue:
    """Look at the queue, or say that nobody can."""
    name = current_app.conf.task_default_queue
    try:
        with redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_connect_timeout=1, socket_timeout=1) as broker:
            depth, taken, oldest = broker.llen(name), broker.hlen("unacked"), broker.lindex(name, -1)
    except redis.RedisError:
        return Queue(None)
    return Queue(int(depth), int(taken), _age(oldest))


def _age(message: bytes | str | None) -> float:
    if not message:
        return 0.0
    sent = json.loads(message).get("headers", {}).get(SENT_AT)
    return max(0.0, time.time() - float(sent)) if sent else 0.0


def why_silent() -> str:
    """Why Celery does not sweep: `away` the broker, `dead` the workers, `busy` with other work, or `unasked` by any beat.

    A worker's parent answers while its children work, so a dead worker is told from a busy one.
    """
    waiting = queue()
    if waiting.depth is None:
        return "away"
    try:
        answers = current_app.control.ping(timeout=1.0)
    except (OperationalError, redis.RedisError, OSError):
        return "away"
    if not answers:
        return "dead"
    return "busy" if waiting.depth or waiting.taken else "unasked"
