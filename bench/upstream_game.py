"""One run of the provincial hotline against the product: who plays, who is killed, and what both sides have at the end."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.db import Error, connection
from django.db.models import Count, Max
from django.utils.dateparse import parse_date

from accounts.models import User
from bench.deck import Clockwork, Deck, NotDealt
from bench.house import PROJECT, House
from bench.making import first_case
from bench.running import web_server
from bench.table import FOLDER
from bench.upstream import EVERY, FAULTS, KILLS, NETWORKS, PATIENCE, RATE, SEED, Agreed, N
from hotline.actions import make_client
from hotline.hooks.delivering import deliver
from hotline.model_hooks import Hook, HookMessage
from hotline.model_reconcile import Reconciled, Reconciliation
from hotline.model_upstream import Upstream, UpstreamOrder
from hotline.upstream import codes, deciding, mending, reconciling
from hotline.upstream.setting import set_up
from servicedesk.lib.refusals import Refusal
from tickets.actions import desk
from tickets.actions.spine import database_time
from tickets.models import Category, Ticket

SECRET = "only-for-the-bench"
DATA = FOLDER / "province"
SIMULATOR = (sys.executable, "-m", "simulator")


class Game:
    """One run."""

    def __init__(self, house: House) -> None:
        self.house, self.found, self.dealer = house, Agreed(), random.Random(SEED)
        self.is_over = threading.Event()
        self.boss = User.objects.filter(login="boss").first() or (first_case() and User.objects.get(login="boss"))
        client = make_client(org=self.boss.org, name="模拟省中心", source="95598")  # type: ignore[arg-type]
        type(client.client).objects.update(per_minute=100_000)
        self.key, self.upstream = client.key, self._set_up(client.client)

    def _set_up(self, client: object) -> Upstream:
        with_bill = Category.objects.get(org=self.boss.org, code="bill")
        hall, at = first_case().unit, database_time()
        told = {"kind": "95598", "name": "省 95598", "address": "http://127.0.0.1:8395/api/", "accept_limit": "30m"}
        told |= {"hall": hall, "category": with_bill, "accepts_by_rule": True}  # type: ignore[dict-item]
        made = set_up(client, secret=SECRET, by=self.boss, at=at, **told)  # type: ignore[arg-type]
        for theirs in ("0301", "0102", "0205"):
            codes.add_code(made, kind="category", theirs=theirs, ours="bill", by=self.boss, at=at)
        for theirs in ("370202", "370203"):
            codes.add_code(made, kind="area", theirs=theirs, ours=hall.code, by=self.boss, at=at)
        return made

    def play(self) -> Agreed:
        """Send, work, kill; then let everything arrive, compare, mend, compare again."""
        shutil.rmtree(DATA, ignore_errors=True)
        began = time.monotonic()
        with web_server(**NETWORKS) as (host, port):
            self.told = {"HOTLINE_URL": f"http://{host}:{port}", "HOTLINE_KEY": self.key, "HOTLINE_SECRET": SECRET}
            self.told |= {
                "HOTLINE_DATA": str(DATA),
                "N": str(N),
                "RATE": str(RATE),
                "FAULTS": str(FAULTS),
                "SEED": str(SEED),
            }
            self.told |= {"STAY": "1", "WAIT": "100000", "HOTLINE_NAME": f"B{SEED}"}
            self.province = self._start()
            desk_work = threading.Thread(target=self._work, daemon=True)
            desk_work.start()
            connection.close()
            work = Clockwork(self.house, NETWORKS)
            try:
                self._kill_until_sent(work)
                self.is_over.set()
                desk_work.join(30)
                self.found.drained = self._drain(work)
            finally:
                work.stop()
            self._compare()
            self.province.terminate()
            self.province.wait(20)
        self.found.took_s = time.monotonic() - began
        return self.found

    def _start(self) -> "subprocess.Popen[bytes]":
        log = (FOLDER / "province.log").open("ab")
        return subprocess.Popen(SIMULATOR, cwd=PROJECT, env=os.environ | self.told, stdout=log, stderr=log)

    def _work(self) -> None:
        """The desk: answers some, returns a few, asks about a few, whatever dies meanwhile."""
        while not self.is_over.wait(0.05):
            with suppress(Error, Refusal, UpstreamOrder.DoesNotExist):
                rows = UpstreamOrder.objects.filter(state="accepted", ticket__status__in=("registered", "accepted"))
                for order in rows.select_related("ticket").order_by("?")[:5]:
                    self._do_something(order)
                continue
            connection.close()
        connection.close()

    def _do_something(self, order: UpstreamOrder) -> None:
        luck = self.dealer.random()
        if luck < 0.6:
            desk.reply(order.ticket, text="已答复客户。", by=self.boss)
        elif luck < 0.65:
            deciding.send_back(order, reason="facts", text="地址不详。", by=self.boss)
        elif luck < 0.7:
            deciding.ask(order, text="请补充门牌号。", by=self.boss)

    def _kill_until_sent(self, work: Clockwork) -> None:
        deck, until, n = Deck(work, self.dealer), time.monotonic() + PATIENCE, 0
        while time.monotonic() < until and (self._unsent() or n < len(KILLS)):
            work.wait(EVERY)
            card = KILLS[n % len(KILLS)]
            with suppress(NotDealt):
                deck.cards[card]()
                self._dealt(card)
            if n == 2:  # the hotline itself, in the middle of its work
                self.province.kill()
                self.province.wait()
                self.province = self._start()
                self._dealt("kill -9 hotline")
            n += 1
        work.wait(5)

    def _dealt(self, card: str) -> None:
        self.found.kills[card] = self.found.kills.get(card, 0) + 1

    def _drain(self, work: Clockwork) -> bool:
        """Until nothing waits on either side; what waits for its next try is tried at once."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                waiting = HookMessage.objects.filter(hook=self.upstream.hook_id, state="waiting")
                waiting.filter(due_at__gt=database_time()).update(due_at=database_time())
                Hook.objects.filter(pk=self.upstream.hook_id).update(rests_until=None)
                if not self._unsent() and not waiting.exists():
                    return True
            except Error:
                connection.close()
            work.wait(2)
        return False

    def _unsent(self) -> int:
        return self._there("SELECT count(*) FROM outbox WHERE acked = 0")[0][0] if DATA.exists() else N

    def _there(self, statement: str) -> list[Any]:
        line = sqlite3.connect(DATA / "province.sqlite", timeout=20)
        try:
            return line.execute(statement).fetchall()
        except sqlite3.OperationalError:
            return [(N,)]  # it has not begun yet
        finally:
            line.close()

    def _compare(self) -> None:
        """Both sides as they are, then by the product's own comparison, mended, and once more."""
        found = self.found
        connection.close()
        theirs = {row[0]: row for row in self._there("SELECT number, version, seq, day FROM orders")}
        ours = {row.number: row for row in UpstreamOrder.objects.filter(upstream=self.upstream)}
        found.orders = len(theirs)
        found.lost = len(theirs.keys() - ours.keys()) + sum(
            ours[n].version != row[1] for n, row in theirs.items() if n in ours
        )
        twice = Ticket.objects.filter(source="95598").values("external_number").annotate(n=Count("id")).filter(n__gt=1)
        letters = self._there("SELECT count(*) - count(DISTINCT id) FROM letters")[0][0]
        found.doubled = twice.count() + letters + Ticket.objects.filter(source="95598").count() - len(ours)
        newest = dict(
            HookMessage.objects.filter(hook=self.upstream.hook_id, state="taken")
            .values_list("case")
            .annotate(Max("seq"))
        )
        have = {ours[n].ticket_id: row[2] for n, row in theirs.items() if n in ours}
        found.behind = sum(have.get(case, 0) < seq for case, seq in newest.items() if case)
        found.told = dict(self._there("SELECT name, n FROM counts"))
        found.told |= {
            name: self._there(f"SELECT count(*) FROM {t}")[0][0]
            for name, t in (("messages", "outbox"), ("letters", "letters"))
        }
        found.older_after_newer = found.told.get("letter older", 0)
        for day in sorted({str(row[3]) for row in theirs.values()}):
            self._by_the_product(day)

    def _by_the_product(self, day: str) -> None:
        date = parse_date(day)
        assert date is not None
        for is_last in (False, True):
            run = reconciling.begin(self.upstream, day=date, at=database_time(), by=self.boss)
            assert run is not None
            for _try in range(60):
                run = reconciling.go_on(run, at=database_time())
                if run.state != Reconciliation.State.RUNNING:
                    break
                time.sleep(0.2)
                Reconciliation.objects.filter(pk=run.pk).update(due_at=database_time())
            run.refresh_from_db()
            if is_last:
                self.found.agreed += run.agreed
                self.found.open += Reconciled.objects.open().filter(run=run).count()
                self.found.open += run.state != Reconciliation.State.DONE
            else:
                self.found.differed += Reconciled.objects.differing().filter(run=run).count()
                for _round in range(60):
                    if not mending.mend_all(run, by=self.boss, at=database_time())[1]:
                        break
                for _round in range(20):
                    deliver(at=database_time() + timedelta(minutes=30))
