"""Fixtures for every test. A family of fixtures that grows stands in a module of its own and is named here."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from pytest_django.plugin import blocking_manager_key

from tests.people import found

pytest_plugins = ["tests.browser", "tests.people", "tests.tickets.plans"]
EMPTY = pytest.StashKey[bool]()


@pytest.fixture(autouse=True)
def files_of_its_own(tmp_path: Path, settings: Settings) -> None:
    """No test finds another's uploads."""
    settings.MEDIA_ROOT = tmp_path / "files"


def empties_the_tables(item: pytest.Item) -> bool:
    """Whether the test works with real transactions, after which every table is empty."""
    marker = item.get_closest_marker("django_db")
    asked = bool(marker and marker.kwargs.get("transaction"))
    return asked or not {"transactional_db", "live_server"}.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """What every test may count on is there again before the first one that does, not built anew in each of them."""
    mine = item.config.stash
    if mine.get(EMPTY, False) and not empties_the_tables(item):
        mine[EMPTY] = False
        with mine[blocking_manager_key].unblock():
            found()
    mine[EMPTY] = mine.get(EMPTY, False) or empties_the_tables(item)
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slowest first, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)
