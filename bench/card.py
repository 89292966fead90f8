"""The twelve months on the customer's card among all tickets that stand by: how Postgres finds them, and what it reads for it."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection

from accounts.models import User
from bench.making import FREELY, ID, copied, first_case
from bench.sweeping import Row
from customers.models import Customer
from tickets.actions.spine import database_time
from tickets.card import twelve_months
from tickets.models import Ticket

INDEX = "ticket_of_customer"
REGULARS, EACH = 20, 50  # customers who come again and again, with so many tickets each
# Tickets without clocks, over two years: the regulars' first, then one customer after the other.
DEALT = """
CREATE TEMP TABLE counter ON COMMIT DROP AS
  SELECT id, row_number() OVER (ORDER BY id) - 1 n FROM customers_customer;
ANALYZE counter;
CREATE TEMP TABLE born ON COMMIT DROP AS
  SELECT g n, {id} AS ticket, c.id AS customer, now() - (g %% 730) * interval '1 day' AS came
    FROM generate_series(1, %(tickets)s) g
    JOIN counter c ON c.n = CASE WHEN g <= %(often)s THEN g %% %(regulars)s ELSE g %% %(many)s END;
"""
CHANGED = {"id": "born.ticket", "number": "'K' || born.n", "customer_id": "born.customer", "registered_at": "born.came"}


def measure(*, tickets: int) -> list[Row]:
    """Explain the very question that the card asks, for those who come often and for those who came once."""
    clerk = User.objects.get(login="clerk")
    deal(tickets)
    rows: list[Row] = [("card: tickets to count among", Ticket.objects.count(), "")]
    drawn = Customer.objects.order_by("pk")
    for who, customers in (("regulars", drawn[:REGULARS]), ("anybody", drawn[REGULARS : REGULARS * 2])):
        plans = [_explained(clerk, customer) for customer in customers]
        pages = [plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"] for plan in plans]
        took = [plan["Planning Time"] + plan["Execution Time"] for plan in plans]
        found = {how for plan in plans for how in _reached(plan["Plan"])}
        rows.append((f"card, 12 months of {who}: most pages read", max(pages), ""))
        rows.append((f"card, 12 months of {who}: longest, ms", round(max(took), 2), "5"))
        rows.append((f"card, 12 months of {who}: tickets found by", ", ".join(sorted(found)), INDEX))
    return rows


def deal(tickets: int) -> None:
    """Put so many tickets of all customers beside what there is."""
    many = Customer.objects.count()
    with connection.cursor() as cursor:
        cursor.execute(FREELY)
        told = {"tickets": tickets, "often": REGULARS * EACH, "regulars": REGULARS, "many": many}
        cursor.execute(DEALT.format(id=ID), told)
        cursor.execute(copied(first_case(), CHANGED, "born"), [first_case().pk])
        cursor.execute("COMMIT")
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE tickets_ticket")
        cursor.execute("RESET statement_timeout")


def _explained(clerk: User, customer: Customer) -> dict[str, Any]:
    """EXPLAIN (ANALYZE, BUFFERS) of the card's question about one customer."""
    visible = Ticket.objects.visible_to(clerk).filter(customer=customer)
    said = twelve_months(visible, at=database_time()).explain(format="json", analyze=True, buffers=True)
    return dict(json.loads(said)[0])


def _reached(node: dict[str, Any]) -> Iterator[str]:
    """How each scan of the tickets in a plan finds its rows: by which index, or by reading them all."""
    if node.get("Relation Name") == Ticket._meta.db_table and node["Node Type"] != "Bitmap Heap Scan":
        yield node.get("Index Name", "reading them all")
    if node["Node Type"] == "Bitmap Index Scan":
        yield node["Index Name"]
    for below in node.get("Plans", []):
        yield from _reached(below)
