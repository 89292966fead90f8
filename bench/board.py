"""The supervisor's board, the wall screen and the list of tickets among a hundred thousand open ones of a million."""

import gc
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import hire, plant
from accounts.models import Unit, User
from bench.api import _good, _timed, _whole
from bench.making import FREELY, ID, copies, first_case
from bench.sweeping import Row
from supervision import walls
from supervision.board.stillness import look_for_stillness
from tickets.models import Ticket
from tickets.moment import database_time

HALLS, PEOPLE, OPEN_SHARE = 10, 60, 10
LIMIT, MOST_QUERIES = 300.0, 15
VIEWS = ("due", "late", "soon", "undispatched", "quiet", "returned", "complaints", "callback", "paused", "open")
# One in fifty is overdue, one in a hundred falls due within the half hour, the rest in the coming days.
DUE = """now() + CASE WHEN n % 50 = 0 THEN -(n % 600) * interval '1 min' WHEN n % 100 = 1 THEN (n % 30) * interval '1 min'
                      ELSE interval '1 h' + (n % 7000) * interval '1 min' END"""
END = """
UPDATE tickets_ticket SET status = 'closed', closed_at = registered_at + interval '30 min' WHERE number LIKE 'BC%%';
UPDATE tickets_clock c SET stopped_at = c.due_at - interval '5 min' FROM tickets_ticket t
 WHERE t.id = c.ticket_id AND t.number LIKE 'BC%%'
"""
SPREAD = """
UPDATE tickets_ticket SET unit_id = (%(halls)s::uuid[])[1 + substr(number, 3)::int %% %(many)s],
       handler_id = CASE WHEN substr(number, 3)::int %% 20 = 0 THEN NULL
                         ELSE (%(people)s::uuid[])[1 + substr(number, 3)::int / 7 %% %(heads)s] END,
       queue_id = CASE WHEN substr(number, 3)::int %% 20 = 0 THEN queue_id END,
       status = CASE WHEN substr(number, 3)::int %% 20 = 0 THEN 'registered'
                     WHEN substr(number, 3)::int %% 97 = 1 THEN 'resolved' ELSE 'processing' END,
       returns = CASE WHEN substr(number, 3)::int %% 211 = 0 THEN 1 + substr(number, 3)::int %% 4 ELSE 0 END
 WHERE number LIKE 'BO%%';
INSERT INTO tickets_ticketevent (id, org_id, ticket_id, seq, what, at, reason, facts, audience, from_status, to_status,
                                 version, by_id)
  SELECT {id}, org_id, id, seq, 'note', registered_at, '', '{{}}', 'internal', '', '', 1, first_contact_id
    FROM tickets_ticket WHERE number LIKE 'BO%%'
"""


def measure(*, tickets: int, rounds: int) -> list[Row]:
    """Ask for every view of the board, narrowed and not, for a wall and for the list, through the whole stack in one process."""
    call_command("collectstatic", interactive=False, verbosity=0)
    case, boss = first_case(), User.objects.get(login="boss")
    if not Ticket.objects.filter(number__startswith="BO").exists():
        _fill(case, tickets)
    look_for_stillness(at=database_time())
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(boss)
    _key, secret = walls.make_wall_key(name="bench", unit=case.org, by=boss, at=database_time())
    pages = {f"board, {view}": f"/board/?view={view}" for view in VIEWS}
    pages |= {"board, one hall": "/board/?hall=CN", "board, one hall, all open": "/board/?view=open&hall=CN"}
    pages |= {"wall": f"/wall/{secret}/", "list of tickets": "/tickets/?state=open"}
    # As a web worker does: what is loaded now is not looked through for rubbish in the middle of a page.
    gc.collect()
    gc.freeze()
    rows: list[Row] = [
        ("board: tickets that stand by", Ticket.objects.count(), ""),
        ("board: open ones of them", Ticket.objects.open().count(), ""),
    ]
    for name, path in pages.items():
        rows += _asked(name, partial(_get, client, path), rounds)
    return rows


def _get(client: Client, path: str) -> Any:
    return _good(client.get(path))


def _asked(name: str, call: Callable[[], Any], rounds: int) -> list[Row]:
    call()  # the first of its kind reads its pages from the disk
    took = sorted(_timed(call) for _round in range(rounds))
    p50, p95 = (took[int(len(took) * part)] for part in (0.5, 0.95))
    with CaptureQueriesContext(connection) as said:
        call()
    held = f"p95 under {LIMIT:.0f}" if name != "list of tickets" else "p95 under 2000 (M1)"
    return [
        (f"{name}: p50 / p95, ms", f"{p50:.0f} / {p95:.0f}", held),
        (
            f"{name}: statements; big tables read whole",
            f"{len(said)}; {_whole(said) or 'none'}",
            f"{MOST_QUERIES}; none",
        ),
    ]


def _fill(case: Ticket, tickets: int) -> None:
    opened = max(tickets // OPEN_SHARE, 1)
    copies(opened, due=DUE, prefix="BO")
    copies(tickets - opened, due="now() - interval '1 day' - (n % 365) * interval '1 day'", prefix="BC", state="fired")
    halls = [case.unit_id] + [
        plant(parent=case.org, kind=Unit.Kind.HALL, code=f"B{n:02d}", name=f"{n} 号营业厅").pk for n in range(1, HALLS)
    ]
    people = [hire(login=f"bench{n}", name=f"员工 {n}", home=case.unit).pk for n in range(PEOPLE)]
    told = {"halls": halls, "many": HALLS, "people": people, "heads": PEOPLE}
    with connection.cursor() as cursor:
        cursor.execute(FREELY)
        cursor.execute(END.replace("%%", "%"))
        for statement in SPREAD.format(id=ID).split(";"):
            cursor.execute(statement, told)
        cursor.execute("COMMIT")
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("RESET statement_timeout")
