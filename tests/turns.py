"""The slow tests take turns: a run of everything plays a third of them each day, `FULL=1` or a test that is named plays it always.

`tests/weights.tsv` holds what takes more than a second. `WEIGH=1 make test TESTS=tests` plays all and writes it anew; do that on a
quiet machine.
"""

import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

TURNS, SLOW = 3, 1.0
WEIGHTS = Path(__file__).with_name("weights.tsv")
# What a newcomer would try first is tried every day.
DAILY = ("tests/test_journey_browser.py", "tests/supervision/test_board_browser.py", "tests/onboarding/")
_took: Counter[str] = Counter()


def turn_of(weights: list[str]) -> dict[str, int]:
    """To each slow test its day: dealt out from the heaviest, so that the days weigh the same."""
    return {name: place % TURNS for place, name in enumerate(weights)}


def weighed() -> list[str]:
    """The slow tests, heaviest first."""
    return [line.split("\t")[1] for line in WEIGHTS.read_text().splitlines()]


def pytest_configure(config: pytest.Config) -> None:
    """The process that deals out the tests says whose turn it is; midnight and the other processes change nothing."""
    if hasattr(config, "workerinput"):
        return
    os.environ.pop("TURN", None)
    if config.args_source is pytest.Config.ArgsSource.TESTPATHS and not os.environ.get("FULL"):
        os.environ["TURN"] = str(datetime.now(UTC).toordinal() % TURNS)


def pytest_report_header() -> str:
    """Whoever reads the output knows what was not played."""
    turn = os.environ.get("TURN")
    return f"slow tests: {f'turn {int(turn) + 1} of {TURNS}; FULL=1 plays all' if turn else 'all'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what has its turn on another day."""
    turn = os.environ.get("TURN")
    if turn is None:
        return
    turns = turn_of(weighed())
    left = [item for item in items if turns.get(item.nodeid, int(turn)) != int(turn)]
    if left:
        gone = {item.nodeid for item in left}
        items[:] = [item for item in items if item.nodeid not in gone]
        config.hook.pytest_deselected(items=left)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up set-up, call and teardown."""
    _took[report.nodeid] += report.duration


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the weights, if that was asked for."""
    if os.environ.get("WEIGH") and not hasattr(session.config, "workerinput"):
        slow = [(took, name) for name, took in _took.items() if took >= SLOW and not name.startswith(DAILY)]
        WEIGHTS.write_text("".join(f"{took:.1f}\t{name}\n" for took, name in sorted(slow, reverse=True)))
