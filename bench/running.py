"""The product's own processes while something is measured: one loop, one worker with two children, one beat."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
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
WEB = (sys.executable, "-m", "gunicorn", "--config", "python:servicedesk.house.web", "servicedesk.wsgi")
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


@contextmanager
def web_server(**told: str) -> Iterator[tuple[str, int]]:
    """The product's own web server with its own settings on a free port; where it listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = os.environ | {"PORT": str(port), "CONN_MAX_AGE": "60"} | told
    with (FOLDER / "running.log").open("ab") as log:
        child = subprocess.Popen(WEB, cwd=PROJECT, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(lambda: _listens(port), patience=60)
        yield "127.0.0.1", port
    finally:
        child.terminate()
        child.wait(20)


def spent_by(port: int) -> float:
    """Seconds of processor that the web server on this port and its workers have used."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if f"PORT={port}\0".encode() in (stat.parent / "environ").read_bytes():
                told = stat.read_text().rpartition(")")[2].split()
                ticks += int(told[11]) + int(told[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


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
