"""The demo company is loaded once for all tests that look at it; each test's own changes are undone."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from time import monotonic

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from tests.people import clear


@dataclass
class Demo:
    """What the first load said, how long it took, where it keeps its secrets."""

    said: str
    seconds: float
    folder: Path


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), override_settings(DATA_DIR=folder), transaction.atomic():
        clear()  # the demo comes into a house where nobody lives yet
        out, began = StringIO(), monotonic()
        call_command("demo", stdout=out)
        yield Demo(out.getvalue(), monotonic() - began, folder)
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: Demo, db: None, monkeypatch: pytest.MonkeyPatch) -> Demo:
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    return loaded
