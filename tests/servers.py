"""One real Postgres, one real Valkey and one migrated template database for a whole test run.

`tests.settings` opens them, so that their addresses stand in the environment before Django reads its settings. xdist's
workers inherit the addresses and only clone the template."""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from servicedesk.house import place
from servicedesk.house.postgres import LIMITS, Postgres
from servicedesk.house.valkey import Valkey
from tests import template

PROJECT = Path(__file__).resolve().parent.parent
# A test may think for longer between two statements than a web request may.
TEST_LIMITS = {name: value for name, value in LIMITS.items() if name != "idle_in_transaction_session_timeout"}


class Servers:
    """What the run stands on; closed whatever happens, and tied to this process besides."""

    def __init__(self) -> None:
        self.folder = fresh_folder()
        self.log = (self.folder / "servers.log").open("ab")
        self.programs = place.binaries(self.folder)
        self.postgres: Postgres | None = None
        self.valkey = Valkey(self.programs.valkey, self.folder / "vk", secrets.token_hex(16))

    def open(self) -> None:
        """Start both servers; the database has a migrated template from which each worker clones its own."""
        os.environ |= {"UNDER_TEST": "True", "DATA_DIR": str(self.folder / "data")}
        os.environ |= {
            name: secrets.token_hex(32) for name in ("SECRET_KEY", "FIELD_KEY", "INDEX_SECRET", "LINK_SECRET")
        }
        os.environ["TEST_FOLDER"] = str(self.folder)
        for name in ("PUBLIC_URL", "PORT", "DEBUG", "ALLOWED_HOSTS", "DEMO_PASSWORD"):
            os.environ.pop(name, None)
        if "TEST_DATABASE_URL" in os.environ:
            os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
        else:
            self.postgres = template.furnish(self.programs.postgres, self.folder / "pg", self.log.fileno(), TEST_LIMITS)
            self.postgres.start(self.log.fileno())
            os.environ |= {"DATABASE_URL": self.postgres.url, "TEST_TEMPLATE": template.TEMPLATE}
        if "TEST_REDIS_URL" in os.environ:
            os.environ["REDIS_URL"] = os.environ["REDIS_OWNER_URL"] = os.environ["TEST_REDIS_URL"]
        else:
            self.valkey.start(self.log.fileno())
            os.environ |= {"REDIS_URL": self.valkey.url, "REDIS_OWNER_URL": self.valkey.owner_url}

    def close(self) -> None:
        """Stop both and throw their data away."""
        if self.postgres is not None:
            self.postgres.abandon()
        self.valkey.stop()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def fresh_folder() -> Path:
    """A folder that the servers' user can enter; those of runs that were killed are swept away."""
    above = Path("/var/tmp" if os.access("/var/tmp", os.W_OK) else tempfile.gettempdir())
    for left in above.glob(f"desk-test-{os.geteuid()}-*"):
        pid = left.name.split("-")[3]
        if pid.isdigit() and not _alive(int(pid)):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"desk-test-{os.geteuid()}-{os.getpid()}-", dir=above))
    folder.chmod(0o711)
    return folder


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def stand() -> None:
    """Open the servers in the process that leads the run; a worker of xdist only picks its own numbered Valkey database."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        servers = Servers()
        atexit.register(servers.close)
        servers.open()
    else:
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rpartition("/")[0] + f"/{int(worker.removeprefix('gw')) + 1}"
    # What a test starts in another process is the product itself.
    os.environ["DJANGO_SETTINGS_MODULE"] = "servicedesk.settings"
