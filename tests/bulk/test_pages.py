"""A file is handed in on a page: looked at, its columns told, its good rows brought in, its bad ones taken and mended."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from customers.models import Customer, SupplyPoint
from hotline.bulk import sending_out
from hotline.bulk.working import work_next
from hotline.model_bulk import ExportJob, ImportJob

ODD = "用户的户号;住哪里;区域\n000532001;文昌路 1 号;农村\n;;\n5.3E+10;文昌路 2 号;城市\n".encode("gb18030")


def hand_in(client: Client, content: bytes, *, way: str, hall: str, name: str = "户号.csv"):
    told = {"way": way, "hall": hall, "file": SimpleUploadedFile(name, content)}
    return client.post("/manage/imports/", told)


def test_a_file_s_columns_are_told_and_its_good_rows_come_in(client, company, root):
    client.force_login(root)
    told = {"way": "supply_points.closed", "hall": str(company.hall.pk)}
    assert hand_in(client, b"a,b\n1,2\n", **told).status_code == 422
    made = hand_in(client, ODD.replace("用户的户号".encode("gb18030"), "户号".encode("gb18030")), **told)
    job = ImportJob.objects.get()
    assert made.headers["Location"] == f"/manage/imports/{job.pk}/"
    page = client.get(made.headers["Location"]).content.decode()
    assert (job.stage, job.made, job.refused) == ("looked", 0, 2) and 'name="column.address"' in page

    columns = {"column.account_number": "户号", "column.address": "住哪里", "column.area": "区域"}
    client.post(f"/manage/imports/{job.pk}/columns/", columns)
    job.refresh_from_db()
    assert (job.stage, job.made, job.refused) == ("looked", 1, 1)
    client.post(f"/manage/imports/{job.pk}/start/")
    assert SupplyPoint.objects.get(account_number="000532001").area == "rural"

    mend = b"".join(client.get(f"/manage/imports/{job.pk}/?as=mend").streaming_content).decode("utf-8-sig")
    assert mend.splitlines()[0] == "户号,住哪里,区域,拒绝原因" and "5.3E+10" in mend
    again = hand_in(client, mend.replace("住哪里", "用电地址").replace("5.3E+10", "000532002").encode(), **told)
    assert ImportJob.objects.exclude(pk=job.pk).get().made == 1 and again.status_code == 302


def test_a_long_file_shows_how_far_it_is_and_is_stopped(client, company, root, monkeypatch):
    monkeypatch.setattr("hotline.bulk_views.SMALL", 0)
    client.force_login(root)
    content = "姓名,电话\n陈桂芳,13900000001\n".encode("utf-8-sig")
    hand_in(client, content, way="customers.closed", hall=str(company.hall.pk))
    path = f"/manage/imports/{ImportJob.objects.get().pk}/"
    part = client.get(path, headers={"HX-Request": "true"})
    assert "<progress" in part.content.decode() and "<html" not in part.content.decode()
    work_next()
    assert client.get(path, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    client.post(f"{path}start/")
    assert Customer.objects.filter(name="陈桂芳").count() == 1
    assert client.post(f"{path}stop/").status_code == 409


def test_rows_are_taken_out_with_a_reason_and_somebody_else_s_yes(client, root, guo, shen, flat, monkeypatch):
    monkeypatch.setattr(sending_out, "ALONE", 0)
    client.force_login(shen)
    assert client.post("/manage/exports/", {"kind": "customers", "format": "csv"}).status_code == 422
    told = {"kind": "customers", "format": "csv", "reason": "核对"}
    assert client.post("/manage/exports/", told | {"in_full": "on"}).status_code == 422
    assert client.post("/manage/exports/", told).status_code == 302
    job = ExportJob.objects.get()
    assert client.post(f"/manage/exports/{job.pk}/agree/").status_code == 403

    client.force_login(guo)
    assert f"/manage/exports/{job.pk}/agree/" in client.get("/manage/exports/").content.decode()
    assert client.post(f"/manage/exports/{job.pk}/agree/").status_code == 302
    assert sending_out.make_next(at=job.created_at) is not None
    assert client.get(f"/manage/exports/{job.pk}/file/").status_code == 404
    ExportJob.objects.update(expires_at="2999-01-01T00:00:00Z")
    client.force_login(shen)
    body = b"".join(client.get(f"/manage/exports/{job.pk}/file/").streaming_content).decode("utf-8-sig")
    assert body.splitlines()[0].startswith("客户名称,") and "陈桂芳" not in body


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_empty_table_has_the_headings(client, root, form):
    client.force_login(root)
    assert client.get(f"/manage/imports/pattern/customers/closed/?as={form}").status_code == 200
    assert client.get("/manage/imports/pattern/customers/open/").status_code == 404
