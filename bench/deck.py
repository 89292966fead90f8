"""The cards of the chaos deck, and the processes that they are dealt to. Whatever is killed is started again, as a supervisor would."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from redis import Redis

from bench.house import PROJECT, House
from bench.proxy import Proxy
from bench.table import FOLDER
from servicedesk.house import leash
from servicedesk.house.place import NoServer
from servicedesk.house.postgres import Postgres
from servicedesk.house.valkey import Valkey

CELERY = (sys.executable, "-m", "celery", "-A", "servicedesk", "--quiet")
WORKER = (*CELERY, "worker", "--concurrency=1", "--loglevel=error", "--without-mingle", "--without-gossip")
BEAT = (*CELERY, "beat", "--loglevel=error", "--pidfile=")
LOOP = (sys.executable, "manage.py", "sweep_loop")
GLANCE = 0.2  # seconds between two looks of the supervisor
PARTS = ("worker", "beat", "loop")


class Clockwork:
    """Two workers, two beats, two loops. The first worker and the first loop reach their servers through the proxies."""

    def __init__(self, house: House, told: dict[str, str]) -> None:
        self.house, self.told = house, told
        self.postgres, self.valkey = Proxy(house.postgres.port), Proxy(house.valkey.port)
        self.log = (FOLDER / "faults.log").open("ab")
        self.words = dict(zip(PARTS, (WORKER, BEAT, LOOP), strict=True))
        self.children = {f"{part}{n}": self._start(f"{part}{n}") for part in PARTS for n in (1, 2)}
        self.is_over = threading.Event()
        self.supervisor = threading.Thread(target=self._look_after, daemon=True)
        self.supervisor.start()

    def _start(self, name: str) -> "subprocess.Popen[bytes]":
        env = os.environ | self.told
        if name in {"worker1", "loop1"}:
            env["DATABASE_URL"] = self.postgres.through(env["DATABASE_URL"])
            env["REDIS_URL"] = self.valkey.through(env["REDIS_URL"])
        return leash.start(self.words[name[:-1]], out=self.log, env=env, cwd=PROJECT)

    def _look_after(self) -> None:
        while not self.is_over.wait(GLANCE):
            for name, child in list(self.children.items()):
                if child.poll() is not None:
                    self.children[name] = self._start(name)

    def wait(self, seconds: float) -> None:
        """Let time pass, and start a server again when it has died: they end with the thread that started them."""
        servers = ((self.house.postgres, self.house.restart_postgres), (self.house.valkey, self.house.restart_valkey))
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for server, restart in servers:
                if server.child is not None and server.child.poll() is not None:
                    with suppress(NoServer):  # the next look tries again
                        restart()
            time.sleep(GLANCE)

    def signal(self, name: str, what: signal.Signals) -> None:
        """Tell one of them and all that it has forked."""
        with suppress(ProcessLookupError):
            os.killpg(self.children[name].pid, what)

    def kill_child_of(self, name: str) -> None:
        """The prefork child of a worker alone; its parent starts another."""
        parent = str(self.children[name].pid)
        found = subprocess.run(["pgrep", "-P", parent], capture_output=True, text=True, check=False).stdout.split()
        for pid in found[:1]:
            os.kill(int(pid), signal.SIGKILL)

    def stop(self) -> None:
        """All at once, and the wires with them."""
        self.is_over.set()
        self.supervisor.join()
        for name, child in self.children.items():
            self.signal(name, signal.SIGKILL)
            child.wait()
        self.postgres.close()
        self.valkey.close()
        self.log.close()


def later(seconds: float, act: Callable[[], None]) -> None:
    """Do it after a while, beside the game."""
    timer = threading.Timer(seconds, act)
    timer.daemon = True
    timer.start()


class Deck:
    """What can be dealt, and by whose hand."""

    def __init__(self, work: Clockwork, dealer: random.Random) -> None:
        self.work, self.house, self.dealer = work, work.house, dealer
        self.cards: dict[str, Callable[[], None]] = {
            "kill -9 worker": lambda: work.signal(self._one("worker"), signal.SIGKILL),
            "kill -9 child": lambda: work.kill_child_of(self._one("worker")),
            "kill -9 beat": lambda: work.signal(self._one("beat"), signal.SIGKILL),
            "kill -9 loop": lambda: work.signal(self._one("loop"), signal.SIGKILL),
            "kill -9 Valkey": lambda: self._kill(self.house.valkey),
            "FLUSHALL": self._flush,
            "freeze Valkey 12 s": self._freeze_valkey,
            "half-open to Valkey": lambda: self._stall(work.valkey),
            "freeze 4 s": lambda: self._freeze(4),
            "freeze 8 s": lambda: self._freeze(8),
            "kill -9 Postgres backend": self._kill_backend,
            "kill -9 postmaster": lambda: self._kill(self.house.postgres),
            "half-open to Postgres": lambda: self._stall(work.postgres),
        }

    def _one(self, *parts: str) -> str:
        return self.dealer.choice([f"{part}{n}" for part in parts for n in (1, 2)])

    def _freeze(self, seconds: float) -> None:
        """It holds what it has locked until the database loses patience, which takes six seconds."""
        name = self._one("worker", "loop")
        self.work.signal(name, signal.SIGSTOP)
        later(seconds, lambda: self.work.signal(name, signal.SIGCONT))

    def _stall(self, proxy: Proxy) -> None:
        if not proxy.stall():
            raise NotDealt

    def _kill_backend(self) -> None:
        """One backend of Postgres: the postmaster ends all others and recovers."""
        line = self.house.postgres.connect("postgres")
        with line.cursor() as cursor:
            cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = 'run' ORDER BY random() LIMIT 1")
            row = cursor.fetchone()
        line.close()
        if row is None:
            raise NotDealt
        os.kill(row[0], signal.SIGKILL)

    def _kill(self, server: Postgres | Valkey) -> None:
        """Its parent process; at the supervisor's next look it is started again on the same port."""
        if server.child is None or server.child.poll() is not None:
            raise NotDealt
        server.child.kill()

    def _freeze_valkey(self) -> None:
        """For longer than anybody waits for its answer."""
        frozen = self.house.valkey.child
        if frozen is None:
            raise NotDealt
        frozen.send_signal(signal.SIGSTOP)
        later(12, lambda: frozen.send_signal(signal.SIGCONT))

    def _flush(self) -> None:
        """Bindings and all."""
        with Redis.from_url(self.house.valkey.owner_url, socket_timeout=1, socket_connect_timeout=1) as broker:
            broker.flushall()


class NotDealt(Exception):
    """There was nothing to deal the card to at this moment."""
