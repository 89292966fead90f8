"""An unmet arrival breaches exactly once: by Celery alone, by the loop alone, and by two of each while they are killed."""

import time
from collections.abc import Callable, Iterator

import pytest
import redis

from accounts.models import Notice
from tests.faults.clockwork import BEAT, LOOP, WORKER, Clockwork, clockwork
from tests.people import Company, minutes, no_power
from tests.test_privacy import SECRETS
from tickets.actions import desk
from tickets.actions.spine import database_time
from tickets.models import Deadline, Outbox, Ticket, TicketEvent
from tickets.proofs import prove_all

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
# A slow machine may be late; a promise that is noticed after a minute is not kept by anybody's measure.
PATIENCE = 60
SECONDS_AHEAD = 5


@pytest.fixture
def machine() -> Iterator[Clockwork]:
    with clockwork() as running:
        yield running


@pytest.fixture
def almost_late(company: Company, guifang, flat, min, guo) -> Ticket:
    """A fault whose arrival falls due a few seconds from now."""
    at = database_time() - minutes(45) + minutes(SECONDS_AHEAD / 60)
    return desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=at)


def wait_for(what: Callable[[], bool], patience: float = PATIENCE) -> None:
    until = time.monotonic() + patience
    while not what() and time.monotonic() < until:
        time.sleep(0.1)
    assert what()


def fired(ticket: Ticket) -> Deadline | None:
    return Deadline.objects.filter(ticket=ticket, name="arrive", stage="breach", state="fired").first()


def assert_once(ticket: Ticket, guo) -> None:
    row = fired(ticket)
    assert row is not None
    assert row.settled_at >= row.due_at
    wait_for(lambda: Outbox.objects.filter(deadline=row, delivered_at__isnull=False).exists())
    time.sleep(2.5)  # two more rounds of everybody who is still alive
    assert TicketEvent.objects.filter(ticket=ticket, what="deadline_missed", facts__clock="arrive").count() == 1
    assert Outbox.objects.filter(deadline=row).count() == 1
    assert Notice.objects.filter(user=guo, what="deadline_missed", facts__clock="arrive").count() == 1
    assert [finding for finding in prove_all() if finding.count] == []
    print(f"lateness {(row.settled_at - row.due_at).total_seconds():.3f} s")


def test_by_celery_alone(machine, almost_late, guo):
    machine.start(WORKER, BEAT)
    broker = redis.Redis.from_url(machine.valkey.url)

    wait_for(lambda: fired(almost_late) is not None)

    assert_once(almost_late, guo)
    assert not any(secret.encode() in said for secret in SECRETS for said in everything_in(broker))


def everything_in(broker: redis.Redis) -> Iterator[bytes]:
    """I33: all that the broker holds while the clockwork runs."""
    read = {
        b"string": broker.get,
        b"list": lambda key: broker.lrange(key, 0, -1),
        b"set": broker.smembers,
        b"hash": broker.hgetall,
        b"zset": lambda key: broker.zrange(key, 0, -1),
    }
    for key in broker.scan_iter():
        yield key + repr(read.get(broker.type(key), lambda _key: "")(key)).encode()


def test_by_the_loop_alone(machine, almost_late, guo):
    machine.start(LOOP)

    wait_for(lambda: fired(almost_late) is not None)

    assert_once(almost_late, guo)


def test_by_two_of_each_while_a_worker_and_the_broker_are_killed(machine, almost_late, guo):
    worker, *_others = machine.start(WORKER, WORKER, BEAT, BEAT, LOOP, LOOP)
    time.sleep(2)
    machine.kill(worker)
    machine.kill_valkey()
    machine.start(WORKER)

    wait_for(lambda: fired(almost_late) is not None)

    assert_once(almost_late, guo)


def test_the_agent_is_reminded_once_by_two_workers_on_two_beats(machine, jing, reported):
    """A callback that has fallen due, and nobody but Celery to say so."""
    machine.start(WORKER, WORKER, BEAT, BEAT)

    wait_for(lambda: reminders(jing) == 1)
    time.sleep(5)  # two more rounds of each beat

    assert reminders(jing) == 1


def reminders(jing) -> int:
    return Notice.objects.filter(user=jing, what="callback_due").count()
