"""The children of the supervisor: started together, restarted one by one, stopped in order."""

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from servicedesk.house import leash
from servicedesk.house.place import NoServer
from servicedesk.house.watchdog import Watchdog

# A child that keeps dying is started ever more slowly; one that has lived for a while is forgiven.
PAUSES = (0.2, 1.0, 2.0, 5.0, 10.0)
FORGIVEN_AFTER = 60.0
LOG_LIMIT = 20_000_000


class Log:
    """A child's output, in one file that is cut when it has grown too long."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = path
        self.file: IO[bytes] = path.open("ab")

    def trim(self) -> None:
        """Keep one older file; everybody appends, so the live one may be cut under their hands."""
        if self.path.stat().st_size > LOG_LIMIT:
            self.path.with_suffix(".old").write_bytes(self.path.read_bytes())
            self.file.truncate(0)


class Child:
    """One long-running process and how to bring it back."""

    def __init__(
        self, name: str, begin: Callable[[], "subprocess.Popen[bytes]"], farewell: signal.Signals = signal.SIGTERM
    ) -> None:
        self.name, self.begin, self.farewell = name, begin, farewell
        self.process: subprocess.Popen[bytes] | None = None
        self.began = 0.0
        self.deaths = 0
        self.again_at = 0.0


class Family:
    """All children, each known to the watchdog while it lives."""

    def __init__(self, watchdog: Watchdog, say: Callable[[str], None]) -> None:
        self.watchdog, self.say = watchdog, say
        self.children: list[Child] = []

    def add(self, child: Child) -> None:
        """Start a child and look after it from now on."""
        self.children.append(child)
        self._start(child)

    def look_after(self) -> None:
        """Bring back whoever has died and has waited long enough."""
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                self._mourn(child, child.process)
            if child.process is None and time.monotonic() >= child.again_at:
                self._start(child)

    def stop(self, *, within: float) -> None:
        """Say goodbye to all at once; whoever lingers is ended with all that it started."""
        living = [(child, child.process) for child in self.children if child.process is not None]
        for child, process in living:
            if process.poll() is None:
                process.send_signal(child.farewell)
        until = time.monotonic() + within
        for _child, process in living:
            try:
                process.wait(max(0.01, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                continue
            finally:
                leash.signal_group(process, signal.SIGKILL)
        for _child, process in living:
            process.wait()
            self.watchdog.forget(process.pid)
        self.children.clear()

    def _start(self, child: Child) -> None:
        try:
            child.process, child.began = child.begin(), time.monotonic()
        except NoServer as why:
            if not child.deaths:
                raise
            child.deaths += 1
            child.again_at = time.monotonic() + _pause(child)
            self.say(str(why))
        else:
            self.watchdog.watch(child.process.pid)

    def _mourn(self, child: Child, process: "subprocess.Popen[bytes]") -> None:
        """What it had started goes with it, so that the new one finds its port and its work free."""
        leash.signal_group(process, signal.SIGKILL)
        self.watchdog.forget(process.pid)
        child.deaths = 0 if time.monotonic() - child.began > FORGIVEN_AFTER else child.deaths
        child.deaths += 1
        child.process, child.again_at = None, time.monotonic() + _pause(child)
        self.say(f"{child.name} ended ({told(process.returncode)}): starting it again")


def _pause(child: Child) -> float:
    return PAUSES[min(child.deaths, len(PAUSES)) - 1]


def told(code: int) -> str:
    """An exit code in words."""
    return f"signal {-code}" if code < 0 else f"exit code {code}"
