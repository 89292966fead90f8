"""Who else is there, what is new, whom a note calls, who follows, what is printed. Rows K1, K3, K4, K5."""

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, Notice
from servicedesk.lib.refusals import Invalid
from tests.people import minutes
from tickets.actions import desk
from tickets.models import Barred, Presence, Ticket


def here(client, ticket, **told):
    return client.post(f"/t/{ticket.number}/here/", told, headers={"HX-Request": "true"})


def test_colleagues_see_each_other_and_what_one_has_begun_to_write(client, fault, min, lin):
    client.force_login(lin)
    here(client, fault, seq="1", writing="reply")
    client.force_login(min)
    text = here(client, fault, seq="1").content.decode()

    assert "何琳" in text
    assert "王敏" not in text
    assert Presence.objects.get(user=lin).writing == "reply"


def test_gone_after_a_minute_and_forgotten(client, fault, second, min, lin):
    client.force_login(lin)
    here(client, fault, seq="1")
    Presence.objects.update(at=timezone.now() - minutes(1.1))
    client.force_login(min)
    assert "何琳" not in here(client, fault).content.decode()

    client.force_login(lin)
    here(client, second)
    assert Presence.objects.filter(user=lin).count() == 1


def test_what_has_happened_since_is_counted_and_nothing_moves(client, fault, min, lin):
    client.force_login(lin)
    assert f'href="/t/{fault.number}/"' not in here(client, fault, seq="1").content.decode()
    desk.note(fault, text="客户来电", by=min)

    assert f'href="/t/{fault.number}/"' in here(client, fault, seq="1").content.decode()


def test_nobody_is_told_of_a_case_that_they_may_not_see(client, fault, other, stranger, qian, lin, company):
    for who in (other, stranger):
        client.force_login(who)
        assert here(client, fault).status_code == 404
    client.force_login(qian)
    here(client, fault)
    Barred.objects.create(org=company.org, ticket=fault, user=qian)
    client.force_login(lin)
    assert "周倩" not in here(client, fault).content.decode()


def test_a_list_says_who_is_at_which_case_with_one_question(client, fault, min, lin, guo):
    client.force_login(guo)
    here(client, fault)
    client.force_login(min)
    assert "刘建国" in client.get("/my/").content.decode()


@pytest.mark.parametrize("call", ["@何琳请看", "请 @lin 看", "@hl 请看", "＠何琳"])
def test_a_note_calls_a_colleague_once(fault, min, lin, call):
    desk.note(fault, text=f"{call} {call}", by=min)

    assert Notice.objects.filter(user=lin, what="mention").count() == 1


@pytest.mark.parametrize("text", ["a@lin.cn", "@ 三楼", "@不认识", "每户@一份"])
def test_what_calls_nobody_is_just_text(fault, min, lin, text):
    desk.note(fault, text=text, by=min)

    assert not Notice.objects.filter(what="mention").exists()


def test_whoever_may_not_see_it_is_not_called_and_the_writer_is_told(fault, min, other):
    with pytest.raises(Invalid) as refusal:
        desk.note(fault, text="@赵东 请看", by=min)

    assert "赵东" in refusal.value.sentence()
    assert fault.timeline.count() == 1


def test_whoever_follows_sees_it_and_is_told_of_each_step(client, fault, second, company, min, lin, guo):
    client.force_login(guo)
    client.post(f"/t/{fault.number}/follow/")
    desk.transfer(fault, to=company.north, reason="归北厅", by=lin)
    assert Notice.objects.filter(user=guo, what="transfer").exists()

    client.post(f"/t/{fault.number}/follow/", {"off": "1"})
    desk.transfer(fault, to=company.dispatch, reason="退回", by=lin)
    assert Notice.objects.filter(user=guo, what="transfer").count() == 1


@pytest.mark.parametrize("copy", ["internal", "customer"])
def test_the_customers_paper_has_nothing_internal(client, fault, min, copy):
    desk.note(fault, text="此户常投诉", by=min)
    client.force_login(min)
    page = client.get(f"/t/{fault.number}/print/?copy={copy}").content.decode()

    assert ("此户常投诉" in page) == (copy == "internal")
    assert ("王敏" in page) == (copy == "internal")
    assert "13800006217" not in page
    assert AuditEvent.objects.filter(what="ticket_printed").count() == 1


def test_a_list_that_is_open_is_answered_only_when_a_row_has_changed(client, fault, min, lin):
    client.force_login(lin)
    first = client.get("/dispatch/", headers={"X-Live": "1"})
    version = first["X-Live-Version"]
    assert client.get(f"/dispatch/?since={version}", headers={"X-Live": "1"}).status_code == 204

    desk.note(Ticket.objects.get(pk=fault.pk), text="客户来电", by=min)
    assert client.get(f"/dispatch/?since={version}", headers={"X-Live": "1"}).status_code == 200
