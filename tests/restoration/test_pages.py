"""The pages about outages, from the sheet to the text, without a script."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from customers.models import Customer, Message
from outages.actions import announce
from outages.models import NoText, Outage, OutageCause, OutageRule
from restoration.actions import joining, storms
from restoration.cases import joined_to
from restoration.models import SampleRule, StormRule
from tests.restoration.conftest import calls, holder, told
from tickets.lifecycle import Status

SHEET = {"kind": "fault", "title": "文昌 3 号公变", "transformers": "文昌 3 号公变", "cause_code": "line"}


def hall(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def now():
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def off(company, street, lin, min, now):
    """A fault since an hour ago, of which two have called; one neighbour is important."""
    Customer.objects.filter(pk=holder(street[4]).pk).update(level="first")
    for point in street[:2]:
        calls(company, point, min, now - timedelta(minutes=30))
    facts = told(starts_at=now - timedelta(hours=1), expected_end_at=now + timedelta(hours=2))
    return announce(facts, org=company.org, by=lin, at=now)


def test_a_slip_of_the_pen_is_put_right_by_one_press_and_two_outages_become_one(client, lin, street, now):
    client.force_login(lin)
    typed = SHEET | {"transformers": "文昌3号公变", "starts_at": hall(now)}
    asked = client.post("/outages/new/", typed).content.decode()
    assert 'name="instead" value="文昌3号公变→文昌 3 号公变"' in asked
    client.post("/outages/new/", typed | {"instead": "文昌3号公变→文昌 3 号公变"})
    made = Outage.objects.get()
    assert [str(area) for area in made.areas.all()] == ["文昌 3 号公变"]

    more = SHEET | {"transformers": "文昌 3 号公变\n文昌 4 号公变", "starts_at": hall(now)}
    asked = client.post("/outages/new/", more).content.decode()
    assert f'name="into" value="{made.pk}"' in asked
    answer = client.post("/outages/new/", more | {"into": str(made.pk)})
    assert answer["Location"] == f"/outages/{made.pk}/"
    assert Outage.objects.get().areas.count() == 2
    assert Outage.objects.get().households == 6


def test_cases_texts_calls_and_supply_back_from_the_page(client, lin, off, now):
    client.force_login(lin)
    path = f"/outages/{off.pk}/"
    page = client.get(path).content.decode()
    assert 'action="/outages/calls/' in page
    assert f'action="{path}cases/join/"' in page
    client.post(f"{path}cases/join/")
    assert joined_to(off).count() == 2

    ask = client.get(f"{path}tell/news/").content.decode()
    assert 'name="seen" value="5"' in ask
    assert client.post(f"{path}tell/news/", {"seen": "4"}).status_code == 409
    client.post(f"{path}tell/news/", {"seen": "5"})
    assert Message.objects.filter(template="outage_news").count() == 5
    client.post(f"/outages/texts/{off.mailings.get().pk}/undo/")
    assert Message.objects.filter(template="outage_news", dropped_at__isnull=True).count() == 0

    callee = off.callees.get()
    assert client.post(f"/outages/calls/{callee.pk}/", {"result": "reached"}).status_code == 302
    answer = client.post(f"{path}end/", {"ended_at": hall(now), "version": "1"})
    assert answer["Location"] == f"{path}tell/back/"
    assert set(joined_to(off).values_list("status", flat=True)) == {Status.RESOLVED}
    assert 'name="seen" value="3"' in client.get(f"{path}tell/back/").content.decode()
    one = joined_to(off).first()
    assert client.post(f"{path}cases/{one.number}/release/", {"reason": "仍无电"})["Location"] == f"/t/{one.number}/"
    assert "TD" in client.get(f"{path}notice/").content.decode()


def test_a_suggestion_is_accepted_by_one_key_of_the_list(client, company, street, lin, min, now):
    StormRule.objects.create(org=company.org, by="transformer", calls=3, minutes=15)
    for point in street[:3]:
        calls(company, point, min, now)
    storms.look(company.org, at=timezone.now())
    client.force_login(lin)
    page = client.get("/outages/?show=suggested").content.decode()
    assert 'data-row-key="y"' in page
    outage = Outage.objects.get()
    assert client.get(f"/outages/{outage.pk}/").status_code == 200
    assert client.post(f"/outages/{outage.pk}/accept/").status_code == 302
    assert joined_to(outage).count() == 3
    client.force_login(min)
    assert client.post(f"/outages/{outage.pk}/reject/").status_code == 403


def test_what_everybody_may_read_names_nobody(client, company, off, street, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        answer = client.get("/o/C1/")
    page = answer.content.decode()

    assert off.title in page
    assert "max-age=60" in answer["Cache-Control"]
    assert len(answer.content) < 30_000
    assert all(point.account_number not in page and holder(point).name not in page for point in street)
    assert client.get("/o/none/").status_code == 404


def test_the_map_the_file_and_the_history_are_there_for_who_reads(client, min, off, django_assert_max_num_queries):
    client.force_login(min)
    client.get("/outages/")
    with django_assert_max_num_queries(22):
        assert "<svg" in client.get("/outages/?show=map").content.decode()
    file = client.get("/outages/export/?show=now").content.decode("utf-8-sig")
    assert off.number in file
    assert client.get("/outages/?show=over&from=2026-01-01&until=x&q=文昌").status_code == 200
    assert "data-row-key" in client.get("/outages/").content.decode()


def test_the_page_of_many_cases_costs_few_statements(client, lin, off, django_assert_max_num_queries):
    joining.join(off, by=lin, at=timezone.now())
    client.force_login(lin)
    client.get(f"/outages/{off.pk}/")
    with django_assert_max_num_queries(36):
        client.get(f"/outages/{off.pk}/")


def test_rules_causes_quiet_numbers_boundaries_and_history_are_kept(client, company, guo, min):
    client.force_login(guo)
    for told_of in (
        {"what": "notice", "kind": "planned", "step": "notice", "minutes": "4320", "is_active": "on"},
        {"what": "storm", "by": "feeder", "calls": "20", "minutes": "10", "is_active": "on"},
        {"what": "sample", "kind": "fault", "level": "", "percent": "35", "hours": "6"},
        {"what": "cause", "kind": "fault", "code": "kite", "name": "风筝", "is_active": "on"},
        {"what": "cause", "kind": "fault", "code": "line", "name": "线路故障"},
        {"what": "quiet", "number": "138 0000 6217"},
    ):
        assert client.post("/manage/outages/", told_of).status_code == 302
    assert OutageRule.objects.get().minutes == 4320
    assert StormRule.objects.get().calls == 20
    assert SampleRule.objects.get().percent == 35
    assert set(OutageCause.objects.values_list("code", "is_active")) == {("kite", True), ("line", False)}
    page = client.get("/manage/outages/").content.decode()
    assert "风筝" in page
    assert "13800006217" not in page
    client.post("/manage/outages/", {"what": "again", "pk": str(NoText.objects.get().pk)})
    assert not NoText.objects.exists()
    for wrong in (
        {"what": "storm", "by": "feeder", "calls": "1", "minutes": "5"},
        {"what": "quiet", "number": "x"},
        {},
    ):
        assert client.post("/manage/outages/", wrong).status_code == 422
    file = SimpleUploadedFile(
        "h.csv", "编号,地点,开始,结束,分钟\n7,文昌路,2025-01-01 08:00,2025-01-01 09:00,60\n".encode()
    )
    assert "7" in client.post("/manage/outages/history/", {"file": file}).content.decode()
    file.seek(0)
    theirs = SimpleUploadedFile("m.toml", '[columns]\nnumber = "编号"\ntitle = "地点"\nstart_date = "开始"\n'.encode())
    broken = SimpleUploadedFile("m.toml", b"[columns")
    answers = [client.post("/manage/outages/history/", {"file": file, "mapping": one}) for one in (theirs, broken)]
    assert [answer.status_code for answer in answers] == [200, 422]
    assert client.post("/manage/outages/grid/", {"file": SimpleUploadedFile("g.json", b"{}")}).status_code == 422
