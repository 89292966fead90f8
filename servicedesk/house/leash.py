"""How a child is started so that it cannot outlive whoever started it."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None


def die_with_parent(how: signal.Signals = signal.SIGKILL) -> None:
    """Ask Linux to end this process when the thread that started it ends; elsewhere the watchdog does it alone."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, how)


def _in_child(how: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()

    def prepare() -> None:
        die_with_parent(how)
        if os.getppid() != parent:  # it died before we could ask
            os._exit(1)

    return prepare


def start(
    command: Sequence[str | Path],
    *,
    out: IO[bytes] | int,
    env: Mapping[str, str] | None = None,
    user: str = "",
    how: signal.Signals = signal.SIGKILL,
    cwd: Path | str | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own: a Ctrl-C meant for us must not reach Postgres before the web server is gone."""
    dropped: dict[str, object] = {}
    if user:
        who = pwd.getpwnam(user)
        dropped = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.STDOUT,
        env=dict(env) if env is not None else None,
        cwd=cwd,
        start_new_session=True,
        preexec_fn=_in_child(how),
        **dropped,  # type: ignore[call-overload]
    )


def signal_group(child: subprocess.Popen[bytes], what: signal.Signals) -> None:
    """Tell a child and all it started; one that is gone already is no error."""
    try:
        os.killpg(child.pid, what)
    except (ProcessLookupError, PermissionError):
        return


def stop(child: subprocess.Popen[bytes], what: signal.Signals, *, within: float) -> None:
    """Ask nicely, wait, then insist."""
    if child.poll() is None:
        child.send_signal(what)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(within)
    signal_group(child, signal.SIGKILL)
    child.wait()


def command_line(pid: int) -> str:
    """What a living process was started with; nothing when it is gone."""
    try:
        told = Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return ""
        told = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, check=False).stdout
    return told.replace(b"\0", b" ").decode(errors="replace").strip()
