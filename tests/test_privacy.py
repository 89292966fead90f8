"""Personal data: masked wherever they are shown, in no log, no URL, no notice and no broker. I33, lines 23 to 25."""

import json
import logging

import pytest

from accounts.models import AuditEvent, Notice
from customers.models import Customer
from customers.searching import fitting
from customers.words import words_of
from servicedesk import logs
from tests.people import MONDAY_NINE, minutes
from tickets import sweep
from tickets.actions import announce
from tickets.actions.telling import link_for

SECRETS = ("13800006217", "陈桂芳", "2 单元 501", "053211876204")
PAGES = {
    "min": ["/my/", "/t/{number}/", "/notices/"],
    "lin": ["/dispatch/", "/t/{number}/"],
    "guo": ["/board/?view=open", "/t/{number}/"],
    "shen": ["/t/{number}/", "/audit/"],
    "qiang": ["/m/"],
}


@pytest.mark.parametrize(("who", "page"), [(who, page) for who, pages in PAGES.items() for page in pages])
def test_pages_show_masks(client, request, dispatched, who, page):
    client.force_login(request.getfixturevalue(who))

    text = client.get(page.format(number=dispatched.number)).content.decode()

    shown = [secret for secret in SECRETS if secret in text]
    assert shown == ([] if who != "qiang" else ["2 单元 501"])


def test_a_number_is_shown_once_on_request_and_the_look_is_recorded(client, lin, dispatched):
    client.force_login(lin)

    text = client.post(f"/t/{dispatched.number}/reveal/", HTTP_HX_REQUEST="true").content.decode()

    event = AuditEvent.objects.get(what="reveal")
    assert "13800006217" in text
    assert event.by == lin
    assert event.facts == {"ticket": dispatched.number, "field": "contact_phone"}


def test_who_may_not_see_a_number(client, shen, dispatched):
    client.force_login(shen)

    assert client.post(f"/t/{dispatched.number}/reveal/").status_code == 403
    assert not AuditEvent.objects.filter(what="reveal").exists()


def test_the_fiftieth_look_of_a_day_is_the_last(client, lin, dispatched):
    client.force_login(lin)
    answers = [client.post(f"/t/{dispatched.number}/reveal/").status_code for _look in range(51)]

    assert answers[:50] == [200] * 50
    assert answers[50] == 429


def test_notices_and_audit_carry_numbers_of_tickets_and_no_person(dispatched, qiang, guo):
    sweep.sweep_all(at=MONDAY_NINE + minutes(46))
    announce.fan_out(at=MONDAY_NINE + minutes(46))

    told = json.dumps([notice.facts for notice in Notice.objects.all()], ensure_ascii=False)
    assert Notice.objects.count() > 3
    assert not any(secret in told for secret in SECRETS)


def test_an_identity_number_is_sealed_and_found_by_its_index(guifang):
    guifang.set_identity("370203199001011234")
    guifang.save()
    stored = Customer.objects.values().get(pk=guifang.pk)

    assert b"19900101" not in bytes(stored["identity_sealed"])
    assert "1990" not in stored["identity_index"]
    assert Customer.objects.get(pk=guifang.pk).identity() == "370203199001011234"
    assert looked_up("370203199001011234") == [guifang]


def looked_up(token: str) -> list[Customer]:
    orgs = set(Customer.objects.values_list("org", flat=True))
    return list(fitting(Customer.objects.all(), words_of(token), orgs=orgs))


@pytest.mark.parametrize(
    "token",
    ["6217", "13800006217", "138 0000 6217", "0532-1187-6204", "陈桂", "cgf", "053211876204", "6204", "6217 cgf"],
)
def test_a_customer_is_found_by(guifang, flat, token):
    assert looked_up(token) == [guifang]


@pytest.mark.parametrize("token", ["6218", "cgg", "桂华", "138", "%", "' OR 1=1 --"])
def test_a_customer_is_not_found_by(guifang, flat, token):
    assert not looked_up(token)


def test_logs_cut_the_tokens_of_customers_links(client, fault, caplog):
    token = link_for(fault, "progress", at=MONDAY_NINE)
    with caplog.at_level(logging.DEBUG):
        client.get(f"/s/{token}/")
        client.get(f"/s/{token}x/")

    lines = [logs.JsonLines().format(record) for record in caplog.records]
    assert any("/s/" in line for line in lines)
    assert not any(token in line for line in lines)


def test_an_error_page_shows_nothing_of_the_case(client, fault, stranger):
    client.force_login(stranger)

    text = client.get(f"/t/{fault.number}/").content.decode()

    assert not any(secret in text for secret in SECRETS)
