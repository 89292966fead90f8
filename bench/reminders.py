"""A thousand calls due at one instant while the workers and Valkey are killed: each agent is reminded of each exactly once."""

import signal
import time
from dataclasses import dataclass

from django.db import Error, connection

from accounts.actions import grant, hire
from accounts.models import User
from accounts.roles import Role
from bench.deck import Clockwork
from bench.house import House
from bench.making import FREELY, ID, copied, first_case
from surveys.models import Callback

CALLS, AGENTS = 1_000, 10
FIRST = 12  # seconds until they are due: everybody has started
PATIENCE = 180
BORN = "CREATE TEMP TABLE born ON COMMIT DROP AS SELECT n, {id} AS id FROM generate_series(1, %s) n"
CHANGED = {"id": "born.id", "number": "'R-' || born.n", "status": "'resolved'"}
OWED = """
INSERT INTO surveys_callback (id, org_id, ticket_id, round, agent_id, queue_id, opened_at, not_before, remind_at, reminder,
                              outcome, reasons)
  SELECT {id}, %(org)s, id, 1, (%(agents)s::uuid[])[1 + n %% %(count)s], %(org)s, now(), now(), to_timestamp(%(at)s), 1, '', '[]'
    FROM born
"""
TOLD = """
SELECT count(*), count(*) FILTER (WHERE n.told = 1), count(*) FILTER (WHERE n.told > 1), count(*) FILTER (WHERE n.told IS NULL),
       count(*) FILTER (WHERE n.others > 0), max(extract(epoch FROM c.reminded_at - c.remind_at))
  FROM surveys_callback c JOIN tickets_ticket t ON t.id = c.ticket_id
  LEFT JOIN LATERAL (SELECT nullif(count(*) FILTER (WHERE user_id = c.agent_id), 0) AS told,
                            count(*) FILTER (WHERE user_id <> c.agent_id) AS others
                       FROM accounts_notice WHERE what = 'callback_due' AND key = 'callback:' || c.id || ':1') n ON true
 WHERE t.number LIKE 'R-%%'
"""


@dataclass
class Reminded:
    """What came of it."""

    due: int
    once: int
    twice: int
    never: int
    astray: int
    latest: float
    kills: int

    @property
    def is_clean(self) -> bool:
        return self.once == self.due == CALLS and not self.twice and not self.never and not self.astray

    def __str__(self) -> str:
        words = f"{self.once:,} of {self.due:,} once, {self.twice} twice, {self.never} never, {self.astray} to somebody else"
        return f"{words}; the last after {self.latest:.1f} s; {self.kills} kills"


def play(house: House) -> Reminded:
    """Kill one after the other, from the moment they are due until the last is told."""
    connection.close()
    due_at = time.time() + FIRST
    _owed(due_at)
    connection.close()
    work = Clockwork(house, {})
    kills = 0
    try:
        work.wait(due_at - time.time())
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and (kills < 6 or _waiting()):
            victim = ("worker1", "worker2", "valkey")[kills % 3]
            if victim == "valkey" and house.valkey.child is not None:
                house.valkey.child.kill()
            elif victim != "valkey":
                work.signal(victim, signal.SIGKILL)
            kills += 1
            work.wait(1)
    finally:
        work.stop()
    with connection.cursor() as cursor:
        cursor.execute(TOLD)
        due, once, twice, never, astray, latest = cursor.fetchone()
    return Reminded(due, once, twice, never, astray, float(latest or 0), kills)


def _waiting() -> bool:
    try:
        return Callback.objects.open().filter(reminded_at__isnull=True, ticket__number__startswith="R-").exists()
    except Error:
        connection.close()
        return True


def _owed(due_at: float) -> None:
    case = first_case()
    agents = []
    for n in range(AGENTS):
        login = f"reminded{n}"
        agent = User.objects.filter(login=login).first() or hire(login=login, name=f"回访{n}", home=case.org)
        grant(agent, role=Role.CALLBACK, unit=case.org)
        agents.append(str(agent.pk))
    told: dict[str, object] = {"org": case.org_id, "agents": agents, "count": AGENTS, "at": due_at}
    with connection.cursor() as cursor:
        cursor.execute(FREELY)
        cursor.execute(BORN.format(id=ID), [CALLS])
        cursor.execute(copied(case, CHANGED, "born"), [case.pk])
        cursor.execute(OWED.format(id=ID), told)  # type: ignore[arg-type]
        cursor.execute("COMMIT")
