"""A file of open tickets whose worker is killed in the middle: another goes on, no row is lost and none comes twice."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.utils import timezone

from hotline.bulk.handing_in import hand_in
from hotline.bulk.results import results_of
from hotline.model_bulk import ImportJob
from tests.bulk.conftest import ndjson
from tests.faults.clockwork import LOOP, Clockwork, clockwork, wait_for
from tests.people import ANSWERS
from tickets.models import Clock, Ticket
from tickets.proofs import prove_all

ROWS = 30_000 if os.environ.get("FULL") else 1600

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def machine(settings) -> Iterator[Clockwork]:
    settings.MEDIA_ROOT = settings.DATA_DIR / "files"  # where the processes look
    with clockwork() as running:
        yield running


def test_a_killed_worker_s_file_is_brought_in_whole_and_once(machine, company, guo):
    row = {"category": "no-power", "contact_name": "王强", "answers": ANSWERS}
    told = [
        row | {"external_number": f"K{n}", "contact_phone": f"139{n:08d}", "address": f"试验路 {n} 号"}
        for n in range(ROWS)
    ]
    upload = SimpleUploadedFile("k.ndjson", ndjson(*told))
    job = hand_in(upload, kind="tickets", mode="open", hall=company.hall, by=guo, at=timezone.now(), keep=True)

    killed = []
    for share in (100, 700):
        (loop,) = machine.start(LOOP)
        wait_for(lambda share=share: ImportJob.objects.filter(pk=job.pk, done__gte=share).exists())
        machine.kill(loop)
        job.refresh_from_db()
        killed.append(job.done)
        ImportJob.objects.filter(pk=job.pk).update(lease_until=F("lease_until") - timedelta(minutes=2))
    machine.start(LOOP)
    wait_for(lambda: ImportJob.objects.filter(pk=job.pk, stage="loaded").exists())
    job.refresh_from_db()

    assert killed[0] < ROWS and (job.made, job.known, job.refused) == (ROWS, 0, 0)
    made = Ticket.objects.filter(source=job.source)
    assert made.count() == ROWS == made.values("external_number").distinct().count()
    assert Clock.objects.filter(ticket__in=made).values("ticket").distinct().count() == ROWS
    assert [one.row for one in results_of(job)] == list(range(1, ROWS + 1))
    assert [finding for finding in prove_all() if finding.count] == []
