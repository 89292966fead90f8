"""Fixtures for every test. A family of fixtures that grows stands in a module of its own and is named here."""

import gc
from pathlib import Path

import pytest
from django.core.servers.basehttp import WSGIServer
from pytest_django.fixtures import Settings

# Forty callers come at once; the server of the tests lets ten wait, and hangs up on some of the rest.
WSGIServer.request_queue_size = 128

pytest_plugins = [
    "tests.turns",
    "tests.founding",
    "tests.browser",
    "tests.people",
    "tests.tickets.plans",
    "tests.tickets.pairs",
]


@pytest.fixture(autouse=True)
def files_of_its_own(tmp_path: Path, settings: Settings) -> None:
    """No test finds another's uploads."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slowest first, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)
