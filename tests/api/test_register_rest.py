"""Taking a request in over REST: strict, complete, and once."""

import pytest

from customers.actions import register_customer
from hotline.actions import forget, make_client
from hotline.models import REMEMBERED, IdempotencyKey
from tests.api.caller import Caller, signed_in
from tests.api.conftest import no_power
from tests.people import MONDAY_NINE, category
from tickets.lifecycle import Kind
from tickets.models import Ticket


def problem(answer) -> tuple[int, str, set[str]]:
    told = answer.json()
    assert set(told) == {"code", "sentence", "fields"}
    assert told["sentence"]
    return answer.status_code, told["code"], set(told["fields"])


def test_a_request_is_taken_in(hotline, issued, company):
    answer = hotline.post("tickets/", no_power(channel="hotline", area="rural"))
    told = answer.json()
    ticket = Ticket.objects.get(number=told["number"])

    assert answer.status_code == 201
    assert ticket.first_contact == issued.client.user
    assert (ticket.queue, ticket.handler, ticket.org) == (company.dispatch, None, company.org)
    assert (ticket.contact_phone, ticket.area, ticket.channel) == ("13800006217", "rural", "hotline")
    assert "arrive" in ticket.pledges


def test_a_supply_point_is_named_by_its_account(hotline, flat, guifang):
    told = no_power(customer=str(guifang.pk), supply_point="053211876204", address="")

    assert Ticket.objects.get(number=hotline.do("tickets/", told)["number"]).supply_point == flat


def test_an_unknown_field_is_refused_and_named(hotline):
    names = {"status", "org", "first_contact", "due_at", "number", "source", "versions", "unit"}
    answer = hotline.post("tickets/", no_power(**dict.fromkeys(names, "x")))

    assert problem(answer) == (400, "invalid", names)
    assert not Ticket.objects.exists()


def test_an_unknown_field_inside_is_refused_too(hotline):
    told = {"hall": "CN", "category": "attitude", "contact_name": "陈桂芳", "complaint": {"verdict": "unfounded"}}

    assert problem(hotline.post("tickets/", told)) == (400, "invalid", {"complaint.verdict"})


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"hall": "LX"}, {"hall"}),
        ({"hall": "ZZ"}, {"hall"}),
        ({"hall": "Q1"}, {"hall"}),
        ({"category": "nothing"}, {"category"}),
        ({"customer": "00000000-0000-7000-8000-000000000000"}, {"customer"}),
        ({"supply_point": "999"}, {"supply_point"}),
        ({"answers": {"colour": "red"}}, {"answers.colour"}),
        ({"area": "moon"}, {"area"}),
        ({"complaint": {}}, {"complaint"}),
        ({"external_number": "x" * 81}, {"external_number"}),
    ],
)
def test_what_cannot_be_is_refused_by_name(hotline, change, fields):
    status, code, named = problem(hotline.post("tickets/", no_power(**change)))

    assert (status, code) == (400, "invalid")
    assert fields <= named


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"answers": {"neighbours": "on"}}, "missing", "danger"),
        ({"answers": {"neighbours": "maybe", "danger": "none"}}, "invalid", "neighbours"),
        ({"address": ""}, "missing", "address"),
        ({"contact_phone": "1380000621"}, "invalid", "phone"),
    ],
)
def test_what_the_rules_refuse_is_refused_with_their_sentence(hotline, change, code, field):
    assert problem(hotline.post("tickets/", no_power(**change))) == (422, code, {field})


def test_a_foreign_customer_is_as_unknown_as_none(hotline, company):
    theirs = register_customer(org=company.foreign_org, name="吴远", phone="13900001111", at=MONDAY_NINE)
    foreign = hotline.post("tickets/", no_power(customer=str(theirs.pk))).json()
    never = hotline.post("tickets/", no_power(customer=str(theirs.pk)[:-4] + "0000")).json()

    assert set(foreign["fields"]) == set(never["fields"]) == {"customer"}
    assert foreign["sentence"] == never["sentence"]


def test_what_is_named_together_belongs_together(company, guo):
    """Somebody who works for two companies cannot mix them."""
    guo.org = None
    guo.save()
    guo.grants.update(unit=company.org.parent)
    category(company.foreign_org, "theirs", "邻县故障", Kind.FAULT)
    answer = signed_in(guo).post("tickets/", no_power(category="theirs", answers={}))

    assert problem(answer) == (400, "invalid", {"category"})


def test_a_clerk_registers_at_her_own_hall_only(min):
    answer = signed_in(min).post("tickets/", no_power(hall="CB"))

    assert problem(answer) == (403, "not_allowed", set())


def test_a_key_for_one_hall_registers_there_only(company):
    one = Caller(make_client(org=company.org, name="南厅自助机", source="kiosk", unit=company.hall).key)

    assert one.post("tickets/", no_power()).status_code == 201
    assert one.post("tickets/", no_power(hall="CB")).status_code == 403


