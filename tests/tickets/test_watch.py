"""The watch: each thing that goes wrong is said once, and once more when it is well again."""

import json
from datetime import datetime, timedelta

import pytest
from celery import current_app
from django.conf import settings
from redis import Redis

from accounts.models import Notice
from customers.models import Message
from deadlines.models import WorkCalendar
from servicedesk import env
from servicedesk.celery import SCHEDULE
from servicedesk.lib.ids import uuid7
from tests.people import minutes, no_power
from tickets import broker, watch
from tickets.actions import desk, ticks
from tickets.actions.spine import database_time
from tickets.models import Alarm, Deadline, Outbox, Proving, Tick, Ticket
from tickets.watch import HORIZON, LOOKS_TO_SETTLE, Rows, read, wrong

SETTLED = LOOKS_TO_SETTLE + 1


@pytest.fixture
def at(company, root) -> datetime:
    """Now, in a company where everything is well."""
    now = database_time()
    for name in watch.TRIGGERS:
        Tick.objects.create(name=name, at=now)
    official_until(now + HORIZON + timedelta(days=30))
    return now


def official_until(moment: datetime) -> None:
    """Publish a version of every calendar whose days are official until then."""
    for code in set(WorkCalendar.objects.filter(always_open=False).values_list("code", flat=True)):
        newest = WorkCalendar.objects.filter(code=code).order_by("-version")[0]
        newest.pk, newest.version, newest._state.adding = uuid7(), newest.version + 1, True
        newest.official_until = moment.date()
        newest.save(force_insert=True)


@pytest.fixture
def overdue(company, guifang, flat, min, at) -> Ticket:
    """A fault of fifty minutes ago that nobody has swept."""
    return desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=at - minutes(50))


@pytest.fixture
def no_answer(monkeypatch) -> None:
    monkeypatch.setattr(broker, "why_silent", lambda: "dead")


def sounding() -> set[str]:
    return set(Alarm.objects.open().values_list("code", flat=True))


def look(at: datetime) -> None:
    watch.look(at=at, looks=SETTLED)


def test_nothing_is_said_while_all_is_well(at):
    look(at)

    assert not Alarm.objects.exists()


def silent(name: str) -> None:
    Tick.objects.filter(name=name).update(at=database_time() - minutes(2))


def unproven() -> None:
    Proving.objects.create(at=database_time(), took_ms=5, found={"P5": {"count": 1, "ids": ["x"]}})


def swept(change: dict[str, object]) -> None:
    ticks.tick("loop")
    Outbox.objects.update(**change)


def set_aside() -> None:
    Deadline.objects.update(quarantined_at=database_time())


def short_year() -> None:
    official_until(database_time() + timedelta(days=89))


WRONGS = {
    "celery_silent": lambda: silent("celery"),
    "loop_silent": lambda: silent("loop"),
    "unfired": lambda: None,
    "undelivered": lambda: swept({"created_at": database_time() - minutes(16)}),
    "given_up": lambda: swept({"dead_at": database_time()}),
    "set_aside": set_aside,
    "letters": lambda: None,
    "dead_letters": lambda: Message.objects.update(dead_at=database_time()),
    "proofs": unproven,
    "horizon": short_year,
}


@pytest.mark.parametrize("code", WRONGS)
def test_what_is_wrong_is_said_once_and_ends(at, overdue, root, no_answer, code):
    WRONGS[code]()
    for _again in range(3):
        look(database_time())
    assert code in sounding()
    assert Notice.objects.filter(user=root, what="alarm", facts__alarm=code).count() == 1

    put_right()
    for _again in range(2):
        look(database_time())

    assert code not in sounding()
    assert Notice.objects.filter(user=root, what="well", facts__alarm=code).count() == 1


def put_right() -> None:
    now = database_time()
    Tick.objects.update(at=now)
    Deadline.objects.filter(state="armed").update(quarantined_at=None)
    ticks.tick("loop")
    Outbox.objects.update(delivered_at=now)
    Message.objects.update(sent_at=now)
    Proving.objects.create(at=now, took_ms=5)
    official_until(now + 2 * HORIZON)


def test_the_same_may_go_wrong_again(at, root, no_answer):
    for _twice in range(2):
        silent("loop")
        look(database_time())
        Tick.objects.update(at=database_time())
        look(database_time())

    assert Alarm.objects.filter(code="loop_silent").count() == 2
    assert Notice.objects.filter(user=root, what="alarm").count() == 2


