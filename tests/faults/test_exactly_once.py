"""An unmet arrival breaches exactly once: by Celery alone, by two of each while they are killed, and by the loop alone.

One story, because starting the clockwork is what takes the time: whatever fired in an earlier part is looked at again at
the end, when everybody has had many more rounds to do it twice.
"""

from collections.abc import Iterator
from datetime import datetime

import pytest
import redis

from accounts.models import Notice
from surveys.models import Callback
from tests.faults.clockwork import BEAT, LOOP, WORKER, Clockwork, clockwork, wait_for
from tests.people import minutes, no_power
from tests.test_privacy import SECRETS
from tickets.actions import desk
from tickets.actions.spine import database_time
from tickets.models import Deadline, Outbox, Tick, Ticket, TicketEvent
from tickets.proofs import prove_all

CALLS = 60

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def machine() -> Iterator[Clockwork]:
    with clockwork() as running:
        yield running


@pytest.fixture
def due_in(company, guifang, flat, min, guo):
    """Registers a fault whose arrival falls due so many seconds from now."""

    def register(seconds: float) -> Ticket:
        at = database_time() - minutes(45) + minutes(seconds / 60)
        return desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=at)

    return register


def test_a_missed_promise_is_told_once_whoever_tells_it_and_whatever_is_killed(machine, due_in, guo, jing, reported):
    first = due_in(2)
    by_celery_alone(machine, first, jing)
    many_calls_fall_due(reported, jing)
    second = by_two_of_each_while_a_worker_and_the_broker_are_killed(machine, due_in)
    third = by_the_loops_alone(machine, due_in)
    wait_for(lambda: not Callback.objects.to_remind(database_time()).exists())

    for ticket in (first, second, third):
        assert_once(ticket, guo)
    # I22: each once for its appointed time, though the workers and the broker were killed meanwhile.
    told = Notice.objects.filter(user=jing, what="callback_due").values_list("key", flat=True)
    assert sorted(told) == sorted(one.reminder_key for one in Callback.objects.all())
    assert [finding for finding in prove_all() if finding.count] == []


def many_calls_fall_due(reported: Ticket, jing) -> None:
    """So many rounds of one case, all due now: to a reminder they are as many calls."""
    facts = {"org_id": reported.org_id, "ticket": reported, "agent": jing, "queue_id": reported.org_id}
    at = database_time()
    facts |= {"opened_at": at, "not_before": at, "remind_at": at}
    Callback.objects.bulk_create([Callback(round=n, **facts) for n in range(2, 2 + CALLS)])


def by_celery_alone(machine: Clockwork, ticket: Ticket, jing) -> None:
    machine.start(WORKER, WORKER, BEAT, BEAT)
    wait_until_told(ticket)
    wait_for(lambda: reminders(jing) == 1)
    assert not Tick.objects.filter(name="loop").exists()
    broker = redis.Redis.from_url(machine.valkey.owner_url)
    assert not any(secret.encode() in said for secret in SECRETS for said in everything_in(broker))


def by_two_of_each_while_a_worker_and_the_broker_are_killed(machine: Clockwork, due_in) -> Ticket:
    machine.start(LOOP, LOOP)
    wait_for(lambda: Tick.objects.filter(name="loop").exists())
    ticket = due_in(1)
    machine.kill(machine.children[0])
    machine.kill_valkey()
    killed_at = database_time()
    machine.start(WORKER)
    wait_until_told(ticket)
    wait_for(lambda: rounds("celery", since=killed_at))
    return ticket


def by_the_loops_alone(machine: Clockwork, due_in) -> Ticket:
    for child in machine.running(WORKER) + machine.running(BEAT):
        machine.kill(child)
    ticket = due_in(1)
    wait_until_told(ticket)
    told_at = database_time()
    wait_for(lambda: rounds("loop", since=told_at))
    return ticket


def wait_until_told(ticket: Ticket) -> None:
    wait_for(lambda: fired(ticket) is not None)
    wait_for(lambda: Outbox.objects.filter(deadline=fired(ticket), delivered_at__isnull=False).exists())


def rounds(name: str, *, since: datetime) -> bool:
    """Has this trigger made a round after that moment?"""
    return Tick.objects.filter(name=name, at__gt=since).exists()


def fired(ticket: Ticket) -> Deadline | None:
    return Deadline.objects.filter(ticket=ticket, name="arrive", stage="breach", state="fired").first()


def assert_once(ticket: Ticket, guo) -> None:
    row = fired(ticket)
    assert row is not None
    assert row.settled_at >= row.due_at
    assert TicketEvent.objects.filter(ticket=ticket, what="deadline_missed", facts__clock="arrive").count() == 1
    assert Outbox.objects.filter(deadline=row).count() == 1
    told = Notice.objects.filter(user=guo, what="deadline_missed", facts__clock="arrive", facts__number=ticket.number)
    assert told.count() == 1
    print(f"lateness {(row.settled_at - row.due_at).total_seconds():.3f} s")


def reminders(jing) -> int:
    return Notice.objects.filter(user=jing, what="callback_due").count()


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