def test_the_hotline_may_not_answer_in_our_name(hotline):
    told = {"hall": "CN", "category": "bill", "contact_name": "陈桂芳", "answer": "86 元"}

    assert problem(hotline.post("tickets/", told)) == (403, "not_allowed", set())
    assert not Ticket.objects.exists()


# --- once ---------------------------------------------------------------------------------------


def test_the_callers_own_number_makes_one_ticket(hotline):
    first, second = (hotline.post("tickets/", no_power(external_number="A-1")) for _time in range(2))

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Ticket.objects.count() == 1


def test_the_order_of_the_fields_does_not_matter(hotline):
    told = no_power(external_number="A-1")
    hotline.do("tickets/", told)

    assert hotline.post("tickets/", dict(reversed(told.items()))).status_code == 200


def test_the_same_number_with_other_content_is_refused(hotline):
    hotline.do("tickets/", no_power(external_number="A-1"))
    answer = hotline.post("tickets/", no_power(external_number="A-1", contact_name="别人"))

    assert problem(answer) == (409, "same_number_other_content", set())


def test_two_sources_may_use_the_same_number(hotline, company):
    other = Caller(make_client(org=company.org, name="12345 接口", source="12345").key)
    hotline.do("tickets/", no_power(external_number="A-1"))
    other.do("tickets/", no_power(external_number="A-1"))

    assert Ticket.objects.count() == 2


def test_a_person_has_no_numbers_of_her_own(min):
    answer = signed_in(min).post("tickets/", no_power(external_number="A-1"))

    assert problem(answer) == (400, "invalid", {"external_number"})


def test_an_idempotency_key_gives_the_same_answer_again(hotline):
    first, second = (hotline.post("tickets/", no_power(), headers={"Idempotency-Key": "k-1"}) for _time in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert (first.get("Idempotent-Replay"), second["Idempotent-Replay"]) == (None, "true")
    assert Ticket.objects.count() == 1


def test_an_idempotency_key_answers_one_request_only(hotline):
    hotline.do("tickets/", no_power(), headers={"Idempotency-Key": "k-1"})
    answer = hotline.post("tickets/", no_power(contact_name="别人"), headers={"Idempotency-Key": "k-1"})

    assert problem(answer) == (409, "same_key_other_content", set())


def test_a_refused_request_leaves_its_key_free(hotline):
    head = {"Idempotency-Key": "k-1"}
    refused = hotline.post("tickets/", no_power(contact_phone="12"), headers=head)

    assert refused.status_code == 422
    assert hotline.post("tickets/", no_power(), headers=head).status_code == 201


def test_any_change_may_carry_a_key(hotline, fault):
    path, head = f"tickets/{fault.number}/urge/", {"Idempotency-Key": "k-1"}
    first, second = (hotline.post(path, {"text": "家中有老人"}, headers=head) for _time in range(2))

    assert first.json() == second.json()
    assert second.json()["urges"] == 1
    assert hotline.post(f"tickets/{fault.number}/note/", {"text": "家中有老人"}, headers=head).status_code == 409


def test_what_was_shown_in_full_is_kept_nowhere(min, fault):
    head = {"Idempotency-Key": "k-1"}
    signed_in(min).do(f"tickets/{fault.number}/reveal/", headers=head)
    signed_in(min).do(f"customers/{fault.customer_id}/reveal/", {"field": "phone", "reason": "回电"}, headers=head)

    assert not IdempotencyKey.objects.exists()


def test_two_callers_may_choose_the_same_key(hotline, min):
    head = {"Idempotency-Key": "k-1"}
    hotline.do("tickets/", no_power(), headers=head)

    assert signed_in(min).post("tickets/", no_power(), headers=head).status_code == 201
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize("key", ["x" * 101, "é", "a\tb"])
def test_a_key_is_short_and_plain(hotline, key):
    assert hotline.post("tickets/", no_power(), headers={"Idempotency-Key": key}).status_code == 400
    assert not IdempotencyKey.objects.exists()


def test_answers_are_forgotten_after_seven_days(hotline):
    hotline.do("tickets/", no_power(), headers={"Idempotency-Key": "k-1"})
    at = IdempotencyKey.objects.get().created_at

    assert forget(at=at + REMEMBERED) == 0
    assert forget(at=at + REMEMBERED * 1.01) == 1


def test_a_heading_takes_no_request(hotline, company):
    """What groups other categories asks no questions, so nothing may be registered under it."""
    heading = category(company.org, "faults", "故障报修", Kind.FAULT)
    company.fault.parent = heading
    company.fault.save()

    assert problem(hotline.post("tickets/", no_power(category="faults", answers={}))) == (400, "invalid", {"category"})
    assert {row["code"] for row in hotline.see("categories/")["results"] if row["is_group"]} == {"faults"}


def test_taking_in_costs_no_more_than_this(hotline, django_assert_max_num_queries):
    hotline.do("tickets/", no_power())
    with django_assert_max_num_queries(47):
        hotline.do("tickets/", no_power(external_number="A-1"))
