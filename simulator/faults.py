"""What goes wrong, by a seeded hand: each kind has its share of the rate."""

import random
import threading

DOWN = (
    "garbage",
    "cut",
    "twice",
    "late",
)  # a body that is none, an answer not waited for, sent twice, overtaken by later ones
UP = ("busy", "nonsense", "lost", "slow", "silent")  # 503; 200 with a page; taken without saying so; late; never
SLOW, SILENT = 1.5, 12.0  # seconds


class Faults:
    """Deals a fault or none; threads share the hand."""

    def __init__(self, *, rate: float, seed: int) -> None:
        self.rate, self._dealer, self._lock = rate, random.Random(seed), threading.Lock()

    def deal(self, kinds: tuple[str, ...]) -> str:
        """One of `kinds` with the rate as its chance, else nothing. Silence is the rarest, because it costs the most."""
        with self._lock:
            if self._dealer.random() >= self.rate:
                return ""
            found = self._dealer.choice(kinds)
            return "busy" if found == "silent" and self._dealer.random() < 0.9 else found
