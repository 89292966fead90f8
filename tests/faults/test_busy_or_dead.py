"""A worker that is busy is told from one that is dead: its parent answers while its child works."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from celery import current_app
from django.conf import settings
from redis import Redis

from tests.faults.clockwork import WORKER, wait_for
from tests.servers import PROJECT
from tickets import broker

pytestmark = pytest.mark.faults


@pytest.fixture
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """A worker with one child, on the broker of the test itself."""
    place = urlsplit(settings.CELERY_BROKER_URL).path
    with Redis.from_url(urlsplit(os.environ["REDIS_OWNER_URL"])._replace(path=place).geturl()) as line:
        line.flushdb()
        born = subprocess.Popen(
            WORKER, cwd=PROJECT, env=os.environ | {"REDIS_URL": settings.CELERY_BROKER_URL}, start_new_session=True
        )
        yield born
        kill(born)
        line.flushdb()


def kill(worker: subprocess.Popen[bytes]) -> None:
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def child_of(worker: subprocess.Popen[bytes]) -> int:
    (child,) = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
    return int(child)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are found in /proc")
def test_a_busy_worker_is_told_from_a_dead_one(worker):
    wait_for(lambda: bool(current_app.control.ping(timeout=0.3)))
    os.kill(child_of(worker), signal.SIGSTOP)  # at work, for as long as we like
    for _job in range(3):
        current_app.send_task("tickets.tasks.fan_out")
    wait_for(lambda: broker.queue().taken > 0)

    assert broker.why_silent() == "busy"
    kill(worker)
    assert broker.why_silent() == "dead"
