"""Somebody who may bring anything in, and files as other systems write them."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hotline.bulk.handing_in import hand_in
from hotline.bulk.results import results_of
from hotline.bulk.rows import Result
from hotline.bulk.working import work
from hotline.model_bulk import ImportJob
from tests.api.conftest import calm, foreign, hotline, issued  # noqa: F401
from tests.hotline.conftest import hooked, let_in, partner  # noqa: F401  the webhook that must hear nothing of the past


def ndjson(*rows: dict[str, Any]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


@pytest.fixture
def bring(company, guo):
    """Hand a file in as the supervisor and work on it to its end."""

    def brought(
        kind: str, content: bytes, *, mode: str = "closed", name: str = "f.csv", by=None, turn: float = 20, **more: Any
    ) -> ImportJob:
        upload = SimpleUploadedFile(name, content)
        told = {"keep": True} | more
        job = hand_in(upload, kind=kind, mode=mode, hall=company.hall, by=by or guo, at=timezone.now(), **told)
        return work(job, turn=turn)

    return brought


def told(job: ImportJob) -> list[Result]:
    return list(results_of(job))
