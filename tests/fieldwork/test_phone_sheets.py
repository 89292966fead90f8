"""Sheets of work and visits on the phone: filled offline under the phone's own ids, replayed in order, once."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from customers.models import Message
from fieldwork.actions.standing import slot_of
from fieldwork.models import PhoneTerms
from tests.fieldwork.phones import Phone, picture
from tests.people import minutes
from tests.worksheets.conftest import cable, depot, meter, stocked  # noqa: F401
from tickets.actions import field
from worksheets.actions import sheets
from worksheets.actions.usual import adopt_reasons, adopt_windows
from worksheets.models import Appointment, SendBack, SheetKind, StockLevel, WorkSheet

SAID = {"warranty": "保外", "fault": "反复跳闸"}
DONE = {"s_way": "更换部件", "s_done": "换漏电保护器"}


@pytest.fixture
def job(fault, company, lin, qiang):
    sheets.adopt_usual(company.org, by=None, at=fault.registered_at)
    ticket = field.dispatch(fault, crew=company.crew, by=lin, at=timezone.now() - minutes(60))
    return field.accept(ticket, by=qiang, at=timezone.now() - minutes(55))


@pytest.fixture
def issued(job, lin):
    kind, at = SheetKind.objects.get(code="repair"), timezone.now() - minutes(50)
    sheet = sheets.begin(job, kind=kind, said=SAID, by=lin, at=at)
    return sheets.issue(sheet, seen=sheet.seen, by=lin, at=at)


def test_a_sheet_is_filled_without_signal_and_its_case_goes_on(qiang, job, issued, stocked, cable):  # noqa: F811
    phone, at = Phone(qiang), timezone.now() - minutes(30)
    told = DONE | {"sheet": str(issued.pk), "seen": "2", "item_0": str(cable.pk), "quantity_0": "4"}
    queue = [
        phone.action("arrive", job.number, at),
        phone.action("sheet", job.number, at + minutes(5), do="save", **told),
        phone.action("restore", job.number, at + minutes(6)),
        phone.action("sheet", job.number, at + minutes(9), do="finish", s_remark="谢谢", **told),
        phone.action("report", job.number, at + minutes(10), cause="开关"),
    ]
    for action in queue:
        answers = [phone.send(action).json() for _again in range(2)]
        assert [one["outcome"] for one in answers] == ["done", "done"], answers

    issued.refresh_from_db()
    assert (issued.state, issued.done_at, issued.said["remark"]) == ("done", at + minutes(9), "谢谢")
    assert issued.said["fault"] == SAID["fault"], "what the desk wrote stays"
    assert StockLevel.objects.get(depot=stocked, item=cable).balance == 6
    event = job.timeline.filter(what="sheet", facts__state="done").get()
    assert (event.at, event.client_id) == (at + minutes(9), issued.ticket.timeline.get(pk=event.pk).client_id)


def test_a_sheet_begun_on_the_phone_is_one_sheet_however_often_it_is_sent(qiang, job):
    phone, key = Phone(qiang), str(uuid4())
    told = {f"s_{name}": word for name, word in SAID.items()} | DONE | {"sheet": key, "kind": "repair", "seen": "0"}
    for do in ("save", "save", "finish"):
        assert phone.does("sheet", job.number, timezone.now(), do=do, **told)["outcome"] == "done"
    over = phone.does("sheet", job.number, timezone.now(), do="save", **told)

    assert list(WorkSheet.objects.values_list("pk", "state", "by")) == [
        (WorkSheet.objects.get(pk=key).pk, "done", qiang.pk)
    ]
    assert over["code"] == "sheet_moved"


def test_what_the_phone_had_not_seen_is_not_taken_away_by_an_empty_field(qiang, wei, job, issued):
    first = {"sheet": str(issued.pk), "seen": "2", "do": "save"}
    Phone(qiang).does("sheet", job.number, s_old_serial="A-1", fee="35", **first)
    Phone(qiang).does("sheet", job.number, s_new_serial="B-2", **first)

    issued.refresh_from_db()
    assert (issued.said["old_serial"], issued.said["new_serial"], issued.fee) == ("A-1", "B-2", Decimal(35))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"do": "finish"}, "missing"),
        ({"sheet": "nonsense"}, "sheet_moved"),
        ({"sheet": str(uuid4())}, "sheet_moved"),
        ({"s_way": "烧掉"}, "invalid"),
        ({"item_0": "nothing"}, "invalid"),
        ({"fee": "-1"}, "invalid"),
    ],
)
def test_a_sheet_that_cannot_be_taken_gets_a_sentence(qiang, job, issued, more, code):
    answer = Phone(qiang).does("sheet", job.number, **{"sheet": str(issued.pk), "seen": "2", "do": "save"} | more)

    assert (answer["outcome"], answer["code"], answer["sentence"] != "") == ("refused", code, True)


def test_a_visit_is_agreed_without_signal_and_told_while_it_is_worth_telling(qiang, job, company, client):
    adopt_windows(company.org)
    client.force_login(qiang)
    page = client.get(f"/m/t/{job.number}/visit/").content.decode()
    starts_at = page.split('name="starts_at" value="')[1].split('"')[0]
    phone = Phone(qiang)
    action = phone.action("appoint", job.number, timezone.now() - minutes(20), starts_at=starts_at)
    answers = [phone.send(action).json()["outcome"] for _again in range(2)]
    full = phone.does("appoint", job.number, starts_at="2020-01-01T08:00+08:00", reason="改")

    assert (answers, full["code"]) == (["done", "done"], "window_full")
    assert (
        Appointment.objects.filter(state="standing").count()
        == Message.objects.filter(template="visit_agreed").count()
        == 1
    )


def test_a_photo_shows_why_a_job_is_sent_back(qiang, job, company):
    adopt_reasons(company.org, by=None, at=timezone.now())
    phone, data = Phone(qiang), picture()
    bare = phone.does("send_back", job.number, timezone.now() - minutes(50), code="no-entry")
    told = phone.photo(job.number, data, timezone.now() - minutes(50), code="no-entry") | {"verb": "send_back"}
    answers = [phone.send(told).json()["outcome"] for _again in range(2)]

    back = SendBack.objects.get()
    assert (bare["code"], answers) == ("no_proof", ["done", "done"])
    assert (back.photo.kind, back.photo.ticket) == ("proof", job)


def test_the_pages_are_the_crews_alone_and_work_without_script(client, qiang, wei, job, issued):
    client.force_login(qiang)
    where = f"/m/t/{job.number}/"
    assert f"{where}sheet/{issued.pk}/@" in client.get("/m/").content.decode()
    assert f'data-sheet="{issued.pk}"' in client.get(where).content.decode()
    page = client.get(f"{where}sheet/{issued.pk}/")
    assert "反复跳闸" in page.content.decode() and page["X-Person"]
    assert client.get(f"{where}sheets/install/").status_code == 200
    posted = DONE | {"sheet": str(issued.pk), "seen": "2", "client_id": str(uuid4())}
    wrong = client.post(f"{where}sheet/", {**posted, "s_way": "", "do": "finish", "s_done": "留住的话"})
    assert wrong.status_code == 422 and "留住的话" in wrong.content.decode()
    assert client.post(f"{where}sheet/", posted | {"do": "finish"}).status_code == 302
    client.force_login(wei)
    assert client.get(f"{where}sheet/{issued.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("late", "then", "texts"),
    [(0, (), {"arrived"}), (0, ("restore",), {"restored"}), (10, ("restore",), {"restored"}), (40, (), set())],
)
def test_the_customer_hears_of_an_arrival_once_and_while_it_is_news(qiang, job, late, then, texts):
    """Stale after a quarter of an hour; and where supply is back before the text has left, one text is enough."""
    phone, at = Phone(qiang), timezone.now() - minutes(late)
    for verb in ("arrive", *then):
        action = phone.action(verb, job.number, at)
        assert [phone.send(action).json()["outcome"] for _again in range(2)] == ["done", "done"]

    going = Message.objects.filter(template__in=("arrived", "restored"), dropped_at__isnull=True)
    assert set(going.values_list("template", flat=True)) == texts
    assert going.count() == len(texts)


def test_the_bounds_of_phones_are_kept_on_a_page_with_who_and_what(client, guo, qiang, job):
    client.force_login(guo)
    page = client.get("/manage/crews/phones/")
    told = {name: str(value) for name, value in page.context["form"].initial.items()}
    posted = told | {"far_metres": "500", "photos": "到场全景\n故障点\n"}
    answers = [client.post("/manage/crews/phones/", posted | more).status_code for more in ({}, {"version": "0"})]
    odd = client.post("/manage/crews/phones/", posted | {"skew_seconds": "3600", "far_metres": "-3", "version": "1"})

    terms, event = PhoneTerms.objects.get(), AuditEvent.objects.get(what="phone_terms")
    assert (answers, odd.status_code, terms.far_metres, terms.by) == ([302, 422], 422, 500, guo)
    assert event.facts["far_metres"] == [300, 500] and event.facts["photos"] == [[], ["到场全景", "故障点"]]
    assert "300 → 500" in client.get("/manage/crews/phones/").content.decode()
    client.force_login(qiang)
    assert "到场全景" in client.get(f"/m/t/{job.number}/").content.decode()
    slot = slot_of("到场全景")
    assert Phone(qiang).send(Phone(qiang).photo(job.number, picture(), slot=slot)).json()["outcome"] == "done"
    assert job.attachments.get().slot == slot
