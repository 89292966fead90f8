"""What can be asked of Celery's broker: how long the queue is, how old its oldest message, and who is at work."""

import json
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import redis
from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

SENT_AT = "sent_at"  # servicedesk.celery writes it on every message


@dataclass(frozen=True)
class Queue:
    """A queue of background jobs, or all of them; `depth` is None when the broker does not answer."""

    depth: int | None
    taken: int = 0
    oldest_seconds: float = 0.0
    name: str = ""


def names() -> list[str]:
    """The queues that Celery's workers listen to."""
    return sorted({current_app.conf.task_default_queue, *current_app.amqp.queues})


def queues() -> list[Queue]:
    """Look at each queue: how long it is, how old its oldest message, how many a worker has taken; or at none."""
    if urlsplit(settings.CELERY_BROKER_URL).scheme not in ("redis", "rediss"):
        return lengths()
    try:
        with redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_connect_timeout=1, socket_timeout=1) as broker:
            taken = Counter(_queue_of(message) for message in broker.hvals("unacked"))
            return [Queue(int(broker.llen(name)), taken[name], _age(broker.lindex(name, -1)), name) for name in names()]
    except redis.RedisError:
        return []


def lengths() -> list[Queue]:
    """How long each queue is, for a broker that shows no message without giving it away; none if it does not answer."""
    line: Any = current_app.connection_for_read(connect_timeout=1)
    try:
        channel = line.default_channel
        return [Queue(channel.queue_declare(name, passive=True).message_count, name=name) for name in names()]
    except (*line.connection_errors, *line.channel_errors, OperationalError):
        return []
    finally:
        line.release()


def together(seen: list[Queue]) -> Queue:
    """All queues as one; none means that the broker does not answer."""
    if not seen:
        return Queue(None)
    return Queue(
        sum(one.depth or 0 for one in seen), sum(one.taken for one in seen), max(one.oldest_seconds for one in seen)
    )


def queue() -> Queue:
    """Look at all queues together, or say that nobody can."""
    return together(queues())


def _queue_of(unacked: bytes | str) -> str:
    """Of which queue a message is that a worker has taken: the broker keeps it as [message, exchange, routing key]."""
    return str(json.loads(unacked)[2])


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
