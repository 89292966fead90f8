"""A Postgres and a Valkey of the benchmark's own, with the product's own limits, and databases that are kept as templates."""

import atexit
import os
import subprocess
import sys
from pathlib import Path
from zlib import crc32

from servicedesk.house import place
from servicedesk.house.postgres import ROLE, Postgres
from servicedesk.house.valkey import Valkey

PASSWORD = "only-for-the-bench"
PROJECT = Path(__file__).resolve().parent.parent


def number(name: str, default: int) -> int:
    """A size that the caller may set."""
    return int(os.environ.get(name) or default)


def recipe() -> str:
    """The migrations and the making of the data: a template of another schema is not used again."""
    files = sorted(PROJECT.glob("*/migrations/0*.py"))
    words = [path.name for path in files] + [(PROJECT / "bench" / "making.py").read_text()]
    return f"{crc32(repr(words).encode()):08x}"


class House:
    """What a measurement stands on."""

    def __init__(self, data: Path) -> None:
        self.data = data
        data.mkdir(parents=True, exist_ok=True)
        self.home = place.home_for_data(data)
        programs = place.binaries(self.home)
        self.log = (data / "servers.log").open("ab")
        self.recipe = recipe()
        self.postgres = Postgres(programs.postgres, self.home / "postgres", PASSWORD)
        self.valkey = Valkey(programs.valkey, self.home / "valkey", PASSWORD)

    def open(self) -> None:
        """Start both servers. Whoever makes rows by the million may leave the triggers out."""
        self.postgres.start(self.log)
        self.valkey.start(self.log)
        self._say([f"GRANT SET ON PARAMETER session_replication_role TO {ROLE}"])

    def close(self) -> None:
        """Stop both; the templates stay. The chaos deck may have started another postmaster."""
        self.valkey.stop()
        self.postgres.stop()
        self.log.close()

    def furnish(self, name: str, scale: int) -> None:
        """Make the template once: migrated, with a company and `scale` armed and `scale` fired deadlines."""
        name = f"{name}_{self.recipe}"
        if self._exists(name):
            return
        print(f"making the data: {scale} armed and {scale} fired rows, once", flush=True)
        self._say(f"DROP DATABASE IF EXISTS half_made; CREATE DATABASE half_made OWNER {ROLE}".split(";"))
        env = self.environment(self._address("half_made")) | {"SEED": str(scale)}
        env["PGOPTIONS"] = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0"
        for command in (["manage.py", "migrate", "--verbosity=0", "--skip-checks"], ["-m", "bench.seed"]):
            subprocess.run([sys.executable, *command], cwd=PROJECT, env=env, check=True)
        self._say([f"ALTER DATABASE half_made RENAME TO {name}"])

    def restart_postgres(self) -> None:
        """After its postmaster was killed: again, on the same port."""
        self.postgres.start(self.log, port=self.postgres.port)

    def restart_valkey(self) -> None:
        """After it was killed: again, on the same port."""
        self.valkey.start(self.log, port=self.valkey.port)

    def copy(self, template: str, name: str) -> str:
        """A fresh copy of a template; its address."""
        source = f"{template}_{self.recipe}"
        self._say(
            [
                f"DROP DATABASE IF EXISTS {name}",
                f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY file_copy OWNER {ROLE}",
            ]
        )
        return self._address(name)

    def environment(self, address: str) -> dict[str, str]:
        """What the product's processes are told."""
        told = {"DATABASE_URL": address, "REDIS_URL": self.valkey.url, "DATA_DIR": str(self.data)}
        told |= {"DJANGO_SETTINGS_MODULE": "servicedesk.settings", "LOG_LEVEL": "ERROR"}
        return os.environ | told

    def _address(self, name: str) -> str:
        return self.postgres.url.rpartition("/")[0] + f"/{name}"

    def _exists(self, name: str) -> bool:
        with self.postgres.connect("postgres").cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return cursor.fetchone() is not None

    def _say(self, words: list[str]) -> None:
        connection = self.postgres.connect("postgres")
        with connection.cursor() as cursor:
            for statement in words:
                cursor.execute(statement)
        connection.close()


def stand(scale: int) -> House:
    """Open the house with a fresh copy of the data, and tell Django in this process and its children where it is."""
    house = House(PROJECT / ".data" / "bench")
    atexit.register(house.close)
    house.open()
    house.furnish(f"seed_{scale}", scale)
    os.environ |= house.environment(house.copy(f"seed_{scale}", "run"))
    return house
