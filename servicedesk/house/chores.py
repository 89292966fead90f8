"""The short work before the doors open, left out where nothing has changed since last time."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import psycopg2

from servicedesk.house import leash

PROJECT = Path(__file__).resolve().parent.parent.parent


def manage(*words: str, env: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Start one `manage.py` command whose words go to our own output."""
    sys.stdout.flush()
    return leash.start([sys.executable, PROJECT / "manage.py", *words], out=sys.stdout.fileno(), env=env, cwd=PROJECT)


def migration_files() -> list[Path]:
    """The migrations of our own apps."""
    return sorted(PROJECT.glob("*/migrations/[0-9]*.py"))


def must_migrate(database: str, stamps: "Stamps") -> bool:
    """Is a migration on disk that the database has not had, or have the libraries changed theirs?"""
    ours = {(file.parent.parent.name, file.stem) for file in migration_files()}
    other_libraries = stamps.differ("migrate", [PROJECT / "constraints.txt"])
    try:
        had = set(ask(database, "SELECT app, name FROM django_migrations"))
    except psycopg2.errors.UndefinedTable:
        return True
    return other_libraries or not ours <= had


def static_sources() -> list[Path]:
    """Everything that collectstatic's result follows from."""
    served = [path for path in (PROJECT / "static").rglob("*") if path.is_file()]
    return sorted([*served, *PROJECT.glob("servicedesk/**/*.py"), PROJECT / "constraints.txt"])


def ask(database: str, question: str, *facts: object) -> list[tuple[object, ...]]:
    """One question to the database, on a connection of its own."""
    connection = psycopg2.connect(database, connect_timeout=5)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(question, facts)
            return list(cursor.fetchall())
    finally:
        connection.close()


def database_now(database: str) -> str:
    """The database's clock, by which ticks are judged."""
    return str(ask(database, "SELECT clock_timestamp()::text")[0][0])


def ticked_since(database: str, moment: str) -> set[str]:
    """Who has swept since this moment: 'celery', 'loop'."""
    return {str(row[0]) for row in ask(database, "SELECT name FROM tickets_tick WHERE at >= %s::timestamptz", moment)}


class Stamps:
    """Digests of what was last worked up, so that a second start is quick."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        self.fresh: dict[str, str] = {}

    def differ(self, name: str, files: Iterable[Path]) -> bool:
        """Have these files changed since `name` was stamped?"""
        digest = hashlib.sha256()
        for file in files:
            state = file.stat()
            digest.update(f"{file.relative_to(PROJECT)}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
        self.fresh[name] = digest.hexdigest()
        return self.kept.get(name) != self.fresh[name]

    def stamp(self, name: str) -> None:
        """The work is done for what was last compared."""
        self.kept[name] = self.fresh[name]
        half = self.path.with_suffix(".new")
        half.write_text(json.dumps(self.kept, indent=1))
        half.rename(self.path)


def unlimited(env: dict[str, str]) -> dict[str, str]:
    """The environment of a command whose statements may take their time: a migration, the first load."""
    options = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c lock_timeout=10s"
    return env | {"PGOPTIONS": f"{os.environ.get('PGOPTIONS', '')} {options}".strip()}
