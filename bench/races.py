"""Four sweepers against six agents who pause, resume and answer the very cases that are falling due."""

import multiprocessing
import random
import time
from collections import Counter
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection

from accounts.models import User
from bench.making import copies, enquiry
from bench.running import ask
from bench.sweeping import Row
from servicedesk.lib.refusals import Refusal
from tickets import sweep
from tickets.actions import desk, pausing
from tickets.actions.spine import database_time
from tickets.models import Ticket
from tickets.proofs import prove_all

SWEEPERS, AGENTS = 4, 6
RATE = 10  # due a second
AHEAD = 6
NEAR = 0.25  # seconds after the due moment in which agents still act; before it, four times as many
FORK = multiprocessing.get_context("fork")
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
FIGURES = """
SELECT count(*) FILTER (WHERE d.state = 'fired'), count(*) FILTER (WHERE c.stopped_at IS NOT NULL),
       count(*) FILTER (WHERE d.state = 'fired' AND c.stopped_at <= d.due_at),
       count(*) FILTER (WHERE d.state <> 'fired' AND c.stopped_at > d.due_at),
       count(*) FILTER (WHERE d.state = 'armed' AND d.due_at < now())
  FROM tickets_deadline d JOIN tickets_clock c ON c.id = d.clock_id JOIN tickets_ticket t ON t.id = d.ticket_id
 WHERE t.number LIKE %s AND d.name = 'reply' AND d.stage = 'breach'
"""


def _sweeper(until: float, _n: int) -> Counter[str]:
    seen: Counter[str] = Counter()
    while time.time() < until:
        try:
            seen["fired"] += sweep.sweep(batch=50).fired
        except DatabaseError as error:
            seen[f"sweeper: {type(error.__cause__).__name__}"] += 1
        time.sleep(0.03)
    return seen


def _agent(_until: float, n: int) -> Counter[str]:
    """Each case is somebody's and, on purpose, also somebody else's."""
    dealer, seen = random.Random(n), Counter[str]()
    clerk = User.objects.get(login="clerk")
    cases = list(
        Ticket.objects.filter(number__startswith="R-").order_by("clocks__due_at").values_list("pk", "clocks__due_at")
    )
    for pk, due in cases[n % (AGENTS // 2) :: AGENTS // 2]:
        moment = due.timestamp() + dealer.uniform(-4 * NEAR, NEAR)
        if moment < time.time() - NEAR:  # this one has got away: the race is around the moment when it is due
            seen["not raced"] += 1
            continue
        time.sleep(max(0.0, moment - time.time()))
        ticket = Ticket.objects.get(pk=pk)
        for verb in dealer.choice((("pause", "resume"), ("pause", "resume", "answer"), ("answer",))):
            seen[_act(verb, ticket, clerk)] += 1
    return seen


def _act(verb: str, ticket: Ticket, clerk: User) -> str:
    """Do one thing as a page would; what it came to."""
    try:
        if verb == "pause":
            review_at = database_time() + timedelta(days=1)
            pausing.suspend(ticket, why="customer_papers", proof="bench", review_at=review_at, by=clerk)
        elif verb == "resume":
            pausing.resume(ticket, by=clerk)
        else:
            desk.reply(ticket, text="bench", by=clerk)
    except Refusal as no:
        return f"{verb}: refused, {no.code}"
    except DatabaseError as error:
        return f"{verb}: {type(error.__cause__).__name__}"
    return verb


def _child(work: Any, until: float, n: int, told: Any) -> None:
    told.put(work(until, n))
    connection.close()


def measure(*, seconds: int) -> tuple[list[Row], dict[str, int]]:
    """Let them race for a while, then ask the database what came of it."""
    count = RATE * seconds
    before = ask(DEADLOCKS)[0]
    due = f"clock_timestamp() + interval '{AHEAD} s' + n * interval '{1000 / RATE} ms'"
    copies(count, due=due, prefix="R-", case=enquiry(), clock="reply")
    until, told = time.time() + AHEAD + seconds + 3, FORK.Queue()
    connection.close()
    work = [(_sweeper, n) for n in range(SWEEPERS)] + [(_agent, n) for n in range(AGENTS)]
    children = [FORK.Process(target=_child, args=(one, until, n, told)) for one, n in work]
    for child in children:
        child.start()
    seen = sum((told.get(timeout=seconds + 120) for _one in children), Counter[str]())
    for child in children:
        child.join()
    time.sleep(1.5)  # the server reports what it has counted once a second
    sweep.sweep_all()
    fired, answered, wronged, spared, left = ask(FIGURES, "R-%")
    broken = [finding.number for finding in prove_all() if finding.count and finding.number in PROVED]
    rows: list[Row] = [
        (f"races: {count:,} cases, steps done", seen["pause"] + seen["resume"] + seen["answer"], ""),
        ("races: answered / fired", f"{answered:,} / {fired:,}", ""),
        ("races: deadlocks", ask(DEADLOCKS)[0] - before, "0"),
        ("races: answered in time but breached", wronged, "0"),
        ("races: answered late but not breached, or still armed", spared + left, "0"),
        ("races: refused because another was first", sum(n for what, n in seen.items() if "refused" in what), ""),
        (
            "races: given up by the database (waits too long)",
            sum(n for what, n in seen.items() if "Error" in what or "Cancel" in what),
            "",
        ),
        ("races: proofs P1 to P10", ", ".join(broken) or "clean", "clean"),
    ]
    return rows, dict(seen)


PROVED = {f"P{n}" for n in range(1, 11)}
