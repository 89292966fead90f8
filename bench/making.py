"""Rows by the hundred thousand: one real case, registered through the product, and copies of it made by SQL."""

from datetime import timedelta

from django.db import connection
from django.db.models import Model

from accounts.actions import grant, hire, plant
from accounts.models import User
from accounts.roles import Role
from deadlines.actions import adopt_profile
from deadlines.models import PromisePause
from tickets.actions import desk
from tickets.actions.spine import database_time
from tickets.lifecycle import Kind
from tickets.models import Category, ClockSpan, Ticket

CHUNK = 100_000
# As the product's own ids: the time in front, so that neighbours in time are neighbours in an index.
ID = """(lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')
         || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid"""
# What is copied from a sound row is sound: no foreign key is looked up again.
FREELY = """BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;
            SET LOCAL session_replication_role = replica"""
BORN = """
CREATE TEMP TABLE born ON COMMIT DROP AS
  SELECT n, {id} AS ticket, {id} AS clock, {due} AS due FROM generate_series({first}, {last}) n;
ANALYZE born;
CREATE TEMP TABLE born_stage ON COMMIT DROP AS
  SELECT {id} AS id, g, born.* FROM born, generate_series(1, {stages}) g;
ANALYZE born_stage
"""
EVENTS = """
INSERT INTO tickets_ticketevent (id, org_id, ticket_id, seq, what, at, reason, facts, audience, from_status, to_status,
                                 version, deadline_id)
  SELECT {id}, %(org)s, ticket, 99 + g, 'deadline_missed', due, '', '{{}}', 'internal', '', '', 1, id FROM born_stage;
INSERT INTO tickets_outbox (id, org_id, key, topic, ticket_id, deadline_id, created_at, available_at, attempts,
                            delivered_at, last_error)
  SELECT {id}, %(org)s, 'seed:' || id, 'deadline', ticket, id, due, due, 1, due, '' FROM born_stage;
"""


def first_case() -> Ticket:
    """A company with a hall, a supervisor and one fault, all through the product; the same again if it is there."""
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
    return _register("no-power", Kind.FAULT, "bench", clerk)


def enquiry() -> Ticket:
    """One enquiry, whose answer may wait for the customer's papers; the same again if it is there."""
    known = Ticket.objects.filter(title="enquiry").first()
    if known:
        return known
    org, papers = first_case().org, ["customer_papers"]
    PromisePause.objects.create(org=org, kind=Kind.ENQUIRY, milestone="reply", reasons=papers, ceiling="90d")
    return _register("bill", Kind.ENQUIRY, "enquiry", User.objects.get(login="clerk"))


def _register(code: str, kind: Kind, title: str, clerk: User) -> Ticket:
    clerk = User.objects.get(pk=clerk.pk)
    assert clerk.org and clerk.home
    category, _is_new = Category.objects.get_or_create(org=clerk.org, code=code, defaults={"name": code, "kind": kind})
    intake = desk.Intake(category=category, title=title, contact_name="测试", address="测试路 1 号", area="urban")
    return desk.register(intake, unit=clerk.home, by=clerk, at=database_time())


def copies(
    count: int,
    *,
    due: str,
    prefix: str,
    state: str = "armed",
    stages: int = 1,
    case: Ticket | None = None,
    clock: str = "arrive",
) -> None:
    """`count` cases, each with one clock and its stages due at the SQL expression `due` (of `n`)."""
    original = case or first_case()
    for first in range(1, count + 1, CHUNK):
        last = min(first + CHUNK - 1, count)
        _some(original, clock, BORN.format(id=ID, due=due, first=first, last=last, stages=stages), prefix, state)


def _some(case: Ticket, name: str, born: str, prefix: str, state: str) -> None:
    clock = case.clocks.get(name=name, binding="promise")
    stage = clock.deadlines.get(stage="breach")
    span = ClockSpan.objects.get(clock=clock, to_at=None)
    begun = "born.due - interval '45 min'"
    tickets = {"id": "born.ticket", "number": f"'{prefix}' || born.n", "pledges": "'{}'::jsonb", "registered_at": begun}
    clocks = {"id": "born.clock", "ticket_id": "born.ticket", "due_at": "born.due", "started_at": begun}
    spans = {"id": ID, "clock_id": "born.clock", "from_at": begun}
    stages = {"id": "born.id", "ticket_id": "born.ticket", "clock_id": "born.clock", "due_at": "born.due"}
    stages |= {"generation": "born.g", "state": f"'{state}'"}
    stages["settled_at"] = "born.due" if state == "fired" else "NULL::timestamptz"
    with connection.cursor() as cursor:
        cursor.execute(FREELY)
        cursor.execute(born)
        for row, changed in ((case, tickets), (clock, clocks), (span, spans)):
            cursor.execute(copied(row, changed, "born"), [row.pk])
        cursor.execute(copied(stage, stages, "born_stage born"), [stage.pk])
        if state == "fired":
            cursor.execute(EVENTS.format(id=ID), {"org": case.org_id})
        cursor.execute("COMMIT")


def copied(row: Model, changed: dict[str, str], born: str) -> str:
    """One row as often as there are rows in `born`, with some columns changed."""
    names = [field.column for field in row._meta.concrete_fields if field.column]
    values = ", ".join(changed.get(name, f'original."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    table = row._meta.db_table
    return f"INSERT INTO {table} ({columns}) SELECT {values} FROM {born}, {table} original WHERE original.id = %s"
