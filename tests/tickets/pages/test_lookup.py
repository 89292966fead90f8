"""Finding a customer at the counter, and what is seen of them."""

from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from customers.actions import add_supply_point, register_customer
from customers.models import SupplyPoint
from tests.people import MONDAY_NINE, no_power
from tests.tickets.pages.conftest import shown
from tests.tickets.pages.payloads import XSS, harmless
from tickets.actions import desk

HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def at_the_counter(client, min, flat):
    client.force_login(min)


def find(client, words: str, **more: str) -> str:
    return client.post("/intake/lookup/", {"q": words} | more, **HX).content.decode()


@pytest.mark.parametrize("words", ["6217", "6217 cgf", "13800006217", "053211876204", "6204", "陈桂", "cgf"])
def test_one_hit_is_taken_over_at_once_and_masked(client, guifang, words):
    page = find(client, words)

    assert f'name="customer" form="intake" value="{guifang.pk}"' in page
    for mask in ("陈*芳", "138****6217", "0532****6204", "文昌路 86 号 3 幢 **"):
        assert mask in page
    for secret in ("陈桂芳", "13800006217", "单元", "053211876204"):
        assert secret not in page.replace(words, "")


def test_several_hits_are_chosen_by_a_digit(client, company):
    for name, phone in (("陈国富", "13800016217"), ("陈改凤", "13800026217")):
        register_customer(org=company.org, name=name, phone=phone, at=MONDAY_NINE)
    page = find(client, "6217")

    assert page.count('name="pick"') == 3
    assert 'data-key="3"' in page
    assert 'name="customer"' not in page


def test_more_than_nine_hits_ask_for_more_digits(client, company):
    for n in range(12):
        register_customer(
            org=company.org, name=f"陈{'一二三四五六七八九十百千'[n]}", phone=f"138000{n:02d}999", at=MONDAY_NINE
        )
    page = find(client, "陈")

    assert "13 " in page
    assert 'name="pick"' not in page
    assert 'data-then="#q"' in page


def test_nobody_found_says_so_and_begins_a_new_customer(client):
    page = find(client, "13911112222")

    assert "13911112222" in page
    assert 'value="13911112222"' in page
    assert 'data-then="#newcomer"' in page
    assert 'href="#id_contact_name" data-key="n"' in page


def test_a_name_that_is_not_known_is_put_into_the_sheet(client):
    assert 'name="contact_name" value="孙晓梅"' in find(client, "孙晓梅")


@pytest.mark.parametrize("words", ["", "12", "1 2", "   "])
def test_too_little_is_refused_with_a_sentence(client, words):
    answer = client.post("/intake/lookup/", {"q": words}, **HX)

    assert answer.status_code == 422
    assert 'class="err"' in answer.content.decode()


def test_what_was_typed_on_the_sheet_survives_a_search_in_vain(client, fill):
    told = fill(q="9999", description="家里没电", contact_name="孙晓梅", a_danger="yes")

    page = client.post("/intake/lookup/", told).content.decode()

    assert "家里没电" in page
    assert 'value="孙晓梅"' in page
    assert 'value="yes" id="id_a_danger_1" checked' in page


def test_a_chosen_customer_fills_in_the_sheet_without_script(client, guifang):
    page = client.post("/intake/choose/", {"pick": guifang.pk, "top": "no-power"}).content.decode()

    assert "<!DOCTYPE html>" in page or "<!doctype html>" in page
    assert 'value="138****6217"' in page
    assert 'name="a_danger"' in page


def test_a_customer_may_be_put_aside(client, guifang):
    page = client.post("/intake/choose/", {"pick": "", "customer": guifang.pk}, **HX).content.decode()

    assert 'name="customer"' not in page
    assert "138****6217" not in page


def test_a_customer_of_another_company_is_found_by_nobody_here(client, stranger, guifang):
    client.force_login(stranger)

    assert str(guifang.pk) not in find(client, "6217")
    assert "138****6217" not in client.post("/intake/choose/", {"pick": guifang.pk}, **HX).content.decode()


def test_the_second_account_may_be_taken(client, company, guifang, flat):
    shop = add_supply_point(
        org=company.org, holder=guifang, account_number="053211879999", address="南桥街 5 号 2 层", area="rural"
    )

    page = client.post("/intake/account/", {"customer": guifang.pk, "point": shop.pk}, **HX).content.decode()

    assert "南桥街 5 号 **" in page
    assert f'value="{shop.pk}" selected' in page


def test_a_point_that_is_not_theirs_falls_back_to_their_own(client, guifang, flat):
    told = {"customer": guifang.pk, "point": "00000000-0000-7000-8000-000000000000"}

    assert "0532****6204" in client.post("/intake/account/", told, **HX).content.decode()


def test_arrears_and_faults_nearby_are_told(client, company, min, guifang, flat, fault):
    SupplyPoint.objects.filter(pk=flat.pk).update(balance=Decimal("-38.50"))
    neighbour = register_customer(org=company.org, name="王大山", phone="13800007777", at=MONDAY_NINE)
    point = add_supply_point(
        org=company.org,
        holder=neighbour,
        account_number="053211876205",
        address="文昌路 86 号 3 幢 402",
        area="urban",
        transformer="文昌 3 号公变",
    )
    desk.register(no_power(company, neighbour, point), unit=company.hall, by=min)
    page = find(client, "6217")

    assert "38.50" in page
    assert 'class="w"' in page
    assert fault.short_number in page


def test_what_is_open_may_be_urged_from_the_card(client, fault):
    assert f'hx-post="/intake/again/{fault.number}/"' in find(client, "6217")
    part = client.post(f"/t/{fault.number}/urge/", **HX)

    fault.refresh_from_db()
    assert fault.urges == 1
    assert "<form" not in part.content.decode()


def test_a_search_is_counted_and_not_written_down(client):
    find(client, "6217 cgf")

    event = AuditEvent.objects.get(what="lookup")
    assert event.facts == {"length": 8, "partial": True}


@pytest.mark.parametrize("payload", XSS)
def test_a_search_term_stays_text(client, payload):
    assert harmless(find(client, payload), payload)
    assert harmless(client.post("/search/", {"q": payload}).content.decode(), payload)


@pytest.mark.parametrize("path", ["/intake/lookup/", "/intake/choose/", "/intake/account/"])
def test_personal_terms_do_not_travel_in_the_address(client, path):
    assert client.get(path, {"q": "6217"}).status_code == 405


def test_the_questions_of_a_category_come_by_code(client, company):
    page = shown(client, "/intake/category/?top=no-power", **HX)

    assert "邻居是否有电" in page
    assert 'data-hazards="danger=yes"' in page


def test_the_preview_names_limit_standard_and_whether_it_is_verified(client, company):
    page = shown(client, "/intake/preview/?top=no-power&area=urban&level=", **HX)

    assert "45 分钟内" in page
    assert company.dispatch.name in page
    assert "未核验" in page


def test_the_preview_of_a_remote_place_promises_another_time(client, company):
    assert "120 分钟内" in shown(client, "/intake/preview/?top=no-power&area=remote", **HX)


def test_the_card_asks_few_questions_of_the_database(client, fault, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        find(client, "6217")
