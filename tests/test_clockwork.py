"""The table of ticks: both triggers do what stands in it, and a tick that is not done is noticed."""

from datetime import timedelta

import pytest
from celery import current_app
from django.core.management import call_command

from servicedesk.celery import SCHEDULE, app
from servicedesk.clockwork import BY_TASK, SIGN, TICKS
from tickets import broker
from tickets.actions import ticks
from tickets.actions.spine import database_time
from tickets.management.commands import sweep_loop
from tickets.models import Alarm
from tickets.models import Tick as Sign
from tickets.watch import LOOKS_TO_SETTLE, look, read

FORGET = BY_TASK["hotline.tasks.forget"]


def test_every_line_names_a_task_that_needs_nothing():
    current_app.loader.import_default_modules()

    for tick in TICKS:
        assert tick.task in app.tasks, tick.name
        assert not app.tasks[tick.task].run.__code__.co_argcount, tick.name
        assert len(SIGN + tick.name) <= Sign._meta.get_field("name").max_length


def test_names_and_tasks_stand_there_once():
    assert len({tick.name for tick in TICKS}) == len(BY_TASK) == len(TICKS)


def test_celery_and_the_loop_do_the_same_ticks():
    assert set(SCHEDULE) == {tick.name for ticks in sweep_loop.lanes().values() for tick in ticks}
    assert sweep_loop.lanes()["sweep"] == [BY_TASK["tickets.tasks.sweep"]]


@pytest.mark.django_db
def test_the_loop_does_every_tick_and_signs_it(monkeypatch):
    monkeypatch.setattr(broker, "why_silent", lambda: "dead")
    monkeypatch.setattr(sweep_loop, "close_old_connections", lambda: None)  # this test's transaction stands on it

    call_command("sweep_loop", "--once")

    signs = set(Sign.objects.values_list("name", flat=True))
    assert {SIGN + tick.name for tick in TICKS if not tick.signs_itself} | {"loop"} <= signs


@pytest.mark.django_db
def test_what_the_worker_has_done_the_loop_need_not_do(monkeypatch):
    done = []
    monkeypatch.setattr(sweep_loop, "import_string", lambda path: type("Task", (), {"run": lambda: done.append(path)}))
    act = sweep_loop.what_to_do(FORGET)

    ticks.did(FORGET)
    act()
    assert not done

    Sign.objects.filter(name=SIGN + FORGET.name).update(at=database_time() - timedelta(hours=1))
    act()
    assert done == [FORGET.task]


@pytest.mark.django_db
def test_a_tick_that_nobody_does_is_an_alarm_until_it_is_done_again(company, root, monkeypatch):
    monkeypatch.setattr(broker, "why_silent", lambda: "dead")
    at = database_time()
    look(at=at, looks=LOOKS_TO_SETTLE + 1)
    assert read(at=at).idle_ticks == []

    Sign.objects.filter(name=SIGN + FORGET.name).update(at=at - timedelta(hours=4))
    look(at=at, looks=LOOKS_TO_SETTLE + 1)
    assert Alarm.objects.open().get(code="ticks_silent").facts == {"ticks": ["forget"]}

    ticks.did(FORGET)
    look(at=at, looks=LOOKS_TO_SETTLE + 1)
    assert not Alarm.objects.open().filter(code="ticks_silent").exists()
