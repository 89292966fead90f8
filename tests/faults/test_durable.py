"""A crash of the database: what was accepted is there afterwards (I7), and the loop that was running catches up."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from servicedesk.house import place
from servicedesk.house.postgres import Postgres
from tests import template
from tests.faults.clockwork import LOOP, wait_for
from tests.servers import PROJECT, fresh_folder

pytestmark = pytest.mark.faults

# Registers a fault that is about to be late, then one request after the other; says each number only when it is accepted.
CLERK = """
from datetime import timedelta
import django
django.setup()
from accounts.actions import grant, hire, plant
from deadlines.actions import adopt_profile
from tickets.actions import desk
from tickets.actions.spine import database_time
from tickets.models import Category
at = database_time() - timedelta(minutes=45) + timedelta(seconds=1)
org = plant(parent=None, kind="company", code="C1", name="城区供电公司")
hall = plant(parent=org, kind="hall", code="CN", name="城南营业厅")
clerk = hire(login="min", name="王敏", home=hall)
grant(clerk, role="clerk", unit=hall)
adopt_profile(org, "power", by=None, at=at)
fault = Category.objects.create(org=org, code="no-power", name="无电", kind="fault")
intake = desk.Intake(category=fault, contact_name="孙先生", address="测试路 1 号", area="urban")
print(desk.register(intake, unit=hall, by=clerk, at=at).number, flush=True)
category = Category.objects.create(org=org, code="bill", name="电费咨询", kind="enquiry")
while True:
    print(desk.register(desk.Intake(category=category, contact_name="孙先生"), unit=hall, by=clerk).number, flush=True)
"""
SWEPT = """SELECT at > pg_postmaster_start_time() AND at > (SELECT max(due_at) FROM tickets_deadline WHERE name = 'arrive' AND stage = 'breach')
           FROM tickets_tick"""
MISSED = """SELECT count(*) FROM tickets_ticketevent WHERE what = 'deadline_missed' AND facts->>'clock' = 'arrive'
            GROUP BY deadline_id"""


@pytest.fixture
def careful() -> Iterator[Postgres]:
    """A cluster of its own that writes through to the disk, as production does."""
    folder = fresh_folder()
    programs = place.binaries(folder).postgres
    with (folder / "log").open("ab") as log:
        made = template.furnish(programs, folder / "pg", log.fileno(), {})
        postgres = Postgres(programs, folder / "pg", made.password, limits={})
        postgres.start(log.fileno())
        yield postgres
        postgres.stop()


@pytest.fixture
def running() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts a process of the product that is gone afterwards."""
    begun: list[subprocess.Popen[str]] = []

    def begin(*words: str, env: dict[str, str]) -> "subprocess.Popen[str]":
        child = subprocess.Popen(
            words, cwd=PROJECT, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        begun.append(child)
        return child

    yield begin
    for child in begun:
        child.kill()
        child.wait()


def ask(postgres: Postgres, sql: str) -> set[object]:
    connection = postgres.connect(template.TEMPLATE)
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows = cursor.fetchall()
    connection.close()
    return {row[0] for row in rows}


def test_every_accepted_ticket_survives_a_kill_of_the_database_and_the_loop_catches_up(careful, running):
    where = careful.url.rpartition("/")[0] + f"/{template.TEMPLATE}"
    env = os.environ | {"DATABASE_URL": where, "DJANGO_SETTINGS_MODULE": "servicedesk.settings"}
    loop = running(*LOOP, env=env)
    clerk = running(sys.executable, "-c", CLERK, env=env)
    assert clerk.stdout is not None
    accepted = [clerk.stdout.readline().strip() for _number in range(7)]
    wait_for(lambda: bool(ask(careful, "SELECT name FROM tickets_tick")))
    assert careful.child is not None
    careful.child.kill()
    accepted += clerk.stdout.read().split()
    clerk.wait(timeout=30)

    careful.child.wait()
    with (careful.folder / "log-after").open("ab") as log:
        careful.start(log.fileno(), port=careful.port)

    kept = ask(careful, "SELECT number FROM tickets_ticket")
    assert all(accepted)
    assert set(accepted) <= kept
    assert len(kept) - len(accepted) <= 1
    wait_for(lambda: True in ask(careful, SWEPT) and bool(ask(careful, MISSED)))
    assert loop.poll() is None
    assert ask(careful, MISSED) == {1}
