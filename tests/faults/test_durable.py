"""I7: what was accepted is there after a crash of the database."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from servicedesk.house import place
from servicedesk.house.postgres import Postgres
from tests import template
from tests.servers import PROJECT, fresh_folder

pytestmark = pytest.mark.faults

# Registers one request after the other and says each number only when it is accepted.
CLERK = """
import sys, django
django.setup()
from django.utils import timezone
from accounts.actions import grant, hire, plant
from tickets.actions import desk
from tickets.models import Category
org = plant(parent=None, kind="company", code="C1", name="城区供电公司")
hall = plant(parent=org, kind="hall", code="CN", name="城南营业厅")
clerk = hire(login="min", name="王敏", home=hall)
grant(clerk, role="clerk", unit=hall)
category = Category.objects.create(org=org, code="bill", name="电费咨询", kind="enquiry")
while True:
    print(desk.register(desk.Intake(category=category, contact_name="孙先生"), unit=hall, by=clerk).number, flush=True)
"""


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


def ask(postgres: Postgres, sql: str) -> set[str]:
    connection = postgres.connect(template.TEMPLATE)
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows = cursor.fetchall()
    connection.close()
    return {row[0] for row in rows}


def test_every_accepted_ticket_survives_a_kill_of_the_database(careful):
    where = careful.url.rpartition("/")[0] + f"/{template.TEMPLATE}"
    env = os.environ | {"DATABASE_URL": where, "DJANGO_SETTINGS_MODULE": "servicedesk.settings"}
    clerk = subprocess.Popen(
        [sys.executable, "-c", CLERK],
        cwd=PROJECT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert clerk.stdout is not None
    accepted = [clerk.stdout.readline().strip() for _number in range(6)]
    assert careful.child is not None
    careful.child.kill()
    accepted += clerk.stdout.read().split()
    clerk.wait(timeout=30)

    careful.child.wait()
    with (careful.folder / "log-after").open("ab") as log:
        careful.start(log.fileno())

    kept = ask(careful, "SELECT number FROM tickets_ticket")
    assert all(accepted)
    assert set(accepted) <= kept
    assert len(kept) - len(accepted) <= 1
