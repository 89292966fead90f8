"""A year of reports over many tickets: counting its days once, reading it from the tallies, and the list of rows leaving the house."""

import os
import statistics
import subprocess
import sys
import time
from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import grant, hire, plant
from accounts.models import Unit, User
from accounts.roles import Role
from bench.making import FREELY, ID, copied, first_case
from bench.sweeping import Row
from hotline.bulk import sending_out
from reporting import proofs, rollup
from reporting.models import CountedDay, Tally
from tickets.lifecycle import Kind
from tickets.models import Category, Clock, Ticket, TicketEvent
from tickets.moment import database_time

HALLS, CREWS, CATEGORIES, DAYS, CHUNK = 10, 20, 12, 365, 100_000
EXPORTED = 100_000
STEPS = {
    "dispatch": ("registered", "dispatched", 2),
    "arrive": ("accepted", "on_site", 30),
    "report": ("restored", "resolved", 100),
}
ROUNDS = 5
# A process of its own, so that its memory is the export's; it says how long it took, its processor time and the most it ever held.
WORKER = """
import time, django
django.setup()
from hotline.bulk import sending_out
from tickets.moment import database_time
at, began, used = database_time(), time.monotonic(), time.process_time()
sending_out.make_next(at=at)
most = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(time.monotonic() - began, time.process_time() - used, int(most) / 1024)
"""
YEAR_BORN = """
CREATE TEMP TABLE born ON COMMIT DROP AS
  SELECT n, {id} AS ticket, (ARRAY[{halls}]::uuid[])[1 + n % {many}] AS hall,
         (ARRAY[{crews}]::uuid[])[1 + n % {teams}] AS crew, (ARRAY[{kinds}]::uuid[])[1 + n / 7 % {sorts}] AS category,
         date_trunc('day', now()) - interval '{days} days' + n::bigint * {days} * 86400 / {all} * interval '1 s' AS at
    FROM generate_series({first}, {last}) n;
ANALYZE born
"""


def measure(*, tickets: int) -> list[Row]:
    """`tickets` closed cases spread over a year, ten halls and twelve categories, each with four clocks and four events."""
    call_command("collectstatic", interactive=False, verbosity=0)
    case = first_case()
    made = Ticket.objects.filter(number__startswith="Y").count()
    if made < tickets:
        _year(case, tickets)
    rows: list[Row] = [
        ("reports: tickets of the year", Ticket.objects.filter(number__startswith="Y").count(), f"{tickets:,}")
    ]
    rows += _count()
    rows += _read(case.org)
    return rows + _export(case)


def _places(case: Ticket) -> tuple[list[Unit], list[Unit], list[Category]]:
    halls = [case.unit, *(_unit(case.org, "hall", f"Y{n:02d}") for n in range(HALLS - 1))]
    crews = [_unit(case.org, "crew", f"YQ{n:02d}") for n in range(CREWS)]
    told = {"org": case.org, "kind": Kind.FAULT}
    names = [f"year-{n:02d}" for n in range(CATEGORIES)]
    return (
        halls,
        crews,
        [Category.objects.get_or_create(code=name, defaults={"name": name, **told})[0] for name in names],
    )


def _unit(org: Unit, kind: str, code: str) -> Unit:
    return Unit.objects.filter(code=code).first() or plant(parent=org, kind=kind, code=code, name=code)


def _year(case: Ticket, tickets: int) -> None:
    halls, crews, kinds = _places(case)
    told = {"id": ID, "many": len(halls), "teams": len(crews), "sorts": len(kinds), "days": DAYS, "all": tickets}
    told |= {
        name: ", ".join(f"'{one.pk}'" for one in rows)
        for name, rows in (("halls", halls), ("crews", crews), ("kinds", kinds))
    }
    for first in range(1, tickets + 1, CHUNK):
        _some(case, YEAR_BORN.format(**told, first=first, last=min(first + CHUNK - 1, tickets)))
    with connection.cursor() as cursor:
        cursor.execute(
            "SET statement_timeout = 0; ANALYZE tickets_ticket; ANALYZE tickets_clock; ANALYZE tickets_ticketevent"
        )


