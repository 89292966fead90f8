"""The product's real clockwork as processes: workers, beats and loops that can be killed and frozen."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from servicedesk.house import place
from servicedesk.house.valkey import Valkey
from tests.servers import PROJECT, fresh_folder

CELERY = (sys.executable, "-m", "celery", "-A", "servicedesk")
WORKER = (*CELERY, "worker", "--concurrency=1", "--loglevel=warning", "--without-mingle", "--without-gossip")
BEAT = (*CELERY, "beat", "--loglevel=warning")
LOOP = (sys.executable, "manage.py", "sweep_loop")
# A slow machine may be late; a promise that is noticed after a minute is not kept by anybody's measure.
PATIENCE = 60


def wait_for(what: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Until it is true; that it never became so is a failure."""
    until = time.monotonic() + patience
    while not (came := what()) and time.monotonic() < until:
        time.sleep(0.05)
    assert came


class Clockwork:
    """Some of the processes that fire deadlines, on the test's own database and a broker of their own."""

    def __init__(self, folder: Path) -> None:
        self.log = (folder / "clockwork.log").open("ab")
        self.valkey = Valkey(place.binaries(folder).valkey, folder / "vk", "broker-of-the-test")
        self.children: list[subprocess.Popen[bytes]] = []

    def start(self, *commands: tuple[str, ...]) -> list[subprocess.Popen[bytes]]:
        """Start each command in a group of its own, so that killing one kills what it has forked."""
        parts = connection.settings_dict
        where = f"{parts['HOST']}:{parts['PORT']}/{parts['NAME']}"
        env = os.environ | {
            "DATABASE_URL": f"postgres://{parts['USER']}:{parts['PASSWORD']}@{where}",
            "REDIS_URL": self.valkey.url,
            "DATA_DIR": str(settings.DATA_DIR),
        }
        born = [
            subprocess.Popen(command, cwd=PROJECT, env=env, stdout=self.log, stderr=self.log, start_new_session=True)
            for command in commands
        ]
        self.children += born
        return born

    def running(self, command: tuple[str, ...]) -> list[subprocess.Popen[bytes]]:
        """Those of this command that live."""
        return [child for child in self.children if child.args == command and child.poll() is None]

    def kill(self, child: subprocess.Popen[bytes]) -> None:
        """kill -9, the child and its children."""
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    def kill_valkey(self) -> None:
        """kill -9 the broker and start it again on the same port."""
        broker = self.valkey.child
        assert broker is not None
        broker.kill()
        broker.wait()
        self.valkey.start(self.log.fileno(), port=self.valkey.port)

    def stop(self) -> None:
        for child in self.children:
            self.kill(child)
        self.valkey.stop()
        self.log.close()


@contextmanager
def clockwork() -> Iterator[Clockwork]:
    """A broker that runs, and whatever the test starts; everything is gone afterwards."""
    machine = Clockwork(fresh_folder())
    machine.valkey.start(machine.log.fileno())
    try:
        yield machine
    finally:
        machine.stop()
