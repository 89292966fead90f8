"""Answers to links: so many links out, so many answers a second from as many addresses, each counted once."""

import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.making import FREELY, ID, copied, first_case
from bench.running import spent_by, web_server
from bench.sweeping import Row
from servicedesk.lib.sealing import link_token, token_hash
from surveys.actions.asking import questionnaire_of
from surveys.models import Survey, SurveyChange
from tickets.actions.spine import database_time

RATE = 100  # answers a second
CLIENTS = 24
CHUNK = 20_000
WARM = 40  # before the measured ones: each worker reads its pages and opens its connections
SECRET = "b" * 32
# Cases that are over, each with its link; the numbers say that they are the bench's.
BORN = "CREATE TEMP TABLE born ON COMMIT DROP AS SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS b(id, link, hash)"
CHANGED = {"id": "born.id", "number": "'A-' || right(born.id::text, 12)", "status": "'closed'", "closed_at": "now()"}
LINKS = """
INSERT INTO tickets_customerlink (id, org_id, ticket_id, purpose, n, token_hash, created_at)
  SELECT link, %(org)s, id, 'survey', 1, hash, now() FROM born;
INSERT INTO surveys_survey (id, org_id, ticket_id, round, link_id, questionnaire_id, opened_at, sent_at, expires_at,
                            answers, comment, channel)
  SELECT {id}, %(org)s, id, 1, link, %(sheet)s, now(), now(), now() + interval '14 days', '{{}}', '', '' FROM born
"""
ANALYZE = (
    "SET statement_timeout = 0; ANALYZE surveys_survey, tickets_customerlink, tickets_ticket; RESET statement_timeout"
)


def measure(*, links: int, seconds: int) -> list[Row]:
    """Send the links, answer a part of them at a steady rate, and count what stands in the rows."""
    call_command("collectstatic", interactive=False, verbosity=0)
    began = time.monotonic()
    tokens = _out(links)
    made, statements = round(time.monotonic() - began, 1), _statements(tokens.pop())
    warm, tokens = tokens[:WARM], tokens[WARM:]
    count = min(RATE * seconds, len(tokens))
    with web_server() as (host, port):
        for n, token in enumerate(warm):
            _answer(host, port, token, n, 0)
        used = spent_by(port)
        with ThreadPoolExecutor(CLIENTS) as crowd:
            start = time.monotonic() + 1
            jobs = [crowd.submit(_answer, host, port, tokens[n], n, start + n / RATE) for n in range(count)]
            seen = [job.result() for job in jobs]
        lasted, used = time.monotonic() - start, spent_by(port) - used
    took = sorted(waited for _status, waited, _served in seen)
    served = sorted(ms for _status, _waited, ms in seen)
    answered = Survey.objects.filter(answered_at__isnull=False, ticket__number__startswith="A-").count() - WARM - 1
    late = len(took) - 1
    return [
        (f"answers: {links:,} links made, s", made, ""),
        ("answers: statements of one", statements, ""),
        (f"answers at {RATE}/s for {seconds} s: counted", f"{answered:,} of {count:,}", f"{count:,}"),
        ("answers: not taken", sum(status != 302 for status, *_times in seen), "0"),
        ("answers: counted twice", SurveyChange.objects.count(), "0"),
        ("answers: processor time of the web server for one, ms", round(used / count * 1000, 1), ""),
        ("answers: the last came after, s", round(lasted, 1), ""),
        ("answers: p50 / p95 / max from the moment each was due, ms", _three(took, late), "p95 200"),
        ("answers: p50 / p95 / max from the sending, ms", _three(served, late), "p95 200"),
    ]


def _three(took: list[float], last: int) -> str:
    return " / ".join(f"{took[int(last * share)]:.0f}" for share in (0.5, 0.95, 1))


def _out(links: int) -> list[str]:
    """So many cases that are over, each with its link; returns the tokens."""
    case = first_case()
    sheet = questionnaire_of(case.org, at=database_time())
    tokens: list[str] = []
    for first in range(0, links, CHUNK):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {ID}, {ID} FROM generate_series(1, %s)", [min(CHUNK, links - first)])
            ids, keys = zip(*cursor.fetchall(), strict=True)
            made = [link_token(str(one), "survey", "1") for one in ids]
            cursor.execute(FREELY)
            cursor.execute(BORN, [list(ids), list(keys), [token_hash(one) for one in made]])
            cursor.execute(copied(case, CHANGED, "born"), [case.pk])
            cursor.execute(LINKS.format(id=ID), {"org": case.org_id, "sheet": sheet.pk})
            cursor.execute("COMMIT")
        tokens += made
    with connection.cursor() as cursor:
        cursor.execute(ANALYZE)
    return tokens


def _statements(token: str) -> int:
    """How often one answer asks the database."""
    client = Client(headers={"host": "localhost"})
    with CaptureQueriesContext(connection) as asked:
        assert client.post(f"/s/{token}/rate/", {"score": "5"}).status_code == 302
    connection.close()
    return len(asked)


def _answer(host: str, port: int, token: str, n: int, at: float) -> tuple[int, float, float]:
    """One answer at its moment, from an address of its own; the form's own cookie and word go with it."""
    time.sleep(max(0.0, at - time.monotonic()))
    body = urlencode({"score": 3 + n % 3, "csrfmiddlewaretoken": SECRET})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"{settings.CSRF_COOKIE_NAME}={SECRET}",
        "Host": "localhost",
    }
    began = time.monotonic()
    wire = HTTPConnection(host, port, timeout=30, source_address=(f"127.0.{n // 250 % 250}.{n % 250 + 1}", 0))
    wire.request("POST", f"/s/{token}/rate/", body, headers)
    answer = wire.getresponse()
    answer.read()
    wire.close()
    now = time.monotonic()
    return answer.status, (now - (at or began)) * 1000, (now - began) * 1000
