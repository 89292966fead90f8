"""A provincial hotline's messages, with faults, while worker, Valkey, Postgres and the hotline itself are killed; then both compare.

`N` messages (300; `FULL=1`: 10,000), `FAULTS` (0.1) of them go wrong, `RATE` a second (20; `FULL=1`: 40), dealt by `SEED` (1),
a kill every `EVERY` seconds (6; `FULL=1`: 30). Part of `make faults`; alone: `python -m bench.upstream`.
"""

import os
import sys
from dataclasses import dataclass, field
from importlib import import_module

import django

from bench.house import number, stand
from bench.table import show

FULL = bool(os.environ.get("FULL"))
N = number("UPSTREAM_N", 10_000 if FULL else 300)
RATE = number("UPSTREAM_RATE", 40 if FULL else 20)
EVERY = number("EVERY", 30 if FULL else 6)
SEED = number("SEED", 1)
FAULTS = float(os.environ.get("FAULTS") or 0.1)
PATIENCE = 2700 if FULL else 240
NETWORKS = {"WEBHOOK_NETWORKS": "127.0.0.0/8", "API_PER_MINUTE": "100000"}
os.environ |= NETWORKS
KILLS = ("kill -9 worker", "kill -9 Valkey", "kill -9 postmaster", "kill -9 loop", "kill -9 worker")


@dataclass
class Agreed:
    """What came of it."""

    orders: int = 0
    lost: int = 0
    doubled: int = 0
    older_after_newer: int = 0
    behind: int = 0
    differed: int = 0
    open: int = 0
    agreed: int = 0
    kills: dict[str, int] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)
    took_s: float = 0.0
    drained: bool = False

    @property
    def is_clean(self) -> bool:
        wrong = self.lost + self.doubled + self.older_after_newer + self.behind + self.open
        return self.drained and not wrong and self.agreed == self.orders > 0


def report(found: Agreed) -> None:
    """The table, with its conditions."""
    rows: list[tuple[str, object, str]] = [
        ("messages down", found.told.get("messages", 0), f"{FAULTS:.0%} faults, {RATE} a second"),
        ("letters up, distinct", found.told.get("letters", 0), ""),
        ("kills", sum(found.kills.values()), str(found.kills)),
        ("orders there", found.orders, ""),
        ("lost", found.lost, "0"),
        ("doubled", found.doubled, "0"),
        ("an older letter after a newer", found.older_after_newer, "0"),
        ("orders whose newest letter they have not", found.behind, "0"),
        ("differences found by the comparison", found.differed, "mended"),
        ("still open after mending", found.open, "0"),
        ("both sides agree on", found.agreed, "all"),
        ("seconds", round(found.took_s, 1), ""),
    ]
    rows += [
        (name, n, "") for name, n in sorted(found.told.items()) if name.startswith(("fault", "down again", "GARBAGE"))
    ]
    show("upstream", rows, n=N, seed=SEED, full=FULL, clean=found.is_clean)


def main() -> int:
    """Play it alone: Django is set up once the database stands."""
    house = stand(0)
    django.setup()
    found = import_module("bench.upstream_game").Game(house).play()
    report(found)
    return int(not found.is_clean)


if __name__ == "__main__":
    sys.exit(main())
