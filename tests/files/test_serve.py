"""How files are handed in and leave: through the case, as attachments, powerless. I32, I38, security lines 17, 36, 38."""

from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import AuditEvent
from tests.files.samples import SVG, picture, ready
from tickets.actions.attaching import attach
from tickets.actions.telling import link_for
from tickets.models import Attachment, Ticket


@pytest.fixture
def photo(fault, min) -> Attachment:
    return attach(fault, [ready("电表箱“照片”.jpg")], by=min)[0]


@pytest.fixture
def for_customer(fault, min) -> Attachment:
    return attach(fault, [ready("答复.jpg", picture(colour="blue"))], by=min, audience="customer")[0]


def photo_upload(name: str = "a.jpg", **more: object) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(**more), content_type="text/html")


def test_a_file_leaves_as_a_powerless_attachment(client, photo, min):
    client.force_login(min)

    answer = client.get(f"/files/{photo.pk}/")

    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E7%94%B5")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert AuditEvent.objects.get(what="file").facts == {"file": str(photo.pk), "ticket": photo.ticket.number}


@pytest.mark.parametrize(
    ("who", "answer"), [("min", 200), ("lin", 200), ("shen", 200), ("qiang", 404), ("other", 404), ("stranger", 404)]
)
def test_who_opens_a_file_is_who_sees_the_case(client, request, photo, who, answer):
    client.force_login(request.getfixturevalue(who))

    got = [client.get(f"/files/{photo.pk}/{part}").status_code for part in ("", "small/", "look/")]

    assert got == [answer] * 3


def test_without_sign_in_there_is_the_door(client, photo):
    assert client.get(f"/files/{photo.pk}/").status_code == 302
    assert client.get(f"/files/{uuid4()}/").status_code == 302


@pytest.mark.parametrize("state", ["waiting", "refused", "infected"])
def test_what_is_not_judged_clean_never_leaves(client, fault, min, state, settings):
    """I38."""
    settings.SCANNER_URL = "tcp://127.0.0.1:1"
    (row,) = attach(fault, [ready()], by=min, audience="customer")
    if state != "waiting":
        Attachment.objects.filter(pk=row.pk).update(state=state, judged_at=timezone.now())
    client.force_login(min)
    token = link_for(fault, "progress", at=timezone.now())

    paths = [f"/files/{row.pk}/", f"/files/{row.pk}/small/", f"/s/{token}/files/{row.pk}/"]

    assert [client.get(path).status_code for path in paths] == [404, 404, 404]
    assert client.get(f"/files/{row.pk}/look/").status_code == 200


def test_another_host_name_serves_by_an_address_that_holds_for_a_minute(client, photo, min, settings, monkeypatch):
    settings.FILES_URL = "http://files.example.org"
    settings.ALLOWED_HOSTS = ["testserver", "files.example.org"]
    client.force_login(min)
    there = client.get(f"/files/{photo.pk}/")
    path = urlsplit(there["Location"]).path
    client.logout()

    assert there["Location"].startswith("http://files.example.org/f/")
    assert client.get(path, headers={"host": "files.example.org"}).status_code == 200
    assert client.get(path).status_code == 404, "not on the name of the product"
    assert client.get("/sign-in/", headers={"host": "files.example.org"}).status_code == 404, "and nothing else there"
    assert client.get(path[:-3] + "xx/", headers={"host": "files.example.org"}).status_code == 404
    monkeypatch.setattr("tickets.filing.HOLDS_FOR", -1)
    assert client.get(path, headers={"host": "files.example.org"}).status_code == 404


def test_the_customer_sees_what_is_for_the_customer(client, fault, photo, for_customer):
    token = link_for(fault, "progress", at=timezone.now())
    page = client.get(f"/s/{token}/").content.decode()

    assert "答复.jpg" in page
    assert "电表箱" not in page
    assert client.get(f"/s/{token}/files/{for_customer.pk}/").status_code == 200
    assert client.get(f"/s/{token}/files/{photo.pk}/").status_code == 404
    assert client.get(f"/s/{'A' * 22}/files/{for_customer.pk}/").status_code == 404


def test_files_are_added_on_the_page_of_the_case(client, fault, min):
    client.force_login(min)
    files = [photo_upload("一.jpg"), photo_upload("二.jpg", colour="red"), SimpleUploadedFile("x.svg", SVG)]

    answer = client.post(
        f"/t/{fault.number}/files/", {"files": files, "audience": "customer"}, headers={"HX-Request": "true"}
    )

    text = answer.content.decode()
    assert sorted(fault.attachments.values_list("name", "audience")) == [("一.jpg", "customer"), ("二.jpg", "customer")]
    assert "x.svg" in text, "the one that was not taken is named"
    assert answer.status_code == 200