def _some(case: Ticket, born: str) -> None:
    """Cases that were closed two hours after they came; every ninth arrived late, every fiftieth was sent back."""
    clock = Clock.objects.filter(ticket=case, binding="promise").order_by("name").first()
    event = TicketEvent.objects.filter(ticket=case).order_by("seq").first()
    assert clock is not None and event is not None
    closed = "born.at + interval '2 hours'"
    ticket = {"id": "born.ticket", "number": "'Y' || born.n", "pledges": "'{}'::jsonb", "registered_at": "born.at"}
    ticket |= {"unit_id": "born.hall", "crew_id": "born.crew", "category_id": "born.category", "status": "'closed'"}
    ticket |= {"closed_at": closed, "external_number": "''", "title": "'bench year'"}
    with connection.cursor() as cursor:
        cursor.execute(FREELY)
        cursor.execute(born)
        cursor.execute(copied(case, ticket, "born"), [case.pk])
        for name, minutes in (("dispatch", 3), ("accept", 5), ("arrive", 45), ("restore", 180)):
            late = "CASE WHEN mod(born.n, 9) = 0 THEN 1.2 ELSE 0.6 END"
            run = {
                "id": ID,
                "ticket_id": "born.ticket",
                "name": f"'{name}'",
                "started_at": "born.at",
                "origin_at": "NULL",
            }
            run |= {
                "due_at": f"born.at + interval '{minutes} min'",
                "cause": "''",
                "voided_at": "NULL",
                "dropped_at": "NULL",
            }
            run |= {"stopped_at": f"born.at + {late} * interval '{minutes} min'"}
            cursor.execute(copied(clock, run, "born"), [clock.pk])
        for seq, (verb, (before, after, minutes)) in enumerate(STEPS.items(), start=2):
            step = {"id": ID, "ticket_id": "born.ticket", "seq": str(seq), "at": f"born.at + interval '{minutes} min'"}
            what = (
                f"CASE WHEN mod(born.n, 50) = 0 THEN 'send_back' ELSE '{verb}' END" if verb == "arrive" else f"'{verb}'"
            )
            step |= {
                "what": what,
                "from_status": f"'{before}'",
                "to_status": f"'{after}'",
                "deadline_id": "NULL",
                "client_id": "NULL",
            }
            cursor.execute(copied(event, step, "born"), [event.pk])
        cursor.execute("COMMIT")


def _count() -> list[Row]:
    """Every day of the year, as the tick does it, and some days proved by a recount."""
    at = database_time()
    CountedDay.objects.all().delete()
    began = time.monotonic()
    days = rollup.settle(at=at, longest=1e9)
    took = time.monotonic() - began
    with connection.cursor() as cursor:
        for statement in ("SET statement_timeout = 0", "VACUUM ANALYZE reporting_tally"):
            cursor.execute(statement)
    wrong = sum(len(proofs.differences(one.org_id, one.day)) for one in CountedDay.objects.order_by("-day")[:10])
    return [
        ("reports: days counted", days, ""),
        ("reports: s for a day", took / max(days, 1), ""),
        ("reports: tallies", Tally.objects.count(), ""),
        ("reports: differences found by a recount of 10 days", wrong, "0"),
    ]


def _read(org: Unit) -> list[Row]:
    """The year month by month and hall by hall, through the product's own page."""
    boss = User.objects.get(login="boss")
    client = Client(headers={"host": "localhost"})
    client.force_login(boss)
    last = timezone.localdate() - timedelta(days=1)
    span = f"from={last - timedelta(days=DAYS - 1)}&to={last}"
    rows: list[Row] = []
    for tab, by in (
        ("overview", "month"),
        ("promises", "hall"),
        ("desk", "month"),
        ("people", "hall"),
        ("volume", "hall"),
    ):
        path, took = f"/reports/?{span}&tab={tab}&by={by}", []
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        count = len(asked)
        for _round in range(ROUNDS):
            began = time.perf_counter()
            client.get(path)
            took.append(time.perf_counter() - began)
        rows.append((f"reports: a year, {tab} by {by}, s (statements {count})", statistics.median(took), "5"))
    return rows


def _export(case: Ticket) -> list[Row]:
    """A file of many rows, made by a process of its own: how long, and how much memory it ever held."""
    by = User.objects.filter(login="taker").first() or hire(login="taker", name="导出人", home=case.org)
    grant(by, role=Role.SUPERVISOR, unit=case.org)
    by = User.objects.get(pk=by.pk)
    rows: list[Row] = []
    for form in ("csv", "xlsx"):
        asked = {"kind": "tickets", "form": form, "reason": "bench", "in_full": False, "wanted": {"state": "closed"}}
        job = sending_out.ask(**asked, by=by, at=database_time())  # type: ignore[arg-type]
        job = (
            sending_out.agree(job, by=User.objects.get(login="boss"), at=database_time())
            if job.rows > sending_out.ALONE
            else job
        )
        told = [sys.executable, "-c", WORKER]
        done = subprocess.run(told, env=dict(os.environ), capture_output=True, text=True, check=True)
        took, used, peak = map(float, done.stdout.split())
        job.refresh_from_db()
        share = EXPORTED / max(job.rows, 1)
        rows.append((f"export as {form}: rows", job.rows, f"{EXPORTED:,}"))
        rows.append((f"export as {form}: s for {EXPORTED:,}", took * share, "60"))
        rows.append((f"export as {form}: processor time of the worker for {EXPORTED:,}, s", used * share, ""))
        rows.append((f"export as {form}: peak memory of the worker, MB", peak, "200"))
    return rows
