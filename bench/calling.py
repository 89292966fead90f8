"""The callback desk: the next customer on the screen, among many who are owed a call."""

import time
from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import grant, hire
from accounts.models import User
from accounts.roles import Role
from bench.making import FREELY, ID, copied, first_case
from bench.sweeping import Row
from surveys.models import Callback, CallPlan
from tickets.actions.spine import database_time

OWED, AGENTS, ROUNDS = 5_000, 10, 100
BORN = "CREATE TEMP TABLE born ON COMMIT DROP AS SELECT n, {id} AS id FROM generate_series(1, %s) n"
CHANGED = {"id": "born.id", "number": "'N-' || born.n", "status": "'resolved'"}
# Every third lies in the queue of the desk.
CALLS = """
INSERT INTO surveys_callback (id, org_id, ticket_id, round, agent_id, queue_id, opened_at, due_at, not_before, remind_at,
                              reminder, outcome, reasons)
  SELECT {id}, %(org)s, id, 1, CASE WHEN n %% 3 > 0 THEN (%(agents)s::uuid[])[1 + n %% %(count)s] END, %(org)s,
         now() - n * interval '1 s', now() + n * interval '1 s', now() - interval '1 s', now() + interval '1 day', 1, '', '[]'
    FROM born
"""


def measure() -> list[Row]:
    """F8, from the key to the page with the script, as the server sees it."""
    call_command("collectstatic", interactive=False, verbosity=0)
    agents = _owed()
    client = Client(headers={"host": "localhost"})
    client.force_login(agents[0])
    took, asked = [], 0
    for n in range(ROUNDS + 3):
        with CaptureQueriesContext(connection) as seen:
            began = time.perf_counter()
            there = client.post("/callback/next/")["Location"]
            assert client.get(there).status_code == 200
            ms = (time.perf_counter() - began) * 1000
        if n >= 3:  # the first read their pages from the disk
            took.append(ms)
        asked = len(seen)
        key = there.rstrip("/").rpartition("/")[2]
        Callback.objects.filter(pk=key).update(not_before=database_time() + timedelta(days=1))
    took.sort()
    return [
        (f"next callback among {OWED:,}: statements, both requests", asked, ""),
        ("next callback: p50 ms", took[len(took) // 2], ""),
        ("next callback: p95 ms", took[int(len(took) * 0.95) - 1], "300"),
    ]


def _owed() -> list[User]:
    case = first_case()
    agents = []
    for n in range(AGENTS):
        login = f"calls{n}"
        agent = User.objects.filter(login=login).first() or hire(login=login, name=f"回访{n}", home=case.org)
        grant(agent, role=Role.CALLBACK, unit=case.org)
        agents.append(User.objects.get(pk=agent.pk))
    # Whatever hour it is: without quiet hours the queue is handed out.
    CallPlan.objects.get_or_create(org=case.org, version=1, defaults={"at": database_time(), "quiet": []})
    with connection.cursor() as cursor:
        cursor.execute(FREELY)
        cursor.execute(BORN.format(id=ID), [OWED])
        cursor.execute(copied(case, CHANGED, "born"), [case.pk])
        told = {"org": case.org_id, "agents": [str(one.pk) for one in agents], "count": AGENTS}
        cursor.execute(CALLS.format(id=ID), told)  # type: ignore[arg-type]
        cursor.execute("COMMIT")
        cursor.execute("ANALYZE surveys_callback, tickets_ticket")
    return agents
