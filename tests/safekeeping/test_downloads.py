"""Every file that leaves the house: none is forgotten, and people's data beyond 500 rows take somebody else's yes."""

import csv
from urllib.parse import quote

import pytest
from django.utils import timezone
from django.utils.html import escape

from accounts import taking
from accounts.models import AuditEvent
from accounts.taking import Wish
from hotline.bulk import sending_out
from hotline.model_bulk import ExportJob
from safekeeping.downloads import DOWNLOADS, Holds
from servicedesk.takings import TAKINGS
from tests.people import MONDAY_NINE
from tests.safekeeping.reaching import downloads
from tickets.models import SearchTerm


def test_every_route_that_may_hand_out_a_file_is_judged(db):
    """Security line 50: a new download fails here until it says whose data it holds."""
    assert downloads() == set(DOWNLOADS)
    judged = {what.partition(": ")[2] for holds, what in DOWNLOADS.values() if what.startswith("taking: ")}
    assert judged == set(TAKINGS)
    assert all(holds is Holds.PEOPLE for holds, what in DOWNLOADS.values() if what.startswith("taking: "))


OUT = {"list": "/tickets/table/", "audit": "/audit/out/", "changes": "/manage/changes/out/"}
OUT |= {"board": "/board/export/", "answers": "/satisfaction/answers/out/", "hazards": "/hazards/out/"}


@pytest.mark.parametrize("code", sorted(TAKINGS))
def test_each_needs_a_reason_and_more_rows_a_second_person(client, dispatched, shen, guo, root, monkeypatch, code):
    by = root if code in ("audit", "changes") else guo
    client.force_login(by)
    told = {"query": "state=all&first=2026-01-01&last=2026-12-31", "format": "csv"}
    client.post(OUT[code], told)
    assert not AuditEvent.objects.filter(facts__list=code).exists(), "nothing leaves without a reason"

    answer = client.post(OUT[code], told | {"reason": "核对"})
    entry = AuditEvent.objects.get(facts__list=code)
    assert answer.headers["Content-Disposition"].endswith(".csv") or answer["Content-Type"].startswith("text/csv")
    assert (entry.reason, entry.by, entry.what) == ("核对", by, TAKINGS[code].what)
    lines = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    assert len(lines) - 1 >= entry.facts["count"] and len(lines[0]) > 4

    monkeypatch.setattr(taking, "ALONE", -1)
    answer = client.post(OUT[code], told | {"reason": "核对"})
    job = ExportJob.objects.get()
    assert (answer.headers["Location"], job.stage, job.kind) == ("/manage/exports/", "waits", code)
    assert escape(job.word) in client.get("/manage/exports/").content.decode()
    with pytest.raises((sending_out.OwnWish, sending_out.NotAllowed)):
        sending_out.agree(job, by=by, at=MONDAY_NINE)


def test_somebody_else_says_yes_and_the_whole_list_is_written(client, dispatched, fault, guo, root, monkeypatch):
    """Masked as on the screen, in the order of the list; what was typed stands nowhere in the record."""
    monkeypatch.setattr(taking, "ALONE", 0)
    client.force_login(root)
    term = SearchTerm.of(dispatched.number, by=root, at=timezone.now())
    term.save()
    assert (
        client.post("/tickets/table/", {"query": f"term={term.pk}", "reason": "核对", "format": "csv"}).status_code
        == 302
    )
    job = ExportJob.objects.get()
    assert (job.rows, str(term.pk) in AuditEvent.objects.get(what="export").facts["filters"]) == (1, False)
    sending_out.agree(job, by=guo, at=MONDAY_NINE)
    made = sending_out.make_next(at=timezone.now())
    client.force_login(root)
    body = b"".join(client.get(f"/manage/exports/{job.pk}/file/").streaming_content).decode("utf-8-sig")
    assert made and made.rows == 1 and dispatched.number in body and dispatched.contact_phone not in body

    again = ExportJob.objects.get(pk=sending_out.ask_another(
        Wish("list", f"term={term.pk}", "csv", "核对"), rows=1, by=root, at=MONDAY_NINE).pk)  # fmt: skip
    SearchTerm.objects.all().delete()
    sending_out.agree(again, by=guo, at=MONDAY_NINE)
    assert sending_out.make_next(at=timezone.now()).stage == "gone", "nothing leaves rather than everything"


def test_who_may_not_take_out_many_is_told_so(client, dispatched, min, monkeypatch):
    monkeypatch.setattr(taking, "ALONE", 0)
    client.force_login(min)
    answer = client.post("/tickets/table/", {"query": quote("state=open"), "reason": "核对"}, follow=True)
    assert not ExportJob.objects.exists() and "500" in answer.content.decode()
