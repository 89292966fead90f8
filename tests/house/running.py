"""The real product, started as a person starts it, in a data folder of its own."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

import psycopg2
from django.db import connection

from accounts.models import Unit
from servicedesk.house import place
from servicedesk.house.place import free_port
from servicedesk.house.postgres import DATABASE, LIMITS
from tests import template
from tests.servers import PROJECT

# What the test run tells Django about its own servers must not reach a product that starts servers itself.
OF_THE_TEST_RUN = {
    "UNDER_TEST",
    "DATABASE_URL",
    "REDIS_URL",
    "TEST_TEMPLATE",
    "SECRET_KEY",
    "FIELD_KEY",
    "INDEX_SECRET",
    "LINK_SECRET",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
}
PATIENCE = 120.0


def until(true: Callable[[], bool], *, within: float) -> bool:
    """Did it become true in time?"""
    end = time.monotonic() + within
    while not (came := true()) and time.monotonic() < end:
        time.sleep(0.05)
    return came


def home_folder() -> Path:
    """A data folder that the servers' user can enter, whoever runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix=f"desk-test-{os.geteuid()}-{os.getpid()}-", dir=os.environ["TEST_FOLDER"]))
    folder.chmod(0o711)
    return folder


def environment(data: Path, port: int) -> dict[str, str]:
    """A person's environment, with this data folder and this port."""
    plain = {name: value for name, value in os.environ.items() if name not in OF_THE_TEST_RUN}
    told = {"DATA_DIR": str(data), "PORT": str(port), "DEMO_PASSWORD": "Lamp-posts-4-all"}
    return plain | told | {"EMBEDDED_POSTGRES_PASSWORD": template.PASSWORD}


def settle_somebody(data: Path) -> None:
    """A cluster as it was left by an earlier start: migrated, and lived in by a company that is not the demo's."""
    home = place.home_for_data(data)
    with (data / "earlier.log").open("ab") as log:
        postgres = template.furnish(place.binaries(home).postgres, home / "postgres", log.fileno(), LIMITS)
        postgres.start(log.fileno())
        tell(postgres.connect("postgres"), f"DROP DATABASE {DATABASE}")
        tell(postgres.connect("postgres"), f"ALTER DATABASE {template.TEMPLATE} RENAME TO {DATABASE}")
        other = Unit(kind="city", code="S1", name="别家公司", path="/S1/")
        fields = Unit._meta.concrete_fields
        columns, places = ", ".join(field.column for field in fields), ", ".join("%s" for _field in fields)
        values = [field.get_db_prep_save(getattr(other, field.attname), connection) for field in fields]
        tell(postgres.connect(DATABASE), f"INSERT INTO accounts_unit ({columns}) VALUES ({places})", values)
        postgres.stop(within=20)


def tell(line: "psycopg2.extensions.connection", statement: str, facts: Sequence[object] = ()) -> None:
    with line.cursor() as cursor:
        cursor.execute(statement, facts)
    line.close()


class House:
    """One running supervisor and what it has said."""

    def __init__(self, data: Path, port: int = 0) -> None:
        self.data, self.port = data, port or free_port()
        self.words = data / "said.txt"
        self.began = time.monotonic()
        with self.words.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "servicedesk.house"],
                cwd=PROJECT,
                env=environment(data, self.port),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        """Everything that it printed so far."""
        return self.words.read_text(errors="replace")

    def ready(self) -> float:
        """Wait for the ready line and for the logins after it; the seconds until ready."""
        line = f"\nReady: http://127.0.0.1:{self.port}\n"
        assert until(lambda: line in self.said() or self.process.poll() is not None, within=PATIENCE), self.said()
        took = time.monotonic() - self.began
        assert until(lambda: "\nLogs: " in self.said(), within=20), self.said()
        return took

    def healthy(self) -> bool:
        """Does the web server answer?"""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def family(self) -> dict[int, str]:
        """Every living process that carries this data folder, the servers included."""
        found = {}
        for each in Path("/proc").glob("[0-9]*"):
            try:
                words, told = (each / "cmdline").read_bytes(), (each / "environ").read_bytes()
                told += words + os.readlink(each / "cwd").encode()  # Valkey writes over its own environment
            except OSError:
                continue
            if words and str(self.data).encode() in told and int(each.name) != os.getpid():
                found[int(each.name)] = words.replace(b"\0", b" ").decode()
        return found

    def pid_of(self, what: str) -> int:
        """The eldest process whose command line says this."""
        return min(pid for pid, words in self.family().items() if re.search(what, words))

    def has_new(self, what: str, old: int) -> bool:
        """Is there one again, after the old one?"""
        family = self.family()
        return old not in family and any(re.search(what, words) for words in family.values())

    def stop(self, how: signal.Signals = signal.SIGTERM) -> float:
        """Send a signal and wait; the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(20)
        return time.monotonic() - began
