"""Rows by the hundred thousand: one real case, registered through the product, and copies of it made by SQL."""

from datetime import timedelta
from typing import Any

from django.db import connection

from accounts.actions import grant, hire, plant
from accounts.models import User
from accounts.roles import Role
from deadlines.actions import adopt_profile
from tickets.actions import desk
from tickets.actions.spine import database_time
from tickets.lifecycle import Kind
from tickets.models import Category, Ticket

COPIES = """
CREATE TEMP TABLE born ON COMMIT DROP AS
  SELECT n, gen_random_uuid() AS ticket, gen_random_uuid() AS clock, {due} AS due FROM generate_series(1, %(count)s) n;
INSERT INTO tickets_ticket
  SELECT (jsonb_populate_record(t, jsonb_build_object('id', born.ticket, 'number', %(prefix)s || born.n, 'pledges', '{{}}'::jsonb,
          'registered_at', born.due - interval '45 min'))).* FROM tickets_ticket t, born WHERE t.id = %(ticket)s;
INSERT INTO tickets_clock
  SELECT (jsonb_populate_record(c, jsonb_build_object('id', born.clock, 'ticket_id', born.ticket, 'due_at', born.due,
          'started_at', born.due - interval '45 min'))).*
    FROM tickets_clock c, born WHERE c.ticket_id = %(ticket)s AND c.name = 'arrive';
INSERT INTO tickets_deadline
  SELECT (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(), 'ticket_id', born.ticket,
          'clock_id', born.clock, 'due_at', born.due, 'state', %(state)s::text,
          'settled_at', CASE WHEN %(state)s = 'fired' THEN born.due END))).*
    FROM tickets_deadline d, born WHERE d.ticket_id = %(ticket)s AND d.name = 'arrive' AND d.stage = 'breach';
"""
EVENTS = """
INSERT INTO tickets_ticketevent (id, org_id, ticket_id, seq, what, at, reason, facts, audience, from_status, to_status,
                                 version, deadline_id)
  SELECT gen_random_uuid(), d.org_id, d.ticket_id, 99, 'deadline_missed', d.due_at, '', '{}', 'internal', '', '', 1, d.id
    FROM tickets_deadline d WHERE d.state = 'fired' AND NOT EXISTS
      (SELECT FROM tickets_ticketevent e WHERE e.deadline_id = d.id);
INSERT INTO tickets_outbox (id, org_id, key, topic, ticket_id, deadline_id, created_at, available_at, attempts,
                            delivered_at, last_error)
  SELECT gen_random_uuid(), d.org_id, 'seed:' || d.id, 'deadline', d.ticket_id, d.id, d.due_at, d.due_at, 1, d.due_at, ''
    FROM tickets_deadline d WHERE d.state = 'fired' AND NOT EXISTS
      (SELECT FROM tickets_outbox o WHERE o.deadline_id = d.id);
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
    facts: dict[str, Any] = {"count": count, "ticket": first_case().pk, "prefix": prefix, "state": state}
    with connection.cursor() as cursor:
        cursor.execute("BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute(COPIES.format(due=due), facts)
        if state == "fired":
            cursor.execute(EVENTS)
        cursor.execute("COMMIT")
