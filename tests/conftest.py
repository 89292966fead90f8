"""Fixtures for every test. A family of fixtures that grows stands in a module of its own and is named here."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

pytest_plugins = ["tests.browser", "tests.people", "tests.tickets.plans"]


@pytest.fixture(autouse=True)
def files_of_its_own(tmp_path: Path, settings: Settings) -> None:
    """No test finds another's uploads."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slowest first, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
