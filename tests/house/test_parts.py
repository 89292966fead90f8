"""The supervisor's small parts, each by itself."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from servicedesk.house import leash
from servicedesk.house.chores import Stamps
from servicedesk.house.family import Child, Family, Log, told
from servicedesk.house.postgres import end_leftover
from servicedesk.house.watchdog import Watchdog
from tests.house.running import until

LONELY = "import time; time.sleep(60)"


@pytest.fixture
def watchdog() -> Watchdog:
    return Watchdog()


def begin() -> "subprocess.Popen[bytes]":
    return leash.start([sys.executable, "-c", LONELY], out=subprocess.DEVNULL)


def test_a_child_that_dies_is_brought_back_and_said_so(watchdog: Watchdog) -> None:
    said: list[str] = []
    family = Family(watchdog, said.append)
    child = Child("sweep", begin)
    family.add(child)
    assert child.process is not None
    first = child.process.pid
    child.process.kill()
    child.process.wait()
    assert until(lambda: family.look_after() or (child.process is not None and child.process.pid != first), within=3)
    assert said == ["sweep ended (signal 9): starting it again"]
    family.stop(within=1)
    watchdog.close()


def test_a_child_that_keeps_dying_is_started_ever_more_slowly(watchdog: Watchdog) -> None:
    family = Family(watchdog, lambda line: None)
    child = Child("web", lambda: leash.start([sys.executable, "-c", ""], out=subprocess.DEVNULL))
    family.add(child)
    waits = []
    for _round in range(3):
        assert child.process is not None
        child.process.wait()
        family.look_after()
        waits.append(child.again_at - time.monotonic())
        child.again_at = 0.0
        family.look_after()
    assert waits == sorted(waits)
    assert waits[0] < 0.3 < waits[-1]
    family.stop(within=1)
    watchdog.close()


def test_the_watchdog_ends_what_a_killed_supervisor_leaves() -> None:
    """Started without the kernel's leash, as on a system that has none."""
    orphan = subprocess.Popen([sys.executable, "-c", LONELY], start_new_session=True)
    watchdog = Watchdog()
    watchdog.watch(orphan.pid)
    watchdog.close()
    assert orphan.wait(5) == -signal.SIGKILL


def test_the_watchdog_spares_what_it_was_told_to_forget() -> None:
    other = subprocess.Popen([sys.executable, "-c", LONELY], start_new_session=True)
    watchdog = Watchdog()
    watchdog.watch(other.pid)
    watchdog.forget(other.pid)
    watchdog.close()
    assert other.poll() is None
    other.kill()
    other.wait()


def test_a_pid_file_that_names_a_stranger_is_removed(tmp_path: Path) -> None:
    (tmp_path / "postmaster.pid").write_text(f"{os.getpid()}\n{tmp_path}\n")
    end_leftover(tmp_path)
    assert not (tmp_path / "postmaster.pid").exists()


def test_the_pid_file_of_a_crashed_server_is_left_to_postgres(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / "postmaster.pid").write_text(f"{gone.pid}\n{tmp_path}\n")
    end_leftover(tmp_path)
    assert (tmp_path / "postmaster.pid").exists()


def test_a_log_that_has_grown_too_long_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("servicedesk.house.family.LOG_LIMIT", 10)
    log = Log(tmp_path / "web.log")
    log.file.write(b"a line that is long enough\n")
    log.file.flush()
    log.trim()
    assert (log.path.stat().st_size, log.path.with_suffix(".old").stat().st_size) == (0, 27)


def test_a_stamp_tells_whether_work_is_needed(tmp_path: Path) -> None:
    files = [Path(__file__)]
    stamps = Stamps(tmp_path / "stamps.json")
    assert stamps.differ("static", files)
    stamps.stamp("static")
    assert not Stamps(tmp_path / "stamps.json").differ("static", files)


def test_an_end_is_told_in_words() -> None:
    assert (told(-9), told(3)) == ("signal 9", "exit code 3")
