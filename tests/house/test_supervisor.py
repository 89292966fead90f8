"""`make up` as a person meets it: it gets ready, heals, stops, and leaves nothing behind."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from servicedesk.house.place import free_port
from tests import template
from tests.house.running import House, environment, home_folder, settle_somebody, until
from tests.servers import PROJECT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not Path("/proc/self/environ").exists(), reason="tells processes apart by /proc, which Linux has"
    ),
]


FULL = bool(os.environ.get("FULL"))
KILLED = {"web": "gunicorn", "worker": "celery.* worker", "valkey": "valkey-server"}


@pytest.fixture
def data() -> Iterator[Path]:
    folder = home_folder()
    yield folder
    subprocess.run(["rm", "-rf", str(folder)], check=False)


def run(data: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """A command in another terminal."""
    env = environment(data, 8000)
    return subprocess.run(
        [sys.executable, *words], cwd=PROJECT, env=env, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_day_of_the_house(data: Path) -> None:
    """`FULL=1` begins in an empty folder, as the first start of all: migrations and the demo have tests of their own."""
    if not FULL:
        settle_somebody(data)
    house = House(data)
    try:
        print(f"start {house.ready():.1f} s")
        assert house.healthy()
        assert ("of 71 tickets" if FULL else "the demo stays out") in house.said()
        check_private_files(house)
        check_another_terminal(house)
        check_a_second_one_is_refused(house)
        check_the_dead_are_replaced(house)
        check_kill_leaves_no_orphan(house)
        house = House(data)
        print(f"start after kill -9 {house.ready():.1f} s")
        took = house.stop()
        assert took < 5, took
        assert until(lambda: not house.family(), within=1), house.family()
        assert not (data / "run.json").exists()
    finally:
        house.process.kill()


def check_private_files(house: House) -> None:
    for name in ("secrets.json", "run.json"):
        assert stat.S_IMODE((house.data / name).stat().st_mode) == 0o600, name
    secrets = [*json.loads((house.data / "secrets.json").read_text()).values(), template.PASSWORD]
    for pid, words in house.family().items():
        assert not any(secret in words for secret in secrets), f"{pid} shows a secret on its command line"


def check_another_terminal(house: House) -> None:
    """`manage.py` finds the running servers by itself."""
    asked = run(house.data, "manage.py", "ticks", "loop")
    assert asked.returncode == 0, asked.stderr


def check_a_second_one_is_refused(house: House) -> None:
    refused = run(house.data, "-m", "servicedesk.house")
    assert refused.returncode == 1
    assert "already runs" in refused.stderr
    assert house.healthy()


def check_the_dead_are_replaced(house: House) -> None:
    """A killed web server, worker and Valkey come back, each said so in one line."""
    old = {name: house.pid_of(what) for name, what in KILLED.items()}
    for pid in old.values():
        os.kill(pid, signal.SIGKILL)
    for name, what in KILLED.items():
        line = f"\n{name} ended (signal 9): starting it again\n"
        assert until(lambda line=line: line in house.said(), within=15), house.said()  # type: ignore[misc]
        assert until(partial(house.has_new, what, old[name]), within=10), house.said()
    assert until(house.healthy, within=15)


def check_kill_leaves_no_orphan(house: House) -> None:
    house.stop(signal.SIGKILL)
    assert until(lambda: not house.family(), within=6), house.family()


def test_a_taken_port_is_told_in_one_sentence(data: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        house = House(data, other.getsockname()[1])
        assert house.process.wait(10) == 1
    assert house.said().startswith(f"Port {house.port} is taken.")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "eight", "PORT='eight': write a whole number"),
        ("DATABASE_URL", "postgres://desk:x@127.0.0.1:1/desk", "The database does not answer."),
    ],
)
def test_a_wrong_word_is_told_in_one_sentence(data: Path, name: str, value: str, sentence: str) -> None:
    env = environment(data, free_port()) | {name: value}
    command = [sys.executable, "-m", "servicedesk.house"]
    refused = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, timeout=30, check=False)
    assert refused.returncode == 1
    assert refused.stderr.startswith(sentence)
    assert "Traceback" not in refused.stderr
