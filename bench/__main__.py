"""All that is claimed of the deadline engine, measured: `make bench`. See docs/bench.md for how to read it.

`SCALE` armed and `SCALE` fired rows stand by (100,000; `FULL=1`: 1,000,000); `N` rows fall due each time (5,000; `FULL=1`:
100,000). `PARTS` chooses among idle, lateness, burst, races, sweep; in this order, because the last leaves much to be told.
`outages`: an outage of 20,000 points with 500 tickets, and a storm of calls.
`phone`: a shift of `ACTIONS` (500) comes back over a network that fails at random.
`lookup`: `PEOPLE` customers and supply points (20,000; `FULL=1`: 1,000,000), `ROUNDS` searches of each sort, and how the card
counts twelve months among `TICKETS` (100,000; `FULL=1`: 1,000,000). `figures`: a file of `LINES` (100,000) of monthly consumption.
`calling`: the next callback among 5,000. `answers`: `LINKS` links out (20,000; `FULL=1`: 200,000), 100 answers a second for
`ANSWER_SECONDS` (10; `FULL=1`: 60). `api`: reads over REST among `TICKETS` tickets and `PEOPLE` customers.
`board`: the supervisor's board, a wall screen and the list of tickets among `TICKETS`, a tenth of them open.
`bulk`: `PAST` rows of history (10,000; `FULL=1`: 100,000) and `FRESH` open tickets (3,000; `FULL=1`: 30,000) from files.
`reports`: a year of `YEAR` tickets (20,000; `FULL=1`: 1,000,000) counted day by day and read, and a file of them taken out.
`creates`: tickets over REST, by 8 clients for `CREATE_SECONDS` (10; `FULL=1`: 60), and 200 a second offered for as long.
"""

import os
import sys
import time

import django

from bench.house import number, stand
from bench.table import show

FULL = bool(os.environ.get("FULL"))
SCALE = number("SCALE", 1_000_000 if FULL else 100_000)
N = number("N", 100_000 if FULL else 5_000)
SECONDS = number("SECONDS", 60 if FULL else 15)
PEOPLE = number("PEOPLE", 1_000_000 if FULL else 20_000)
ACTIONS = number("ACTIONS", 500)
TICKETS = number("TICKETS", 1_000_000 if FULL else 100_000)
LINES = number("LINES", 100_000)
LINKS = number("LINKS", 200_000 if FULL else 20_000)
ANSWER_SECONDS = number("ANSWER_SECONDS", 60 if FULL else 10)
PAST = number("PAST", 100_000 if FULL else 10_000)
FRESH = number("FRESH", 30_000 if FULL else 3_000)
YEAR = number("YEAR", 1_000_000 if FULL else 20_000)
CREATE_SECONDS = number("CREATE_SECONDS", 60 if FULL else 10)
ROUNDS = number("ROUNDS", 200 if FULL else 60)
ORDER = (
    "idle",
    "lateness",
    "burst",
    "races",
    "sweep",
    "lookup",
    "papers",
    "phone",
    "outages",
    "dispatch",
    "figures",
    "calling",
    "answers",
    "api",
    "board",
    "creates",
    "bulk",
    "reports",
)
PARTS = os.environ.get("PARTS", " ".join(ORDER)).split()
BEGAN = time.monotonic()
HOUSE = stand(SCALE)
django.setup()

from bench import (  # noqa: E402
    answers,
    api,
    board,
    bulk,
    burst,
    calling,
    creating,
    dispatch,
    figures,
    lookup,
    outages,
    papers,
    phone,
    races,
    reports,
    sweeping,
)
from bench.sweeping import Row  # noqa: E402


def main() -> None:
    """Measure part after part; what is measured is shown even if a later part fails."""
    rows: list[Row] = []
    more: dict[str, object] = {"scale": SCALE, "n": N, "seconds": SECONDS}
    parts = {
        "idle": sweeping.idle,
        "sweep": lambda: sweeping.measure(HOUSE, count=N),
        "lateness": lambda: burst.lateness(seconds=SECONDS),
        "burst": lambda: burst.burst(HOUSE, count=N),
        "lookup": lambda: lookup.measure(people=PEOPLE, rounds=ROUNDS, tickets=TICKETS),
        "papers": papers.measure,
        "dispatch": dispatch.measure,
        "figures": lambda: figures.measure(lines=LINES, people=PEOPLE),
        "calling": calling.measure,
        "api": lambda: api.measure(people=PEOPLE, tickets=TICKETS, rounds=ROUNDS),
        "board": lambda: board.measure(tickets=TICKETS, rounds=ROUNDS),
        "bulk": lambda: bulk.measure(past=PAST, fresh=FRESH),
        "creates": lambda: creating.measure(seconds=CREATE_SECONDS),
        "reports": lambda: reports.measure(tickets=YEAR),
        "answers": lambda: answers.measure(links=LINKS, seconds=ANSWER_SECONDS),
        "phone": lambda: phone.measure(actions=ACTIONS),
        "outages": outages.measure,
    }
    try:
        for name in [part for part in ORDER if part in PARTS]:
            if name == "races":
                found, more["raced"] = races.measure(seconds=SECONDS)
                rows += found
            else:
                rows += parts[name]()
            print(f"{name}: done after {time.monotonic() - BEGAN:.0f} s", file=sys.stderr, flush=True)
    finally:
        if rows:
            show("bench", rows, **more, took=round(time.monotonic() - BEGAN))


if __name__ == "__main__":
    main()
