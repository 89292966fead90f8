"""Customers over REST: found by POST, shown masked, one field at a time in full and on record. Security line 24."""

import pytest

from accounts.models import AuditEvent
from customers.models import Customer
from tests.api.caller import signed_in

SECRETS = ("13800006217", "陈桂芳", "2 单元 501", "053211876204", "370203199001011234")


@pytest.mark.parametrize("q", ["6217", "138-0000-6217", "053211876204", "陈桂", "cgf"])
def test_a_customer_is_found_and_shown_masked(hotline, guifang, flat, q):
    answer = hotline.post("customers/lookup/", {"q": q})
    found = answer.json()["results"]

    assert [row["id"] for row in found] == [str(guifang.pk)]
    assert not any(secret in answer.content.decode() for secret in SECRETS)
    assert found[0]["supply_points"][0]["account_number"] == "0532****6204"


def test_a_search_is_recorded_without_what_was_typed(hotline, guifang):
    hotline.do("customers/lookup/", {"q": "6217"})

    assert "6217" not in str(AuditEvent.objects.get(what="lookup").facts)


@pytest.mark.parametrize(("q", "status"), [("621", 422), ("", 400), (" ", 400), (None, 400), (["6217"], 400)])
def test_too_little_to_search_by(hotline, guifang, q, status):
    assert hotline.post("customers/lookup/", {"q": q}).status_code == status


def test_a_customer_of_the_neighbours_is_not_found(foreign, guifang):
    assert foreign.do("customers/lookup/", {"q": "6217"})["results"] == []


def test_a_name_and_a_phone_are_enough_and_nobody_is_doubled(hotline, company):
    told = {"name": "吴秀兰", "phone": "１３９ 0000 1111"}
    first, second = hotline.post("customers/", told), hotline.post("customers/", told)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    assert Customer.objects.get().org == company.org


@pytest.mark.parametrize(
    ("change", "field"),
    [({"phone": "12"}, "phone"), ({"name": ""}, "name"), ({"identity": "1"}, "identity"), ({"level": "vip"}, "level")],
)
def test_what_cannot_be_kept_is_refused_by_name(hotline, change, field):
    answer = hotline.post("customers/", {"name": "吴秀兰", "phone": "13900001111"} | change)

    assert answer.status_code in (400, 422)
    assert set(answer.json()["fields"]) == {field}


def test_an_identity_number_goes_in_and_never_comes_out_by_itself(hotline, min):
    told = {"name": "吴秀兰", "phone": "13900001111", "identity": "370203199001011234"}
    answer = hotline.post("customers/", told)
    path = f"customers/{answer.json()['id']}/"

    assert "370203" not in answer.content.decode() + hotline.get(path).content.decode()
    shown = signed_in(min).do(path + "reveal/", {"field": "identity", "reason": "核对身份"})
    assert shown["text"] == "370203199001011234"


def test_a_field_is_shown_once_with_a_reason_on_record(min, guifang, flat):
    caller, path = signed_in(min), f"customers/{guifang.pk}/reveal/"

    assert caller.do(path, {"field": "phone", "reason": "回电"})["text"] == "13800006217"
    assert caller.do(path, {"field": "address", "reason": "上门", "id": str(flat.pk)})["text"] == flat.address
    event = AuditEvent.objects.filter(what="reveal").earliest("at")
    assert (event.by, event.reason, event.facts["field"]) == (min, "回电", "phone")
    assert "6217" not in str(event.facts)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"field": "phone"}, 400),
        ({"field": "phone", "reason": " "}, 400),
        ({"field": "password", "reason": "x"}, 400),
        ({"field": "phone", "reason": "x", "id": "00000000-0000-7000-8000-000000000000"}, 404),
        ({"field": "phone", "reason": "x", "id": "1"}, 400),
    ],
)
def test_a_look_that_is_refused(min, guifang, told, status):
    assert signed_in(min).post(f"customers/{guifang.pk}/reveal/", told).status_code == status


def test_a_machine_sees_no_field_in_full(hotline, guifang):
    assert hotline.post(f"customers/{guifang.pk}/reveal/", {"field": "phone", "reason": "x"}).status_code == 403


def test_the_fiftieth_look_of_a_day_is_the_last(min, guifang):
    caller, path = signed_in(min), f"customers/{guifang.pk}/reveal/"
    answers = [caller.post(path, {"field": "name", "reason": "x"}) for _look in range(51)]

    assert [answer.status_code for answer in answers] == [200] * 50 + [429]
    assert answers[-1]["Retry-After"]


def test_a_crew_sees_the_contact_of_its_open_job(dispatched, qiang, shen):
    path = f"tickets/{dispatched.number}/reveal/"

    assert signed_in(qiang).do(path)["text"] == "13800006217"
    assert signed_in(shen).post(path).status_code == 403
