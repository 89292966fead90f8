"""Rows by the hundred thousand: one real case, registered through the product, and copies of it made by SQL."""

from datetime import timedelta

from django.db import connection
from django.db.models import Model

from accounts.actions import grant, hire, plant
from accounts.models import User
from accounts.roles import Role
from deadlines.actions import adopt_profile
from tickets.actions import desk
from tickets.actions.spine import database_time
from tickets.lifecycle import Kind
from tickets.models import Category, Ticket

CHUNK = 100_000
# As the product's own ids: the time in front, so that neighbours in time are neighbours in an index.
ID = """(lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')
         || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid"""
# What is copied from a sound row is sound: no foreign key is looked up again.
FREELY = """BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;
            SET LOCAL session_replication_role = replica"""
BORN = """
CREATE TEMP TABLE born ON COMMIT DROP AS
  SELECT n, {id} AS ticket, {id} AS clock, {id} AS deadline, {due} AS due FROM generate_series({first}, {last}) n
"""
EVENTS = """
INSERT INTO tickets_ticketevent (id, org_id, ticket_id, seq, what, at, reason, facts, audience, from_status, to_status,
                                 version, deadline_id)
  SELECT {id}, d.org_id, d.ticket_id, 99, 'deadline_missed', d.due_at, '', '{{}}', 'internal', '', '', 1, d.id
    FROM born JOIN tickets_deadline d ON d.id = born.deadline;
INSERT INTO tickets_outbox (id, org_id, key, topic, ticket_id, deadline_id, created_at, available_at, attempts,
                            delivered_at, last_error)
  SELECT {id}, d.org_id, 'seed:' || d.id, 'deadline', d.ticket_id, d.id, d.due_at, d.due_at, 1, d.due_at, ''
    FROM born JOIN tickets_deadline d ON d.id = born.deadline;
"""


def first_case() -> Ticket:
    """A company with a hall, a supervisor and one case, all through the product; the same again if it is there."""
    known = Ticket.objects.filter(title="bench").first()
    if known:
        return known
    at = database_time()
    org = plant(parent=None, kind="company", code="C1", name="测试供电公司")
    adopt_profile(org, "power", by=None, at=at - timedelta(days=1))
    hall = plant(parent=org, kind="hall", code="CN", name="测试营业厅")
    clerk = hire(login="clerk", name="柜员", home=hall)
    grant(clerk, role=Role.CLERK, unit=hall)
    boss = hire(login="boss", name="班长", home=org)
    grant(boss, role=Role.SUPERVISOR, unit=org)
    category = Category.objects.create(org=org, code="no-power", name="无电", kind=Kind.FAULT)
    intake = desk.Intake(category=category, title="bench", contact_name="测试", address="测试路 1 号", area="urban")
    return desk.register(intake, unit=hall, by=User.objects.get(pk=clerk.pk), at=at)


def copies(count: int, *, due: str, prefix: str, state: str = "armed") -> None:
    """`count` cases, each with one clock and one stage due at the SQL expression `due` (of `n`)."""
    case = first_case()
    for first in range(1, count + 1, CHUNK):
        _some(case, first, min(first + CHUNK - 1, count), due=due, prefix=prefix, state=state)


def _some(case: Ticket, first: int, last: int, *, due: str, prefix: str, state: str) -> None:
    clock = case.clocks.get(name="arrive")
    stage = clock.deadlines.get(stage="breach")
    begun = "born.due - interval '45 min'"
    tickets = {"id": "born.ticket", "number": f"'{prefix}' || born.n", "pledges": "'{}'::jsonb", "registered_at": begun}
    clocks = {"id": "born.clock", "ticket_id": "born.ticket", "due_at": "born.due", "started_at": begun}
    stages = {"id": "born.deadline", "ticket_id": "born.ticket", "clock_id": "born.clock", "due_at": "born.due"}
    stages |= {"state": f"'{state}'", "settled_at": "born.due" if state == "fired" else "NULL::timestamptz"}
    with connection.cursor() as cursor:
        cursor.execute(FREELY)
        cursor.execute(BORN.format(id=ID, due=due, first=first, last=last))
        cursor.execute("ANALYZE born")
        for row, changed in ((case, tickets), (clock, clocks), (stage, stages)):
            cursor.execute(_copied(row, changed), [row.pk])
        if state == "fired":
            cursor.execute(EVENTS.format(id=ID))
        cursor.execute("COMMIT")


def _copied(row: Model, changed: dict[str, str]) -> str:
    """One row as often as there are rows in `born`, with some columns changed."""
    names = [field.column for field in row._meta.concrete_fields if field.column]
    values = ", ".join(changed.get(name, f'original."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    table = row._meta.db_table
    return f"INSERT INTO {table} ({columns}) SELECT {values} FROM born, {table} original WHERE original.id = %s"
