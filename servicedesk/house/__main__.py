"""`python -m servicedesk.house`: run the product until somebody says stop."""

import signal
import sys
from types import FrameType

import psycopg2
from django.core.exceptions import ImproperlyConfigured

from servicedesk.house.parent import Make
from servicedesk.house.place import NoServer
from servicedesk.house.supervisor import CannotStart, Supervisor, say

STOPPING = (signal.SIGINT, signal.SIGTERM)


class Stopped(BaseException):
    """Somebody asked us to end."""


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """Hear it once: the second Ctrl-C of an impatient person must not break the tidying."""
    for what in STOPPING:
        signal.signal(what, signal.SIG_IGN)
    raise Stopped


def main() -> int:
    """Open, tend, close; what a person can put right is said in one sentence."""
    make = Make() if "--with-make" in sys.argv else None
    for what in STOPPING:
        signal.signal(what, _stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup asked us to go on
        signal.signal(signal.SIGHUP, _stop)
    supervisor: Supervisor | None = None
    try:
        supervisor = Supervisor(lambda: make is not None and make.wants_an_end())
        supervisor.open()
        supervisor.tend()
    except Stopped:
        say("Stopping.")
    except (CannotStart, NoServer, ImproperlyConfigured) as why:
        print(why, file=sys.stderr, flush=True)
        return 1
    except psycopg2.OperationalError as why:
        print(f"The database does not answer. {str(why).strip()}", file=sys.stderr, flush=True)
        return 1
    finally:
        if supervisor is not None:
            supervisor.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
