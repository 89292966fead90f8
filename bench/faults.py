"""The chaos deck: deadlines fall due while everything that fires them is killed, frozen, emptied and cut off, by a seeded hand.

`SEEDS` games (1; `FULL=1`: 5) with `N` deadlines (5,000; `FULL=1`: 100,000) at `RATE` a second (50; `FULL=1`: 600), the
first dealt by `SEED` (1). The fan-out and the hand-over to a partner who fails 6 times in 100 run during the game.
Then a thousand callbacks are due at one instant while the workers and Valkey are killed; `SEEDS=0` plays that alone.
"""

import json
import os
import sys
import time
from statistics import median

import django

from bench.house import number, stand
from bench.table import FOLDER, conditions

FULL = bool(os.environ.get("FULL"))
N = number("N", 100_000 if FULL else 5_000)
RATE = number("RATE", 600 if FULL else 50)
SEED = number("SEED", 1)
SEEDS = number("SEEDS", 5 if FULL else 1)
HOUSE = stand(0)
django.setup()

from bench import reminders  # noqa: E402
from bench.game import Result, play, spread  # noqa: E402

COLUMNS = [
    "seed",
    "fired",
    "early",
    "lost",
    "twice",
    "told",
    "proofs",
    "p50_s",
    "p99_s",
    "worst_s",
    "cards",
    "each",
    "drained_s",
]


def cells(game: Result) -> list[str]:
    """One game as a row."""
    half, most, worst = spread(game.lateness)
    told = "wrong" if game.wrong else f"{game.partner['effects']:,}"
    figures = [f"{game.fired:,}", game.early, game.lost, game.twice, told, ", ".join(game.broken) or "clean"]
    times = [f"{half:.2f}", f"{most:.2f}", f"{worst:.2f}", game.dealt.total(), game.fewest, f"{game.drained_after:.0f}"]
    return [str(cell) for cell in (game.seed, *figures, *times)]


def line(words: list[str]) -> str:
    """The cells, each in its width."""
    return "  " + " ".join(f"{word:>{max(8, len(head))}}" for word, head in zip(words, COLUMNS, strict=True))


def told(game: Result) -> dict[str, object]:
    """One game for the file."""
    half, most, worst = spread(game.lateness)
    plain = {name: value for name, value in vars(game).items() if name != "lateness"}
    return plain | {"clean": game.is_clean(N), "p50_s": half, "p99_s": most, "worst_s": worst}


def report(games: list[Result]) -> None:
    """What each card cost, and how soon a dead wire was left."""
    costs: dict[str, list[float]] = {}
    for game in games:
        for name, values in game.cost.items():
            costs.setdefault(name, []).extend(values)
    print("\n  card                       dealt   lateness until the next card, s: median, worst")
    for name, values in sorted(costs.items()):
        print(f"  {name:<26} {len(values):>5}   {median(values):6.2f} {max(values):6.2f}")
    given_up = [after for game in games for after in game.silences if after >= 0]
    print(f"  {len(given_up)} half-open connections were given up, the last after {max(given_up, default=0.0):.1f} s")


def write(games: list[Result], began: float, reminded: reminders.Reminded | None = None) -> dict[str, object]:
    """The file, after every game; the conditions."""
    took = round(time.monotonic() - began)
    conditioned = {"n": N, "rate": RATE, "seed": SEED, "seeds": SEEDS, "took_s": took, **conditions()}
    written = {"name": "faults", "at": time.strftime("%Y-%m-%dT%H:%M:%S%z"), **conditioned}
    written["games"] = [told(game) for game in games]
    written["reminders"] = vars(reminded) if reminded else None
    (FOLDER / "faults.json").write_text(json.dumps(written, indent=1, default=str))
    return conditioned


def main() -> int:
    """Play, and say whether every game was clean."""
    began, games = time.monotonic(), []
    print(f"\nfaults: {SEEDS} x {N:,} deadlines, {RATE} a second\n{line(COLUMNS)}", flush=True)
    for seed in range(SEED, SEED + SEEDS):
        games.append(play(HOUSE, seed=seed, count=N, rate=RATE))
        print(line(cells(games[-1])), flush=True)
        for sentence in games[-1].wrong:
            print(f"  {sentence}", flush=True)
        conditioned = write(games, began)
    report(games)
    reminded = reminders.play(HOUSE)
    conditioned = write(games, began, reminded)
    print(f"  reminders: {reminded}")
    print(f"  {conditioned}")
    clean = all(game.is_clean(N) for game in games) and reminded.is_clean
    print(f"  {'clean' if clean else 'NOT CLEAN: see ' + str(FOLDER / 'faults.json')}")
    return int(not clean)


if __name__ == "__main__":
    sys.exit(main())
