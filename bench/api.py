"""How long another system waits for a read: a ticket, a list, a caller, “why is my power off”, among all that stands by."""

import json
import time
from collections.abc import Callable
from random import Random
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.card import deal
from bench.crowd import settle
from bench.making import first_case
from bench.sweeping import Row
from customers.models import Customer, SupplyPoint
from hotline.actions import make_client
from hotline.models import ApiClient
from tickets.models import Ticket

LIMIT = 100.0
SEED = 20261122
ROOT = "/api/v1/"
BIG = ("tickets_ticket", "customers_customer", "customers_supplypoint")


def measure(*, people: int, tickets: int, rounds: int) -> list[Row]:
    """Ask `rounds` times for each kind of read, by rows drawn by lot, through the whole stack in one process."""
    org, dice = first_case().org, Random(SEED)
    settle(org, people)
    deal(tickets)
    key = make_client(org=org, name="bench", source=f"bench-{time.time_ns()}").key
    ApiClient.objects.update(per_minute=60_000)
    caller = _Caller(key)
    points = _drawn(SupplyPoint.objects.all(), dice, rounds)
    phones = [one.phones.all()[0].number for one in _drawn(Customer.objects.prefetch_related("phones"), dice, rounds)]
    numbers = [one.number for one in _drawn(Ticket.objects.exclude(number=first_case().number), dice, rounds)]
    asked: dict[str, list[Callable[[], Any]]] = {
        "a ticket": [_get(caller, f"tickets/{number}/") for number in numbers],
        "a list of tickets": [_get(caller, f"tickets/?page_size={20 + n % 30}") for n in range(rounds)],
        "open tickets of an account": [_get(caller, f"supply-points/{one.pk}/tickets/") for one in points],
        "a caller by phone": [_post(caller, "customers/lookup/", {"q": phone}) for phone in phones],
        "outages by account": [_post(caller, "outages/query/", {"supply_point": one.account_number}) for one in points],
        "outages by address": [_post(caller, "outages/query/", {"address": one.address}) for one in points],
    }
    rows: list[Row] = [("api: tickets that stand by", Ticket.objects.count(), "")]
    for name, calls in asked.items():
        calls[0]()  # the first of its kind reads its pages from the disk
        took = sorted(_timed(call) for call in calls)
        p50, p95 = (took[int(len(took) * part)] for part in (0.5, 0.95))
        with CaptureQueriesContext(connection) as said:
            calls[-1]()
        rows.append((f"api, {name}: p50 / p95, ms", f"{p50:.0f} / {p95:.0f}", f"p95 under {LIMIT:.0f}"))
        rows.append(
            (f"api, {name}: statements; big tables read whole", f"{len(said)}; {_whole(said) or 'none'}", "none")
        )
    return rows


class _Caller:
    def __init__(self, key: str) -> None:
        self.client, self.headers = Client(SERVER_NAME="127.0.0.1"), {"Authorization": f"Bearer {key}"}


def _get(caller: _Caller, path: str) -> Callable[[], Any]:
    return lambda: _good(caller.client.get(ROOT + path, headers=caller.headers))


def _post(caller: _Caller, path: str, told: Any) -> Callable[[], Any]:
    body = json.dumps(told)
    return lambda: _good(caller.client.post(ROOT + path, body, content_type="application/json", headers=caller.headers))


def _good(answer: Any) -> Any:
    assert answer.status_code == 200, answer.content[:300]
    return answer


def _timed(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def _drawn(rows: Any, dice: Random, many: int) -> list[Any]:
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[: many * 50])
    return list(rows.filter(pk__in=dice.sample(keys, many)))


def _whole(said: CaptureQueriesContext) -> str:
    """The big tables that a statement reads from end to end."""
    found = set()
    for query in said.captured_queries:
        if query["sql"].startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN " + query["sql"].replace("%", "%%"))
                plan = "\n".join(row[0] for row in cursor.fetchall())
            found |= {name for name in BIG if f"Seq Scan on {name} " in plan}
    return ", ".join(sorted(found))