def test_just_after_a_start_nothing_is_said_of_lateness(at, overdue):
    Tick.objects.all().delete()
    watch.look(at=at, looks=1)

    assert sounding() == set()


def test_only_one_of_many_has_the_turn(at):
    assert [ticks.watch() for _asked in range(3)] == [True, False, False]
    assert [ticks.prove() for _asked in range(3)] == [True, False, False]
    assert Proving.objects.get().found == {}


def test_turns_in_a_row_are_counted_until_there_is_a_gap(at):
    every = timedelta(seconds=10)
    counted = []
    for ago in (11, 12, 31, 11):
        counted.append(ticks._turn("watch", every))
        Tick.objects.filter(name="watch").update(at=database_time() - timedelta(seconds=ago))

    assert counted == [1, 2, 3, 1]


def test_a_failed_proof_becomes_an_alarm(at, overdue):
    ticks.tick("loop")
    Outbox.objects.all().delete()
    ticks.prove()
    look(database_time())

    assert Alarm.objects.get(code="proofs").facts == {"failed": ["P3"]}


@pytest.mark.parametrize(
    ("queue", "answers", "why"),
    [
        (broker.Queue(None), [], "away"),
        (broker.Queue(40), [], "dead"),
        (broker.Queue(40), [{"worker@one": {"ok": "pong"}}], "busy"),
        (broker.Queue(0, taken=1), [{"worker@one": {"ok": "pong"}}], "busy"),
        (broker.Queue(0), [{"worker@one": {"ok": "pong"}}], "unasked"),
    ],
)
def test_a_dead_worker_is_told_from_a_busy_one(monkeypatch, queue, answers, why):
    monkeypatch.setattr(broker, "queue", lambda: queue)
    monkeypatch.setattr(current_app.control, "ping", lambda **_how: answers)

    assert broker.why_silent() == why


def test_a_message_tells_its_age():
    with Redis.from_url(settings.CELERY_BROKER_URL) as line:
        line.delete("celery")
        current_app.send_task("tickets.tasks.watch", expires=60)
        waiting = broker.queue()
        line.delete("celery")

    assert waiting.depth == 1
    assert 0 < waiting.oldest_seconds < 30


def test_what_a_worker_has_taken_is_counted_by_queue():
    with Redis.from_url(settings.CELERY_BROKER_URL) as line:
        line.hset("unacked", "tag", json.dumps([{"body": ""}, "", "celery"]))
        seen = {one.name: (one.depth, one.taken) for one in broker.queues()}
        line.delete("unacked")

    assert seen == {"celery": (0, 1)}


def test_without_a_broker_the_queue_is_unknown(settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    assert (broker.queues(), broker.queue()) == ([], broker.Queue(None))


def test_a_broker_that_shows_no_message_tells_the_length_of_its_queues(settings):
    """RabbitMQ; what is asked of it here is asked of the Valkey of the tests, in the words that both understand."""
    with Redis.from_url(settings.CELERY_BROKER_URL) as line:
        line.delete("celery")
        current_app.send_task("tickets.tasks.watch", expires=60)
        seen = broker.lengths()
        line.delete("celery")
    settings.CELERY_BROKER_URL = "amqp://127.0.0.1:1/"

    assert seen == [broker.Queue(1, name="celery")]
    assert broker.queues() == []  # nobody answers there
    assert env.broker("amqp://127.0.0.1/")[1] == "quorum"


def test_all_queues_together_are_as_old_as_the_oldest():
    both = broker.together([broker.Queue(3, 1, 5.0, "a"), broker.Queue(4, 0, 9.0, "b")])

    assert (both.depth, both.taken, both.oldest_seconds) == (7, 1, 9.0)


def test_an_old_message_is_an_alarm(at, monkeypatch):
    monkeypatch.setattr(broker, "queues", lambda: [broker.Queue(900, oldest_seconds=61.0, name="celery")])

    assert wrong(read(at=at), settled=True)["queue"] == {"depth": 900}


def test_the_age_of_nothing_is_nothing(at):
    assert Rows(0, None).age(at) == timedelta(0)


def test_the_clockwork_is_told_to_watch_and_to_prove():
    assert {"tickets.tasks.watch", "tickets.tasks.prove"} <= {entry["task"] for entry in SCHEDULE.values()}
