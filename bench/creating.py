"""Tickets over REST: how many a second, what one costs, and what becomes of more than fits."""

import json
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from threading import local
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import plant
from accounts.models import Unit
from bench.making import first_case
from bench.running import spent_by, web_server
from bench.sweeping import Row
from hotline.actions import make_client
from hotline.models import ApiClient
from tickets.models import Clock, Ticket, TicketEvent

PATH = "/api/v1/tickets/"
CLIENTS = 8
HALLS = 6  # of a county company; the cases of one hall wait for each other's number
OFFERED = 200  # a second
TIMES = 40  # the same request at once
PATIENCE = 240.0
WARM = 80


def measure(*, seconds: int) -> list[Row]:
    """One client after the other's pace, then one request many times at once, then more than fits."""
    case = first_case()
    org = case.org
    source = f"creating-{time.time_ns()}"
    key = make_client(org=org, name="bench", source=source).key
    ApiClient.objects.filter(source=source).update(per_minute=10_000_000)
    halls = [plant(parent=org, kind=Unit.Kind.HALL, code=f"V{n}", name=f"试验厅 {n}").code for n in range(HALLS)]
    desk = Desk(key, halls, case.category.code)
    rows: list[Row] = [("creates: statements of one, the repeated one", desk.statements(), "8")]
    with web_server() as (host, port):
        desk.host, desk.port = host, port
        desk.all_at_once(range(WARM))
        rows += _flat_out(desk, port, seconds)
        rows += _the_same(desk)
        rows += _more_than_fits(desk, seconds)
    made = Ticket.objects.filter(source=source)
    clocks = Clock.objects.filter(ticket__in=made).values("ticket").distinct().count()
    events = TicketEvent.objects.filter(ticket__in=made, what="register").count()
    rows.append(
        ("creates: tickets, those with clocks, first events", f"{made.count():,}, {clocks:,}, {events:,}", "equal")
    )
    return rows


def _flat_out(desk: "Desk", port: int, seconds: int) -> list[Row]:
    until, used = time.monotonic() + seconds, spent_by(port)

    def keep_on(_one: int) -> list[float]:
        took = []
        while time.monotonic() < until:
            status, waited, _answer = desk.post(desk.fresh(), str(uuid4()))
            assert status == 201, (status, _answer)
            took.append(waited)
        return took

    with ThreadPoolExecutor(CLIENTS) as crowd:
        took = sorted(one for part in crowd.map(keep_on, range(CLIENTS)) for one in part)
    used = (spent_by(port) - used) / len(took) * 1000
    p50, p95 = (took[int(len(took) * share)] for share in (0.5, 0.95))
    return [
        (f"creates, {CLIENTS} clients for {seconds} s: a second", round(len(took) / seconds), "120 (gate 60)"),
        ("creates: p50 / p95, ms", f"{p50:.0f} / {p95:.0f}", "p95 150"),
        ("creates: processor time of the web server for one, ms", round(used, 1), ""),
    ]


def _the_same(desk: "Desk") -> list[Row]:
    told, key = desk.fresh(), str(uuid4())
    with ThreadPoolExecutor(TIMES) as crowd:
        seen = list(crowd.map(lambda _n: desk.post(told, key), range(TIMES)))
    again = [desk.post(told, key) if status == 409 else (status, waited, answer) for status, waited, answer in seen]
    numbers = {answer.get("number") for _status, _waited, answer in again}
    many = Ticket.objects.filter(external_number=told["external_number"]).count()
    return [(f"creates: {TIMES} times the same at once: tickets, numbers answered", f"{many}, {len(numbers)}", "1, 1")]


