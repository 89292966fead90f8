"""With the product's own processes running: how late deadlines fire, and what becomes of many due at one instant."""

import time

from django.db import connection

from bench.house import House
from bench.making import copies
from bench.partner import Partner
from bench.running import Running, ask, wait_for
from bench.sweeping import Row, checkpoint

RATE = 200  # due a second
AHEAD = 8  # seconds between the making and the first that is due
MADE = 4_000  # cases a second at least, even on a busy machine
PATIENCE = 600.0
BATCH = "200"  # messages in one request
LATENESS = """
SELECT count(*) FILTER (WHERE d.state = 'fired'),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM d.settled_at - d.due_at)),
       percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM d.settled_at - d.due_at)),
       max(extract(epoch FROM d.settled_at - d.due_at))
  FROM tickets_deadline d JOIN tickets_ticket t ON t.id = d.ticket_id WHERE t.number LIKE %s
"""
# Along the index: among a million armed rows the planner must not be tempted to read the table.
ARMED = """SELECT COALESCE((SELECT due_at FROM tickets_deadline WHERE state = 'armed' AND quarantined_at IS NULL
                              ORDER BY due_at LIMIT 1) <= to_timestamp(%s::float8), false)"""
OWED = """SELECT EXISTS (SELECT FROM tickets_outbox
  WHERE delivered_at IS NULL AND dead_at IS NULL AND available_at <= clock_timestamp())"""
UNSENT = """SELECT EXISTS (SELECT FROM accounts_notice WHERE to_pass_on) OR EXISTS
  (SELECT FROM customers_message WHERE sent_at IS NULL AND dead_at IS NULL AND channel = 'staff')"""
TOLD = """
SELECT count(*), count(m.sent_at) FROM accounts_notice n LEFT JOIN customers_message m ON m.key = 'notice:' || n.id
 WHERE n.facts->>'number' LIKE %s
"""


def lateness(*, seconds: int) -> list[Row]:
    """`RATE` due a second, for a while, among all that stand by."""
    count = RATE * seconds
    copies(count, due=f"clock_timestamp() + interval '{AHEAD} s' + n * interval '{1000 / RATE} ms'", prefix="L-")
    last = str(time.time() + AHEAD + seconds)
    with Running():
        wait_for(lambda: not ask(ARMED, last)[0], patience=AHEAD + seconds + 60, every=1)
    connection.close()
    fired, half, most, worst = ask(LATENESS, "L-%")
    return [
        (f"lateness at {RATE} due/s for {seconds} s: fired", fired, f"{count:,}"),
        ("lateness p50, s", float(half or 0), "1"),
        ("lateness p99, s", float(most or 0), "5"),
        ("lateness worst, s", float(worst or 0), ""),
    ]


def burst(house: House, *, count: int, failing: float = 0.06) -> list[Row]:
    """All due at one instant: until they are fired, told, and handed to a partner who fails now and then."""
    with Partner(failing=failing) as partner, Running(STAFF_GATEWAY_URL=partner.url, STAFF_GATEWAY_BATCH=BATCH):
        made = time.time()
        at = made + AHEAD + count / MADE
        copies(count, due=f"to_timestamp({at})", prefix="B-")
        checkpoint(house)
        if time.time() > at:
            raise SystemExit("the cases were not made in time: lower MADE in bench/burst.py")
        time.sleep(at - time.time())
        fired = _until(ARMED, at, str(at))
        told = _until(OWED, at)
        handed = _until(UNSENT, at)
        wrong = partner.wrong(_keys())
        seen = partner.figures()
    notices, sent = ask(TOLD, "B-%")
    return [
        (f"{count:,} due at one instant: fired after, s", fired, f"15 for 100,000, here {15 * count / 100_000:.1f}"),
        ("… turned into notices after, s", told, ""),
        ("… handed to the partner after, s", handed, "120 for 100,000"),
        ("notices, and messages that took effect once each", f"{notices:,} / {sent:,}", "equal"),
        ("partner: arrivals, of which repeats", f"{seen['arrivals']:,} / {seen['repeats']:,}", ""),
        ("partner: what is wrong", "; ".join(wrong) or "nothing", "nothing"),
    ]


def _until(statement: str, at: float, *facts: str) -> float:
    wait_for(lambda: not ask(statement, *facts)[0], patience=PATIENCE)
    return time.time() - at


def _keys() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM customers_message WHERE channel = 'staff'")
        return [key for (key,) in cursor.fetchall()]
