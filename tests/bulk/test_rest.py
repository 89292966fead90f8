"""Files over REST: handed in as multipart or as the body itself, told of row by row; asked for, agreed to, taken in parts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.roles import Role
from customers.models import SupplyPoint
from hotline.actions import make_client
from hotline.bulk.sending_out import make_next
from hotline.bulk.working import work_next
from hotline.model_bulk import ExportJob, ImportJob
from tests.api.caller import Caller, signed_in
from tests.bulk.conftest import ndjson, told
from tests.bulk.test_import import PAST
from tickets.models import Ticket

CSV = "外部编号,业务分类,联系人,联系电话,地址,answers.neighbours,answers.danger\nA1,no-power,王强,13900000001,试验路 1 号,on,none\nA2,no-power,李玉芬,abc,试验路 2 号,on,none\n"


@pytest.fixture
def head(company) -> Caller:
    """A machine that may do what a supervisor may."""
    return Caller(make_client(org=company.org, name="总部", source="head", role=Role.SUPERVISOR).key)


def test_the_body_is_the_file(head):
    path = "imports/?kind=tickets&mode=open&hall=CN"
    key = {"Idempotency-Key": "one"}
    first = head.raw(path, CSV.encode(), kind="text/csv", headers=key)
    again = head.raw(path, CSV.encode(), kind="text/csv", headers=key)
    other = head.raw(path, CSV.encode() + b"\n", kind="text/csv", headers=key)

    assert (first.status_code, first.json()["stage"], first.json()["source"]) == (201, "load", "head")
    assert again.json()["id"] == first.json()["id"] and other.status_code == 409
    assert ImportJob.objects.count() == 1

    job = work_next()
    told = head.see(f"imports/{job.pk}/")
    assert [told[name] for name in ("stage", "rows", "made", "refused", "share")] == ["loaded", 2, 1, 1, 1.0]
    good, bad = head.see(f"imports/{job.pk}/rows/")["results"]
    assert Ticket.objects.get(number=good["ref"]).external_number == "A1"
    assert bad["told"]["外部编号"] == "A2" and "contact_phone" in bad["fields"] and bad["sentence"]
    assert head.see(f"imports/{job.pk}/rows/?after=1&outcome=refused")["results"] == [bad]

    mend = b"".join(head.get(f"imports/{job.pk}/file/").streaming_content).decode("utf-8-sig")
    assert mend.startswith("外部编号,业务分类") and mend.splitlines()[1].startswith("A2,")
    mended = mend.replace(",abc,", ",13900000139,").encode()
    assert head.raw(path, mended, kind="text/csv").status_code == 201
    job = work_next()
    assert (job.made, job.refused) == (1, 0)


def test_a_file_is_looked_at_started_stopped_and_resumed(head):
    upload = SimpleUploadedFile("客户.ndjson", ndjson({"name": "陈桂芳", "phone": "13900000001"}, {"name": "李玉芬"}))
    told = {"kind": "customers", "hall": "CN", "dry_run": "true", "file": upload}
    made = head.client.post("/api/v1/imports/", told, headers=head.headers)
    assert (made.status_code, made.json()["stage"], made.json()["name"]) == (201, "look", "客户.ndjson")
    pk = made.json()["id"]
    assert head.post(f"imports/{pk}/start/").json()["code"] == "wrong_stage"
    work_next()
    assert head.see(f"imports/{pk}/")["stage"] == "looked"
    head.do(f"imports/{pk}/start/")
    assert head.do(f"imports/{pk}/stop/")["stage"] == "stopped" and work_next() is None
    assert head.do(f"imports/{pk}/resume/")["stage"] == "load"
    work_next()
    assert head.see("imports/?page_size=1")["results"][0]["made"] == 1


@pytest.mark.parametrize(
    ("path", "body", "kind", "status"),
    [
        ("?kind=tickets&hall=CN", b"", "text/csv", 400),
        ("?kind=tickets&hall=CN", b"\x00\x01\x02" * 200, "text/csv", 422),
        ("?kind=tickets&hall=CN", b"a,b\n1,2\n", "text/csv", 422),
        ("?kind=nothing&hall=CN", b"{}", "application/x-ndjson", 400),
        ("?kind=customers&mode=open&hall=CN", b"{}", "application/x-ndjson", 422),
        ("?kind=customers&hall=LX", b"{}", "application/x-ndjson", 400),
        ("?kind=customers", b"{}", "application/x-ndjson", 400),
        ("?kind=customers&hall=CN&wrong=1", b"{}", "application/x-ndjson", 400),
        ("?kind=customers&hall=CN&file_format=xlsx", b"name,phone\nx,1\n", "text/csv", 422),
        ("?kind=customers&hall=CN&source=A_B", b"{}", "application/x-ndjson", 400),
        ("?kind=customers&hall=CN", b"{}", "application/json", 400),
        ("?kind=customers&hall=CN", b"{}", "image/png", 415),
    ],
)
def test_every_no_is_a_problem(head, path, body, kind, status):
    answer = head.raw(f"imports/{path}", body, kind=kind)

    assert answer.status_code == status, answer.content.decode()
    assert answer.json()["sentence"] and not ImportJob.objects.exists()


def test_a_file_is_its_company_s_and_its_hands_alone(head, foreign, hotline, min, guo):
    pk = head.raw("imports/?kind=customers&hall=CN", ndjson({"name": "x"}), kind="application/x-ndjson").json()["id"]

    for caller, status in ((foreign, 404), (hotline, 404), (signed_in(min), 403), (signed_in(guo), 200)):
        assert caller.get(f"imports/{pk}/").status_code == status
        assert caller.get(f"imports/{pk}/rows/").status_code == status
    assert hotline.raw("imports/?kind=customers&hall=CN", b"{}", kind="application/x-ndjson").status_code == 403


def taken(caller: Caller, form: str, kind: str, **more) -> bytes:
    pk = caller.do("exports/", {"kind": kind, "format": form, "reason": "核对"} | more)["id"]
    make_next(at=timezone.now())
    assert caller.see(f"exports/{pk}/")["stage"] == "ready"
    return b"".join(caller.get(f"exports/{pk}/file/").streaming_content)


@pytest.mark.parametrize("form", ["ndjson", "csv", "xlsx"])
def test_what_was_taken_in_full_can_be_brought_in_again(head, form, flat, bring):
    bring("tickets", ndjson(*[PAST | {"external_number": f"R{n}", "description": "=1+1；电话很多"} for n in range(3)]))
    kinds = {"tickets": {"state": "closed"}, "customers": {}, "supply_points": {}}
    files = {kind: taken(head, form, kind, in_full=True, **more) for kind, more in kinds.items()}
    before = {(one.kind, one.title, one.description, one.registered_at, one.closed_at) for one in Ticket.objects.all()}

    for kind, content in files.items():
        job = bring(kind, content, name=f"x.{form}")
        assert job.refused == 0 and job.made + job.known > 0, (kind, told(job))
    after = {(one.kind, one.title, one.description, one.registered_at, one.closed_at) for one in Ticket.objects.all()}
    assert after == before
    assert SupplyPoint.objects.count() == 1


def test_what_is_masked_is_nobody_s(head, flat, bring):
    content = taken(head, "ndjson", "customers")

    assert "陈桂芳" not in content.decode() and "13800006217" not in content.decode()
    assert bring("customers", content, name="x.ndjson").refused == 1


def test_more_than_500_need_somebody_else_s_yes(head, guo, hotline, monkeypatch, flat, shen):
    monkeypatch.setattr("hotline.bulk.sending_out.ALONE", 0)
    told = head.do("exports/", {"kind": "customers", "reason": "核对"})
    assert told["stage"] == "waits" and make_next(at=timezone.now()) is None
    assert head.get(f"exports/{told['id']}/file/").status_code == 404
    assert head.post(f"exports/{told['id']}/agree/").json()["code"] == "own_export"
    assert signed_in(shen).post(f"exports/{told['id']}/agree/").status_code == 403

    boss = signed_in(guo)
    answer = boss.client.post(f"/api/v1/exports/{told['id']}/agree/", "{}", content_type="application/json")
    assert answer.status_code == 200, answer.content.decode()
    make_next(at=timezone.now())
    assert boss.get(f"exports/{told['id']}/file/").status_code == 404  # it is theirs who asked for it
    assert head.get(f"exports/{told['id']}/file/").status_code == 200
    notes = list(AuditEvent.objects.filter(what__startswith="export").order_by("at").values_list("what", flat=True))
    assert notes == ["export", "export_agreed", "export_taken"]


def test_a_broken_connection_goes_on_where_it_was(head, flat):
    told = head.do("exports/", {"kind": "supply_points", "reason": "核对"})
    make_next(at=timezone.now())
    path = f"exports/{told['id']}/file/"
    whole = head.get(path)
    body = b"".join(whole.streaming_content)
    parts = [
        head.get(path, headers={"Range": "bytes=0-9", "If-Range": whole["ETag"]}),
        head.get(path, headers={"Range": "bytes=10-"}),
    ]
    assert [one.status_code for one in parts] == [206, 206]
    assert b"".join(b"".join(one.streaming_content) for one in parts) == body
    assert head.get(path, headers={"Range": "bytes=9-", "If-Range": '"other"'}).status_code == 200
    assert head.get(path, headers={"Range": f"bytes={len(body)}-"}).status_code == 416
    ExportJob.objects.update(expires_at=timezone.now())
    assert head.get(path).status_code == 404


def test_bad_wishes_are_refused(head, hotline, company):
    good = {"kind": "tickets", "reason": "x"}
    for wrong, status in (
        ({"reason": " "}, 400),
        ({"kind": "users"}, 400),
        ({"since": "yesterday"}, 400),
        ({"hall": "LX"}, 400),
        ({"kind": "customers", "state": "open"}, 422),
        ({"wrong": 1}, 400),
    ):
        assert head.post("exports/", good | wrong).status_code == status, wrong
    assert hotline.post("exports/", good).status_code == 403
    auditor = Caller(make_client(org=company.org, name="审计", source="audit", role=Role.AUDITOR).key)
    assert auditor.post("exports/", good | {"in_full": True}).json()["code"] == "not_allowed"
    assert auditor.post("exports/", good).json()["stage"] == "making"
    assert ExportJob.objects.count() == 1