def _more_than_fits(desk: "Desk", seconds: int) -> list[Row]:
    count = OFFERED * seconds
    start = time.monotonic() + 0.5

    def insist(n: int) -> tuple[float, str, int]:
        time.sleep(max(0.0, start + n / OFFERED - time.monotonic()))
        told, key, tries = desk.fresh(), str(uuid4()), 0
        while time.monotonic() - start < PATIENCE:
            tries += 1
            status, _waited, answer = desk.post(told, key)
            if status in (200, 201):
                return time.monotonic() - start, str(answer["number"]), tries
            time.sleep(0.5)
        return float("inf"), "", tries

    with ThreadPoolExecutor(CLIENTS * 4) as crowd:
        seen = list(crowd.map(insist, range(count)))
    numbers = {number for _at, number, _tries in seen if number}
    kept = sum(Ticket.objects.filter(number__in=part).count() for part in _in_parts(sorted(numbers)))
    return [
        (
            f"creates, {OFFERED}/s offered for {seconds} s: kept of those answered",
            f"{kept:,} of {count:,}",
            f"{count:,}",
        ),
        ("creates, offered: doubled", len(seen) - len(numbers), "0"),
        ("creates, offered: sent again", sum(tries - 1 for _at, _number, tries in seen), ""),
        ("creates, offered: the last was in after, s", round(max(at for at, *_rest in seen), 1), f"{PATIENCE:.0f}"),
    ]


def _in_parts(numbers: list[str], size: int = 5000) -> Iterable[list[str]]:
    return (numbers[n : n + size] for n in range(0, len(numbers), size))


class Desk:
    """A hotline that reports faults: each from a telephone and a place of its own, in every hall in turn."""

    host, port = "127.0.0.1", 0

    def __init__(self, key: str, halls: list[str], category: str) -> None:
        self.headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Host": "localhost"}
        self.halls, self.category, self.count = halls, category, 0
        self.wires = local()

    def fresh(self) -> dict[str, Any]:
        """A request that nobody has made yet."""
        self.count += 1
        n = self.count
        return {
            "hall": self.halls[n % len(self.halls)],
            "category": self.category,
            "contact_name": "王强",
            "contact_phone": f"139{n % 100_000_000:08d}",
            "address": f"试验路 {n} 号",
            "external_number": f"{uuid4().hex[:20]}",
        }

    def all_at_once(self, numbers: Iterable[int]) -> None:
        """Warm up: each worker reads its pages and opens its connections."""
        with ThreadPoolExecutor(CLIENTS) as crowd:
            list(crowd.map(lambda _n: self.post(self.fresh(), str(uuid4())), numbers))

    def post(self, told: dict[str, Any], key: str) -> tuple[int, float, dict[str, Any]]:
        """Send it on the connection that this client keeps; one that breaks counts as an answer to be asked for again."""
        began = time.monotonic()
        wire = self.wires.__dict__.setdefault("wire", HTTPConnection(self.host, self.port, timeout=60))
        try:
            wire.request("POST", PATH, json.dumps(told), self.headers | {"Idempotency-Key": key})
            answer = wire.getresponse()
            return answer.status, (time.monotonic() - began) * 1000, json.loads(answer.read())
        except (OSError, HTTPException):
            wire.close()
            return 0, (time.monotonic() - began) * 1000, {}

    def statements(self) -> str:
        """What one asks the database, when the house knows the caller, and what its repetition asks."""
        client = Client()
        call: Callable[[dict[str, Any], str], Any] = lambda told, key: client.post(  # noqa: E731
            PATH, json.dumps(told), content_type="application/json", headers=self.headers | {"Idempotency-Key": key}
        )
        for n in range(HALLS + 1):  # each hall has been seen once
            assert call(self.fresh(), f"warm {n}").status_code == 201
        counts = []
        told = self.fresh()
        for _time in range(2):
            with CaptureQueriesContext(connection) as asked:
                assert call(told, "counted").status_code == 201
            counts.append(sum(not query["sql"].startswith(("BEGIN", "COMMIT")) for query in asked.captured_queries))
        connection.close()
        return f"{counts[0]}, {counts[1]}"