def test_without_script_the_answer_leads_back_to_the_case(client, fault, min):
    client.force_login(min)
    send = {"files": [photo_upload()], "next": "https://elsewhere.example/"}

    assert client.post(f"/t/{fault.number}/files/", send)["Location"] == f"/t/{fault.number}/#files"
    assert client.post(f"/t/{fault.number}/files/", send | {"next": "/m/"})["Location"] == "/m/"


@pytest.mark.parametrize(("who", "answer"), [("shen", 403), ("root", 403), ("other", 404), ("lin", 302)])
def test_who_may_add_files(client, request, fault, who, answer):
    client.force_login(request.getfixturevalue(who))

    assert client.post(f"/t/{fault.number}/files/", {"files": [photo_upload()]}).status_code == answer
    assert fault.attachments.exists() is (answer == 302)


def test_the_limits_stand_on_the_page_before_anything_is_chosen(client, fault, min, settings):
    client.force_login(min)
    page = client.get(f"/t/{fault.number}/").content.decode()

    assert "20 MB" in page
    assert 'data-most-bytes="20971520"' in page
    assert ".pdf" not in page
    settings.SCANNER_URL = "tcp://127.0.0.1:1"
    assert ".pdf" in client.get(f"/t/{fault.number}/").content.decode()


def test_a_request_that_is_too_large_is_refused_before_it_is_read(client, fault, min):
    client.force_login(min)
    path = f"/t/{fault.number}/files/"

    sent = client.generic(
        "POST", path, b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(70 * 1024**2)
    )
    text = client.generic("POST", f"/t/{fault.number}/note/", b"x", CONTENT_LENGTH=str(4 * 1024**2))
    api = client.generic("POST", "/api/v1/tickets/", b"x", CONTENT_LENGTH=str(70 * 1024**2))

    assert [sent.status_code, text.status_code, api.status_code] == [413, 413, 413]
    assert api.json()["code"] == "too_large"


def test_a_hidden_file_is_named_with_its_reason_and_opens_no_more(client, photo, min, lin):
    client.force_login(lin)
    assert client.post(f"/files/{photo.pk}/hide/", {"reason": "错"}).status_code == 403
    client.force_login(min)
    assert client.post(f"/files/{photo.pk}/hide/", {"reason": ""}).status_code == 422
    assert client.post(f"/files/{photo.pk}/hide/", {"reason": "拍错了"}).status_code == 302

    page = client.get(f"/t/{photo.ticket.number}/").content.decode()
    assert "拍错了" in page
    assert photo.name not in page
    assert client.get(f"/files/{photo.pk}/").status_code == 404


def sheet_words(company, number: str) -> dict[str, str]:
    told = {"a_neighbours": "on", "a_danger": "none", "contact_name": "陈桂芳", "contact_phone": "13800006217"}
    return told | {
        "sheet": number,
        "top": "no-power",
        "category": "no-power",
        "address": "文昌路 86 号",
        "area": "urban",
    }


def test_a_photo_laid_by_at_the_counter_is_on_the_ticket(client, company, min):
    number = str(uuid4())
    client.force_login(min)
    laid = client.post(
        "/intake/files/", {"sheet": number, "files": [photo_upload("现场.jpg")]}, headers={"HX-Request": "true"}
    )
    assert "现场.jpg" in laid.content.decode()
    row = Attachment.objects.get()
    assert client.get(f"/files/{row.pk}/small/").status_code == 200

    client.post("/intake/", sheet_words(company, number))

    assert Ticket.objects.get().attachments.get().name == "现场.jpg"


def test_without_script_the_sheet_comes_back_as_it_was_typed(client, company, min):
    words = sheet_words(company, str(uuid4())) | {"address": "学府路 9 号", "files": [photo_upload("现场.jpg")]}
    client.force_login(min)

    page = client.post("/intake/files/", words).content.decode()

    assert "现场.jpg" in page
    assert "学府路 9 号" in page
    row = Attachment.objects.get()
    client.post(f"/intake/files/{row.pk}/drop/", {"sheet": words["sheet"]})
    assert not Attachment.objects.exists()


def test_nobody_takes_a_colleagues_paper_off_its_sheet(client, company, min, guo):
    client.force_login(min)
    client.post("/intake/files/", {"sheet": str(uuid4()), "files": [photo_upload()]})
    client.force_login(guo)

    assert client.post(f"/intake/files/{Attachment.objects.get().pk}/drop/").status_code == 404
    assert client.get(f"/files/{Attachment.objects.get().pk}/small/").status_code == 404


def test_the_crew_takes_a_photo_on_the_phone(client, departed, qiang):
    client.force_login(qiang)
    page = client.get(f"/m/t/{departed.number}/").content.decode()
    send = {"files": [photo_upload()], "next": f"/m/t/{departed.number}/"}

    assert 'capture="environment"' in page
    assert client.post(f"/t/{departed.number}/files/", send)["Location"] == f"/m/t/{departed.number}/"
    assert departed.attachments.get().by == qiang
