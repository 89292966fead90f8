"""Handlers of reports are named by somebody else, what they open is on record, and conflicts of interest bar them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, Notice
from applications.actions import handlers
from servicedesk.lib.refusals import Invalid
from tests.people import category
from tickets.actions import desk, field
from tickets.lifecycle import Kind
from tickets.models import NamedHandler, Ticket
from tickets.refusals import Needed, NotYours


@pytest.fixture
def named(qian, root):
    return handlers.name_handler(qian, reason="纪检岗位", by=root, at=timezone.now() - timedelta(minutes=1))


@pytest.fixture
def report(company, min, named):
    kind = category(company.org, "conduct", "违规违纪", Kind.REPORT)
    return desk.register(desk.Intake(category=kind, description="抄表员收钱改数"), unit=company.hall, by=min)


def test_who_is_named_is_told_and_it_is_on_record(named, qian, root):
    assert Notice.objects.get(user=qian, what="report_handler").path == "/misconduct/"
    assert AuditEvent.objects.get(what="report_handler_named").by == root


def test_nobody_names_themselves_a_stranger_or_without_a_reason(root, stranger, lin):
    with pytest.raises(Invalid):
        handlers.name_handler(root, reason="方便", by=root)
    with pytest.raises(NotYours):
        handlers.name_handler(stranger, reason="方便", by=root)
    with pytest.raises(Needed):
        handlers.name_handler(lin, reason=" ", by=root)


def test_when_a_naming_ends_their_reports_go_back(report, named, qian, root, company):
    field.accept(report, by=qian)
    handlers.end_naming(named, by=root)

    report.refresh_from_db()
    assert (report.handler, report.queue) == (None, company.hall)
    assert not NamedHandler.objects.live().exists()


def test_the_list_is_for_the_named_and_for_others_not_there(client, request, report):
    answers = {}
    for who in ("qian", "min", "guo", "root", "shen"):
        client.force_login(request.getfixturevalue(who))
        answers[who] = (client.get("/misconduct/").status_code, client.get(f"/misconduct/{report.number}/").status_code)

    assert answers == {"qian": (200, 200)} | dict.fromkeys(("min", "guo", "root", "shen"), (404, 404))


def test_a_named_handler_finds_the_reports_from_their_own_list(client, named, qian, min):
    for user, is_there in ((qian, True), (min, False)):
        client.force_login(user)
        assert ('href="/misconduct/"' in client.get("/my/").content.decode()) is is_there


def test_the_clerk_keeps_number_and_state_and_nothing_else(client, report, min):
    client.force_login(min)
    text = client.get("/misconduct/taken-in/").content.decode()

    assert report.number in text
    assert "违规违纪" not in text and "抄表员" not in text


def test_at_the_counter_the_clerk_gets_the_number_and_no_way_in(client, company, min, named):
    category(company.org, "theft", "窃电", Kind.REPORT)
    client.force_login(min)
    told = {"top": "theft", "hall": str(company.hall.pk), "channel": "counter", "description": "私拉电线"}
    page = client.post("/intake/", told, follow=True).content.decode()
    ticket = Ticket.objects.get(kind=Kind.REPORT)

    assert ticket.number in page and f"/t/{ticket.number}/" not in page


def test_every_opening_is_on_record_for_the_auditor(client, report, qian, shen):
    client.force_login(qian)
    client.get(f"/misconduct/{report.number}/")
    client.get(f"/t/{report.number}/")
    client.force_login(shen)
    text = client.get("/misconduct/readings/").content.decode()

    assert AuditEvent.objects.filter(what="report_seen", by=qian).count() == 2
    assert report.number in text and "周倩" in text and "抄表员" not in text


def test_a_conflict_of_interest_bars_even_a_named_handler(client, report, qian, lin, root):
    handlers.name_handler(lin, reason="备岗", by=root, at=timezone.now() - timedelta(seconds=1))
    client.force_login(qian)
    empty = client.post(f"/misconduct/{report.number}/keep-away/", {})
    done = client.post(f"/misconduct/{report.number}/keep-away/", {"person": str(lin.pk)})

    assert (empty.status_code, done.status_code) == (422, 302)
    assert not Ticket.objects.visible_to(lin).filter(pk=report.pk).exists()


def test_naming_and_ending_on_the_page(client, root, lin):
    client.force_login(root)
    assert client.post("/manage/handlers/", {"person": str(lin.pk), "reason": ""}).status_code == 422
    assert client.post("/manage/handlers/", {"person": str(lin.pk), "reason": "纪检"}).status_code == 302
    named = NamedHandler.objects.get()
    assert client.post(f"/manage/handlers/{named.pk}/end/").status_code == 302
    assert not NamedHandler.objects.live().exists()
