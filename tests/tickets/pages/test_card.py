"""The customer's card at the counter: the three checks in words, tags that ask for something, phones, people, ratings."""

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.actions import add_phone, register_customer
from customers.models import CustomerTag, Holding
from outages.actions import Told, announce
from outages.models import Kind, OutageArea
from tests.people import MONDAY_NINE, no_power
from tickets.actions import desk
from tickets.models import Ticket

HX = {"HTTP_HX_REQUEST": "true"}
By = OutageArea.By


@pytest.fixture(autouse=True)
def at_the_counter(client, min, flat):
    client.force_login(min)


def card(client, **more: object) -> str:
    return client.post("/intake/lookup/", {"q": "6217"} | more, **HX).content.decode()


def outage(company, lin, *, kind: str, starts: timedelta, low: int | None = None, high: int | None = None):
    now = timezone.now()
    area = OutageArea(by=By.STREET, value="文昌路", low=low, high=high)
    told = Told(
        kind=kind,
        title="文昌路一带",
        cause="电缆故障",
        starts_at=now + starts,
        expected_end_at=now + starts + timedelta(hours=3),
        areas=[area],
    )
    return announce(told, org=company.org, by=lin, at=now, confirmed=True)


def test_all_three_are_in_order_and_the_time_is_said(client):
    page = card(client)

    assert page.count("#okc") >= 3
    assert 'id="three"' in page
    assert 'class="w"' not in page


def test_a_known_outage_is_told_at_once_with_its_script(client, company, lin):
    made = outage(company, lin, kind=Kind.FAULT, starts=timedelta(hours=-1))
    page = card(client)

    assert made.script in page
    assert f'data-copy-from="#say-{made.pk}"' in page
    assert 'class="w"' in page


def test_planned_work_is_named(client, company, lin):
    outage(company, lin, kind=Kind.PLANNED, starts=timedelta(days=2))

    assert "文昌路一带" in card(client)


def test_planned_work_next_door_is_told_not_to_concern_them(client, company, lin):
    outage(company, lin, kind=Kind.PLANNED, starts=timedelta(days=2), low=90, high=112)
    page = card(client)

    assert "文昌路一带" in page
    assert 'class="w"' not in page


def test_the_checks_are_made_again_on_demand(client, company, lin, guifang):
    card(client)
    made = outage(company, lin, kind=Kind.FAULT, starts=timedelta(minutes=-1))
    part = client.post("/intake/check/", {"customer": guifang.pk}, **HX).content.decode()

    assert made.script in part
    assert "陈*芳" not in part, "only the checks"


def test_a_tag_says_what_it_asks_for(client, company, guifang):
    CustomerTag.objects.create(org=company.org, name="独居老人", meaning="先电话安抚")
    guifang.tags = ["独居老人"]
    guifang.save()

    assert "先电话安抚" in card(client)


def test_somebody_who_comes_often_is_marked(client, company, guifang, flat, min):
    at = timezone.now()
    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=at)
    assert "tag warn" not in card(client)
    Ticket.objects.filter(pk=ticket.pk).update(urges=2)

    assert "tag warn" in card(client)


def test_another_of_their_phones_may_be_taken(client, guifang):
    other = add_phone(guifang, "15400003333", is_main=False)
    page = client.post("/intake/account/", {"customer": guifang.pk, "phone": other.pk}, **HX).content.decode()

    assert 'value="154****3333"' in page
    assert f'value="{other.pk}" selected' in page


def test_whoever_else_belongs_to_the_account_may_be_taken(client, company, flat):
    son = register_customer(org=company.org, name="陈小明", phone="15400004444", at=MONDAY_NINE)
    Holding.objects.create(org=company.org, customer=son, supply_point=flat, part=Holding.Part.CONTACT)

    assert f'name="pick" value="{son.pk}"' in card(client)


def test_enter_on_an_open_ticket_urges_it(client, fault):
    page = card(client)

    assert f'hx-post="/intake/again/{fault.number}/"' in page
    assert 'data-open data-key="u"' in page


def test_the_history_stands_behind_alt_h(client, fault, guifang, stranger):
    assert f'href="/intake/history/{guifang.pk}/"' in card(client)
    page = client.get(f"/intake/history/{guifang.pk}/").content.decode()
    assert f"/t/{fault.number}/" in page
    assert "陈桂芳" not in page
    client.force_login(stranger)
    assert client.get(f"/intake/history/{guifang.pk}/").status_code == 404


def test_a_rare_name_begins_with_its_own_character(client, guifang):
    guifang.name = "𠮷田花"
    guifang.save()

    assert '<span class="p" aria-hidden="true">𠮷</span>' in card(client)


def test_names_one_character_apart_stand_side_by_side(client, company, guifang):
    register_customer(org=company.org, name="陈桂芬", phone="15400006217", at=MONDAY_NINE)
    page = card(client)

    assert 'class="twins"' in page
    assert "<mark>芳</mark>" in page
    assert "<mark>芬</mark>" in page
