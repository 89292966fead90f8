"""The counter's sheet: saved, printed, refused, sent twice."""

import pytest

from accounts.models import AuditEvent
from customers.models import Customer
from tests.tickets.pages.conftest import shown
from tests.tickets.pages.payloads import XSS, harmless
from tickets.models import Ticket

HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def at_the_counter(client, min):
    client.force_login(min)


def test_the_empty_sheet_offers_the_categories_of_the_company(client, company):
    page = shown(client, "/intake/")

    assert 'value="no-power"' in page
    assert company.enquiry.name in page
    assert 'name="sheet"' in page


def test_a_saved_sheet_is_a_ticket_of_the_known_customer(client, fill, guifang, flat, min, company):
    answer = client.post("/intake/", fill())

    ticket = Ticket.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/intake/?done={ticket.number}"
    assert (ticket.customer, ticket.supply_point, ticket.first_contact) == (guifang, flat, min)
    assert (ticket.contact_phone, ticket.contact_name) == ("13800006217", "陈桂芳")
    assert ticket.address == flat.address
    assert ticket.description == "邻居是否有电：有电；安全隐患：无"


def test_after_saving_number_and_promise_stand_above_a_blank_sheet(client, fill):
    page = client.post("/intake/", fill(), **HX).content.decode()

    ticket = Ticket.objects.get()
    assert ticket.short_number in page
    assert f"/t/{ticket.number}/slip/" in page
    assert 'data-slip="' not in page
    assert 'name="customer"' not in page


def test_submit_and_print_opens_the_slip(client, fill):
    part = client.post("/intake/", fill(print="1"), **HX).content.decode()
    whole = client.post("/intake/", fill(print="1"))

    assert 'data-slip="/t/' in part
    assert whole["Location"].endswith("/slip/")


def test_the_same_sheet_twice_is_one_ticket(client, fill):
    told = fill()
    first, second = client.post("/intake/", told), client.post("/intake/", told)

    assert first["Location"] == second["Location"]
    assert Ticket.objects.count() == 1


def test_a_sheet_changed_after_saving_is_told_its_number_and_may_become_a_second_request(client, fill):
    told = fill()
    client.post("/intake/", told)
    changed = client.post("/intake/", told | {"a_danger": "yes"})

    assert changed.status_code == 409
    assert Ticket.objects.get().short_number in changed.content.decode()
    assert told["sheet"] not in changed.content.decode()
    assert Ticket.objects.count() == 1


def test_the_sheet_number_of_a_colleague_leads_nowhere(client, fill, other):
    told = fill()
    client.post("/intake/", told)
    client.force_login(other)
    client.post("/intake/", told)

    assert {ticket.first_contact for ticket in Ticket.objects.all()} == {other, Ticket.objects.first().first_contact}
    assert Ticket.objects.count() == 2


def test_a_walk_in_becomes_a_customer_with_a_name_and_a_phone(client, walk_in):
    client.post("/intake/", walk_in())

    ticket = Ticket.objects.get()
    assert ticket.customer == Customer.objects.get(name="孙晓梅")
    assert ticket.customer.phones.get().number == ticket.contact_phone == "13900001111"
    assert ticket.address == "南桥街 5 号"


def test_a_walk_in_with_a_name_alone_is_taken_in_as_well(client, walk_in, company):
    client.post("/intake/", walk_in(top="bill", contact_phone="", address=""))

    ticket = Ticket.objects.get()
    assert (ticket.customer, ticket.contact_name) == (None, "孙晓梅")


def test_another_address_leaves_the_account_behind_and_more_detail_keeps_it(client, fill, flat):
    client.post("/intake/", fill(address="港口路 12 号", area="rural"))
    client.post("/intake/", fill(address="文昌路 86 号 3 幢 北门"))

    away, here = Ticket.objects.order_by("number")
    assert (away.supply_point, away.area) == (None, "rural")
    assert (here.supply_point, here.address) == (flat, "文昌路 86 号 3 幢 北门")


def test_an_enquiry_answered_on_the_spot_is_settled(client, walk_in):
    client.post("/intake/", walk_in(top="bill", answer="本月 46.20 元"))

    ticket = Ticket.objects.get()
    assert ticket.status == "resolved"
    assert ticket.timeline.get(what="reply").facts["text"] == "本月 46.20 元"


