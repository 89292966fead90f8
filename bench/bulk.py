"""Files of many rows: how many a second come in and go out, what a thousand of them ask, and one killed in the middle."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Unit, User
from bench.making import first_case
from bench.sweeping import Row
from hotline.bulk import handing_in, sending_out
from hotline.bulk.working import work
from hotline.model_bulk import ImportJob
from tickets.models import Clock, Ticket
from tickets.moment import database_time

LONG = 1e9  # seconds: a turn that ends with the file
WORKER = "import django; django.setup(); from hotline.bulk.working import work_next; work_next(turn=1e9)"


def measure(*, past: int, fresh: int) -> list[Row]:
    """History, open tickets with all that belongs to them, the same again, a killed worker, and the way out."""
    case = first_case()
    by = User.objects.get(login="boss")
    bench = Bench(case.unit, by, case.category.code)
    rows: list[Row] = []
    for name, mode, count, aim in (("history", "closed", past, "1,000"), ("open tickets", "open", fresh, "300")):
        content = bench.file(mode, count)
        looked = bench.bring(content, mode, keep=False)
        used = time.process_time()
        job = bench.bring(content, mode)
        used = (time.process_time() - used) / count * 1000
        again = bench.bring(content, mode)
        assert (job.made, again.known) == (count, count), (job.made, job.refused, again.known)
        rows.append((f"bulk, {name}: {count:,} rows looked at, a second", looked.rate, ""))
        rows.append((f"bulk, {name}: {count:,} rows brought in, a second", job.rate, aim))
        rows.append((f"bulk, {name}: processor time of the worker for one, ms", round(used, 2), ""))
        rows.append((f"bulk, {name}: the same once more, a second", again.rate, ""))
    rows.append(("bulk: statements of 1,000 history / open rows", bench.statements(), ""))
    rows += bench.killed(fresh)
    rows += bench.out(by, past)
    return rows


class Bench:
    """A supervisor with files for one hall."""

    def __init__(self, hall: Unit, by: User, category: str) -> None:
        self.hall, self.by, self.category, self.count = hall, by, category, time.time_ns() % 10**9

    def file(self, mode: str, count: int) -> bytes:
        """As many rows that nobody has brought, each with a telephone and a place of its own."""
        return "".join(json.dumps(row) + "\n" for row in self._rows(mode, count)).encode()

    def _rows(self, mode: str, count: int) -> Iterable[dict[str, Any]]:
        for _row in range(count):
            self.count += 1
            n = self.count
            plain = {"external_number": f"B{n}", "contact_name": "王强", "contact_phone": f"139{n % 10**8:08d}"}
            plain |= {"address": f"试验路 {n} 号", "category": self.category, "description": "全家停电，邻居有电"}
            past = {"kind": "fault", "registered_at": "2025-03-16 09:00", "closed_at": "2025-03-16 11:20"}
            yield plain | (past if mode == "closed" else {})

    def hand_in(self, content: bytes, mode: str, *, keep: bool = True) -> ImportJob:
        upload = SimpleUploadedFile("bench.ndjson", content)
        told = {"kind": "tickets", "mode": mode, "hall": self.hall, "by": self.by, "keep": keep}
        return handing_in.hand_in(upload, at=database_time(), **told)

    def bring(self, content: bytes, mode: str, *, keep: bool = True) -> ImportJob:
        return work(self.hand_in(content, mode, keep=keep), turn=LONG)

    def statements(self) -> str:
        found = []
        for mode in ("closed", "open"):
            job = self.hand_in(self.file(mode, 1000), mode)
            with CaptureQueriesContext(connection) as asked:
                work(job, turn=LONG)
            found.append(len(asked))
        return f"{found[0]}, {found[1]}"

    def killed(self, count: int) -> list[Row]:
        """A worker of its own is killed in the middle of the file; another goes on when its lease is over."""
        job = self.hand_in(self.file("open", count), "open")
        worker = subprocess.Popen([sys.executable, "-c", WORKER], env=dict(os.environ))
        while job.done < count // 4 and worker.poll() is None:
            time.sleep(0.05)
            job.refresh_from_db()
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        job.refresh_from_db()
        left = job.done
        ImportJob.objects.filter(pk=job.pk).update(lease_until=None)
        job = work(job, turn=LONG)
        made = Ticket.objects.filter(source=job.source, registered_at__gte=job.created_at)
        clocks = Clock.objects.filter(ticket__in=made).values("ticket").distinct().count()
        told = f"{left:,}, then {job.done:,}; {made.count():,} tickets, {clocks:,} with clocks"
        return [("bulk: killed after, resumed to, in the database", told, f"{count:,}")]

    def out(self, by: User, count: int) -> list[Row]:
        rows: list[Row] = []
        for form in ("ndjson", "csv", "xlsx"):
            wanted = {"state": "closed"}
            job = sending_out.ask(
                kind="tickets", form=form, reason="bench", in_full=False, wanted=wanted, by=by, at=database_time()
            )
            began = time.monotonic()
            job = sending_out.make(job, at=database_time())
            rows.append((f"bulk, out as {form}: rows a second", round(job.rows / (time.monotonic() - began)), ""))
        return rows
