"""Every test of the import speaks English, whatever the catalogues say."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from tests.imports.tables import Desk


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    folder = tmp_path / "desk"
    folder.mkdir()
    return Desk(folder)
