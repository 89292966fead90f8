"""The product's own processes while something is measured: one loop, one worker with two children, one beat."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from bench.house import PROJECT
from bench.table import FOLDER

CELERY = (sys.executable, "-m", "celery", "-A", "servicedesk", "--quiet")
WORDS = (
    (sys.executable, "manage.py", "sweep_loop"),
    (*CELERY, "worker", "--concurrency=2", "--loglevel=error", "--without-mingle", "--without-gossip"),
    (*CELERY, "beat", "--loglevel=error", "--pidfile="),
)
BEAT_MARK = (
    "SELECT count(*) FROM tickets_tick WHERE name IN ('loop', 'celery') AND at > clock_timestamp() - interval '2 s'"
)


class Running:
    """Within `with` they run, told what is given here beside their environment; at the end all are stopped."""

    def __init__(self, **told: str) -> None:
        self.told = told
        self.children: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Running":
        with (FOLDER / "running.log").open("ab") as log:
            self.children = [
                subprocess.Popen(
                    words, cwd=PROJECT, env=os.environ | self.told, stdout=log, stderr=log, start_new_session=True
                )
                for words in WORDS
            ]
        wait_for(lambda: ask(BEAT_MARK)[0] == 2, patience=60)
        return self

    def __exit__(self, *_why: object) -> None:
        for child in self.children:
            child.terminate()
        for child in self.children:
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def ask(statement: str, *facts: str) -> tuple[Any, ...]:
    """One row from the database."""
    with connection.cursor() as cursor:
        cursor.execute(statement, facts or None)
        row: tuple[Any, ...] = cursor.fetchone()
        return row


def wait_for(is_so: Callable[[], bool], *, patience: float, every: float = 0.25) -> float:
    """Wait until something is so; how long it took, or infinity when patience ends first."""
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > patience:
            return float("inf")
        time.sleep(every)
    return time.monotonic() - began
