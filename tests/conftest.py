"""Fixtures for every test. A family of fixtures that grows stands in a module of its own and is named here."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

pytest_plugins = ["tests.browser", "tests.people"]


@pytest.fixture(autouse=True)
def files_of_its_own(tmp_path: Path, settings: Settings) -> None:
    """No test finds another's uploads."""
    settings.MEDIA_ROOT = tmp_path / "files"
