"""What `make up` does, in order."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO

import psycopg2

from servicedesk import env as environment
from servicedesk.house import chores, leash, place
from servicedesk.house.family import Child, Family, Log
from servicedesk.house.postgres import Postgres
from servicedesk.house.valkey import Valkey
from servicedesk.house.watchdog import Watchdog

PATIENCE = 120.0
TICKERS = {"celery", "loop"}
DJANGO: list[str | Path] = [sys.executable, chores.PROJECT / "manage.py"]
CELERY: list[str | Path] = [sys.executable, "-m", "celery", "-A", "servicedesk.celery:app", "--quiet"]
WORKER = ["worker", "--pool=prefork", "--concurrency=2", "--without-gossip", "--without-mingle", "--loglevel=INFO"]


class CannotStart(Exception):
    """Something that only the person at the keyboard can put right; the sentence says what."""


def say(line: str) -> None:
    """One line to whoever watches, at once."""
    print(line, flush=True)


class Supervisor:
    """Owns the data folder, the servers and the children from the first line to the last."""

    def __init__(self, unwanted: Callable[[], bool]) -> None:
        self.unwanted = unwanted
        self.port = environment.number("PORT", 8000)
        self.data = environment.data_dir()
        self.data.mkdir(parents=True, exist_ok=True, mode=0o711)
        self.lock = self._hold_folder()
        self.began = time.monotonic()
        self.env = dict(os.environ) | {"DATA_DIR": str(self.data), "PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        self.embedded_database = not environment.text("DATABASE_URL")
        self.database = environment.text("DATABASE_URL")
        self.broker = environment.text("REDIS_URL")
        self.stamps = chores.Stamps(self.data / "stamps.json")
        self.watchdog = Watchdog()
        self.logs: list[Log] = []
        self.servers, self.family = Family(self.watchdog, say), Family(self.watchdog, say)

    # --- the order of things ---------------------------------------------------------------
    def open(self) -> None:
        """From nothing to the ready line."""
        self._check_port()
        self._start_servers()
        self._write_run_file()
        if first := self._prepare_database():
            self._finish(self._begin("demo"), "demo")
        moment = chores.database_now(self.database)
        demo = None if first else self._begin("demo")
        self._start_children()
        self._wait_until_ready(moment)
        self._finish(demo, "demo")
        say(f"Ready: http://127.0.0.1:{self.port}")
        self._finish(self._begin("demo", "--logins"), "demo --logins")
        say(f"Logs: {self.data / 'log'}")

    def tend(self) -> None:
        """Look after the children until somebody says stop."""
        while not self.unwanted():
            self.servers.look_after()
            self.family.look_after()
            for log in self.logs:
                log.trim()
            time.sleep(0.2)
        say("Stopping.")

    def close(self) -> None:
        """Everything down in less than five seconds: first those who write, then those who keep."""
        (self.data / "run.json").unlink(missing_ok=True)
        self.family.stop(within=2.0)
        self.servers.stop(within=1.5)
        self.watchdog.close()
        self.lock.close()

    # --- steps --------------------------------------------------------------------------------
    def _hold_folder(self) -> IO[str]:
        held = (self.data / "lock").open("a+")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(f"The product already runs in {self.data}: stop it first, or set DATA_DIR.") from None
        return held

    def _check_port(self) -> None:
        with socket.socket() as asked:
            asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                asked.bind(("127.0.0.1", self.port))
            except OSError:
                other = self.port + 1
                raise CannotStart(
                    f"Port {self.port} is taken. Stop what uses it, or choose another: make up PORT={other}"
                ) from None

    def _start_servers(self) -> None:
        if self.database and self.broker:
            return
        home = place.home_for_data(self.data)
        programs = place.binaries(home)
        kept = environment.SecretBox(home)
        if not self.database:
            postgres = Postgres(programs.postgres, home / "postgres", kept.get("EMBEDDED_POSTGRES_PASSWORD"))
            log = self._log("postgres")
            self.servers.add(Child("postgres", lambda: postgres.start(log.file, port=postgres.port), signal.SIGINT))
            self.database = postgres.url
            self._tell("Postgres answers")
        if not self.broker:
            valkey = Valkey(programs.valkey, home / "valkey", kept.get("EMBEDDED_VALKEY_PASSWORD"))
            diary = self._log("valkey")
            self.servers.add(Child("valkey", lambda: valkey.start(diary.file, port=valkey.port)))
            self.broker = valkey.url
            self._tell("Valkey answers")

    def _write_run_file(self) -> None:
        """Where another terminal's `manage.py` finds the servers."""
        self.env |= {"DATABASE_URL": self.database, "REDIS_URL": self.broker}
        path = self.data / "run.json"
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump({"pid": os.getpid(), "port": self.port, "database": self.database, "redis": self.broker}, out)

    def _prepare_database(self) -> bool:
        """Migrate and collect the static files, side by side, if either has changed; was anything migrated?"""
        collect = None
        if self.stamps.differ("static", chores.static_sources()) or not (self.data / "static").exists():
            collect = self._begin("collectstatic", "--noinput", "--clear", "--verbosity=0")
        migrate = chores.must_migrate(self.database, self.stamps)
        if migrate:
            self._tell("Bringing the database up to date")
            self._finish(self._begin("migrate", "--noinput", "--verbosity=0"), "migrate")
            self.stamps.stamp("migrate")
        if collect is not None:
            self._finish(collect, "collectstatic")
            self.stamps.stamp("static")
        self._tell("The database is up to date")
        return migrate

    def _begin(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start a `manage.py` command; on our own server it may take its time."""
        env = chores.unlimited(self.env) if self.embedded_database else self.env
        chore = chores.manage(*words, env=env)
        self.watchdog.watch(chore.pid)
        return chore

    def _finish(self, chore: "subprocess.Popen[bytes] | None", name: str) -> None:
        """Wait for a command; its failure ends the start."""
        if chore is None:
            return
        while chore.poll() is None:
            self._heed()
            time.sleep(0.02)
        self.watchdog.forget(chore.pid)
        if chore.returncode:
            raise CannotStart(f"`manage.py {name}` failed: the reason stands above.")

    def _heed(self) -> None:
        if self.unwanted():
            raise CannotStart("Stopped before it was ready.")

    def _start_children(self) -> None:
        web: list[str | Path] = [
            sys.executable,
            "-m",
            "gunicorn",
            "--config",
            "python:servicedesk.house.web",
            "servicedesk.wsgi",
        ]
        self._add("web", web, {"CONN_MAX_AGE": "60"})
        self._add("worker", [*CELERY, *WORKER], {})
        self._add("beat", [*CELERY, "beat", "--loglevel=INFO", "--pidfile="], {})
        self._add("sweep", [*DJANGO, "sweep_loop"], {})

    def _add(self, name: str, command: "list[str | Path]", more: dict[str, str]) -> None:
        log, env = self._log(name), self.env | more
        self.family.add(Child(name, lambda: leash.start(command, out=log.file, env=env, cwd=chores.PROJECT)))

    def _wait_until_ready(self, moment: str) -> None:
        until = time.monotonic() + PATIENCE
        waiting = "the web server"
        while time.monotonic() < until:
            if self._web_answers():
                if not (missing := self._missing(moment)):
                    return
                waiting = "the first sweep of: " + ", ".join(sorted(missing))
            self._heed()
            self.servers.look_after()
            self.family.look_after()
            time.sleep(0.1)
        raise CannotStart(f"Waited {PATIENCE:.0f} s in vain for {waiting}. The reason is in {self.data / 'log'}.")

    def _missing(self, moment: str) -> set[str]:
        """Who has not swept yet; a database that is just coming back has heard of nobody."""
        try:
            return TICKERS - chores.ticked_since(self.database, moment)
        except psycopg2.OperationalError:
            return TICKERS

    def _web_answers(self) -> bool:
        line = HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            line.request("GET", "/healthz")
            return line.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            line.close()

    def _log(self, name: str) -> Log:
        self.logs.append(Log(self.data / "log" / f"{name}.log"))
        return self.logs[-1]

    def _tell(self, what: str) -> None:
        say(f"{time.monotonic() - self.began:6.1f} s  {what}")
