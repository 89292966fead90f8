"""A process that outlives a killed supervisor just long enough to end what it left behind.

It reads `+pid` and `-pid` lines; the end of the pipe means that the supervisor is gone."""

import os
import signal
import subprocess
import sys
import time

from servicedesk.house import leash

GRACE = 4.0


class Watchdog:
    """The supervisor's end of the pipe."""

    def __init__(self) -> None:
        self.child = subprocess.Popen(
            [sys.executable, "-m", "servicedesk.house.watchdog"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def watch(self, pid: int) -> None:
        """From now on this process and its group end with us."""
        self._say(f"+{pid}\n")

    def forget(self, pid: int) -> None:
        """It is gone, and its number may soon be another's."""
        self._say(f"-{pid}\n")

    def close(self) -> None:
        """Nothing is left to watch."""
        if self.child.stdin:
            self.child.stdin.close()
        self.child.wait(GRACE + 2)

    def _say(self, line: str) -> None:
        if self.child.stdin:
            try:
                self.child.stdin.write(line.encode())
                self.child.stdin.flush()
            except BrokenPipeError:
                return  # somebody killed the watchdog; the kernel's own leash still holds


def end(pids: set[int]) -> None:
    """Postgres and Valkey were asked to stop by the kernel when their parent died; all others go at once."""
    until = time.monotonic() + GRACE
    servers = {pid for pid in pids if any(name in leash.command_line(pid) for name in ("postgres", "valkey", "redis"))}
    for pid in pids - servers:
        _kill_group(pid)
    for pid in servers:
        _tell(pid, signal.SIGINT)
    while any(leash.command_line(pid) for pid in servers) and time.monotonic() < until:
        time.sleep(0.05)
    for pid in servers:
        _kill_group(pid)


def _tell(pid: int, what: signal.Signals) -> None:
    try:
        os.kill(pid, what)
    except (ProcessLookupError, PermissionError):
        return


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def main() -> None:
    """Listen until the supervisor is gone."""
    for what in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(what, signal.SIG_IGN)
    pids: set[int] = set()
    for line in sys.stdin:
        pid = int(line[1:])
        if line[0] == "+":
            pids.add(pid)
        else:
            pids.discard(pid)
    end(pids)


if __name__ == "__main__":
    main()