def test_an_answer_typed_under_another_category_settles_nothing(client, fill):
    client.post("/intake/", fill(answer="已查"))

    assert Ticket.objects.get().status == "registered"


@pytest.mark.parametrize(("channel", "kept"), [("hotline", "hotline"), ("nonsense", "counter"), ("", "counter")])
def test_the_address_of_the_page_sets_the_channel(client, fill, channel, kept):
    page = shown(client, f"/intake/?ch={channel}")

    assert f'<option value="{kept}" selected>' in page


WRONG = {
    "a question is open": ({"a_danger": ""}, "安全隐患"),
    "no category": ({"top": ""}, "业务类型"),
    "a foreign category": ({"top": "another"}, "业务类型"),
    "an answer that does not exist": ({"a_danger": "perhaps"}, "perhaps"),
    "the phone is short": ({"contact_phone": "1380000621"}, "10 位"),
    "part of a mask is kept": ({"contact_phone": "138****6218"}, "隐去"),
    "the address is masked and changed": ({"address": "文昌路 88 号 **"}, "隐去"),
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("way", [HX, {}], ids=["part", "page"])
def test_a_refused_sheet_keeps_everything_and_says_what_to_do(client, fill, way, wrong):
    changed, said = WRONG[wrong]
    told = fill(description="家里没电，已看过空开", **changed)

    answer = client.post("/intake/", told, **way)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Ticket.objects.exists()
    assert said in page
    assert 'role="alert"' in page
    assert "家里没电，已看过空开" in page
    assert told["sheet"] in page
    assert f'value="{told["contact_name"]}"' in page
    assert f'value="{told["contact_phone"]}"' in page


def test_all_that_is_missing_is_said_in_one_sentence(client, walk_in):
    answer = client.post(
        "/intake/", walk_in(a_danger="", a_neighbours="", contact_name="", contact_phone="", address="")
    )

    assert "还差 4 项" in answer.content.decode()


FOREIGN = ("customer", "hall")


@pytest.mark.parametrize("key", ["00000000-0000-7000-8000-000000000000", "nonsense", "' OR 1=1"])
def test_a_customer_who_is_not_there_is_refused(client, fill, key):
    answer = client.post("/intake/", fill(customer=key))

    assert answer.status_code == 422
    assert not Ticket.objects.exists()


def test_a_customer_of_another_company_is_refused(client, fill, stranger, guifang):
    client.force_login(stranger)
    answer = client.post("/intake/", fill())

    assert answer.status_code == 422
    assert "陈桂芳" not in answer.content.decode()
    assert not Ticket.objects.exists()


def test_a_hall_that_is_not_mine_is_not_registered_at(client, fill, company):
    client.post("/intake/", fill(hall=str(company.north.pk)))

    assert Ticket.objects.get().unit == company.hall


def test_somebody_with_several_halls_chooses_one_and_only_one_of_them(client, fill, guo, company):
    client.force_login(guo)
    refused = client.post("/intake/", fill(hall=str(company.foreign_hall.pk)))
    client.post("/intake/", fill(hall=str(company.north.pk)))

    assert refused.status_code == 422
    assert Ticket.objects.get().unit == company.north


@pytest.mark.parametrize("who", ["qiang", "jing", "root", "shen"])
def test_who_may_not_register(client, request, fill, who):
    client.force_login(request.getfixturevalue(who))

    assert client.post("/intake/", fill()).status_code == 403
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("payload", XSS)
def test_what_is_typed_stays_text(client, walk_in, payload):
    told = walk_in(contact_name=payload[:60], address=payload, description=payload, contact_phone="12")
    page = client.post("/intake/", told, **HX).content.decode()

    assert harmless(page, payload)


def test_the_page_asks_few_questions_of_the_database(client, company, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        client.get("/intake/")


def test_saving_writes_no_personal_term_into_the_audit(client, fill):
    client.post("/intake/lookup/", {"q": "13800006217"})
    client.post("/intake/", fill())

    assert "6217" not in str(list(AuditEvent.objects.values_list("facts", flat=True)))
