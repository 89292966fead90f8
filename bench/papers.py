"""The counter's papers and the list: from sending the sheet to the slip, and finding a case among all that there are."""

import statistics
import time
from collections.abc import Callable

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import grant
from accounts.models import User
from accounts.roles import Role
from bench.making import first_case
from bench.sweeping import Row
from tickets.models import CaseWords, Ticket

ROUNDS = 60
WORDS = """INSERT INTO tickets_casewords (ticket_id, org_id, words, tail)
           SELECT id, org_id, ('''变压'':1 ''压器'':2 ''n' || right(id::text, 6) || ''':3')::tsvector, reverse(right(number, 11))
             FROM tickets_ticket ON CONFLICT DO NOTHING"""


def measure() -> list[Row]:
    """Statements and milliseconds of both, with the product's own views behind Django's test client."""
    call_command("collectstatic", interactive=False, verbosity=0)  # the pages name their files by what is in them
    case = first_case()
    clerk = User.objects.get(login="clerk")
    grant(clerk, role=Role.CLERK, unit=case.unit)
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = 0; {WORDS}; ANALYZE tickets_casewords; RESET statement_timeout")
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(pk=clerk.pk))
    found = [
        *_slip(client, case),
        *_find(client, "变压器", "in the middle of a sentence"),
        *_find(client, "0001", "4 digits"),
    ]
    return [("tickets to find among", CaseWords.objects.count(), ""), *found]


def _timed(act: Callable[[], None]) -> tuple[int, list[float]]:
    with CaptureQueriesContext(connection) as asked:
        act()
    count = len(asked)  # the next request forgets them
    took = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1000)
    return count, sorted(took)


def _rows(what: str, count: int, took: list[float], held: str) -> list[Row]:
    p95 = took[int(len(took) * 0.95) - 1]
    return [
        (f"{what}: statements", count, ""),
        (f"{what}: p50 ms", statistics.median(took), ""),
        (f"{what}: p95 ms", p95, held),
    ]


def _slip(client: Client, case: Ticket) -> list[Row]:
    sheet = {"top": case.category.code, "category": case.category.code, "contact_name": "测试", "print": "1"}
    sheet |= {"contact_phone": "13800000000", "address": "测试路 1 号", "area": "urban", "hall": str(case.unit_id)}

    def send() -> None:
        saved = client.post("/intake/", sheet)
        assert saved.status_code == 302, saved.status_code
        assert client.get(saved["Location"]).status_code == 200

    return _rows("sent to slip ready", *_timed(send), "500")


def _find(client: Client, words: str, what: str) -> list[Row]:
    def look() -> None:
        answer = client.get(client.post("/tickets/find/", {"q": words, "query": "state=all"})["Location"])
        assert answer.status_code == 200, answer.status_code

    return _rows(f"found by {what}", *_timed(look), "")
