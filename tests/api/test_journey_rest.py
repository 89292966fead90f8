"""The brochure over REST: one fault and one complaint from the first call to the last, every step with a key."""

from datetime import datetime

import pytest

from surveys.models import Callback
from tests.api.caller import signed_in
from tests.api.conftest import no_power
from tickets.models import Ticket

pytestmark = pytest.mark.usefixtures("always")


def test_a_fault_lives_its_whole_life_over_rest(hotline, dispatching, phones, calling, guifang, flat):
    # The agent finds the caller by the last digits of her phone, and sees what would be promised.
    found = hotline.do("customers/lookup/", {"q": "6217"})["results"][0]
    assert (found["name"], found["phones"][0]["number"]) == ("陈*芳", "138****6217")
    promised = hotline.do("previews/", {"category": "no-power", "area": "urban"})["results"]
    assert {line["milestone"] for line in promised} >= {"dispatch", "arrive"}

    # It is taken in under the hotline's own number.
    told = no_power(customer=found["id"], supply_point=found["supply_points"][0]["id"], external_number="95598-1")
    ticket = hotline.do("tickets/", told)
    path = f"tickets/{ticket['number']}/"
    assert (ticket["status"], ticket["source"], ticket["hall"]["code"]) == ("registered", "95598", "CN")
    assert (ticket["contact_phone"], ticket["address"]) == ("138****6217", "文昌路 86 号 3 幢 **")

    # A dispatcher sends a crew; the caller rings again and urges.
    assert dispatching.do(path + "dispatch/", {"crew": "Q1", "version": 1})["crew"]["name"] == "城南抢修一班"
    assert hotline.do(path + "urge/", {"text": "家中有老人"})["urges"] == 1

    # The crew accepts, sets off, arrives, restores and reports back.
    for verb, status in [
        ("accept", "accepted"),
        ("depart", "en_route"),
        ("arrive", "on_site"),
        ("restore", "restored"),
    ]:
        assert phones.do(f"{path}{verb}/")["status"] == status
    assert phones.do(path + "report/", {"cause": "表后开关烧毁", "fee": "12.50"})["status"] == "resolved"

    # A callback is owed; the customer is satisfied, and that closes the ticket.
    owed = calling.see("callbacks/", due="true")["results"][0]
    assert owed["ticket"] == ticket["number"]
    assert calling.do(f"callbacks/{owed['id']}/confirm/", {"score": 5})["outcome"] == "satisfied"
    assert hotline.see(path)["status"] == "closed"

    # The hotline reads it back to whoever asks: what happened, and whether every promise was kept.
    events = [event["what"] for event in hotline.see(path + "events/")["results"]]
    assert events == [
        *("register", "dispatch", "urge", "accept", "depart", "arrive", "restore", "report", "close"),
    ]
    stages = [line for line in hotline.see(path + "deadlines/")["results"] if line["stage"] == "breach"]
    assert all(line["clock"]["was_kept"] for line in stages)
    arrive = next(line for line in stages if line["name"] == "arrive")
    assert arrive["clock"]["promise"]["code"]
    span = datetime.fromisoformat(arrive["due_at"]) - datetime.fromisoformat(arrive["clock"]["started_at"])
    assert span.total_seconds() == 45 * 60


def test_a_customer_who_is_not_satisfied_begins_a_new_round(calling, hotline, reported, jing):
    owed = Callback.objects.get(ticket=reported)

    calling.do(f"callbacks/{owed.pk}/deny/", {"score": 1, "reason": "又停了"})

    ticket = hotline.see(f"tickets/{reported.number}/")
    assert (ticket["status"], ticket["round"]) == ("registered", 2)
    generations = {
        (line["name"], line["generation"]) for line in hotline.see(f"tickets/{reported.number}/deadlines/")["results"]
    }
    assert {("arrive", 1), ("arrive", 2)} <= generations


def test_a_callback_that_nobody_answers_is_tried_again_later(calling, reported):
    owed = Callback.objects.get(ticket=reported)

    tried = calling.do(f"callbacks/{owed.pk}/try/", {"result": "no_answer"})
    again = calling.post(f"callbacks/{owed.pk}/try/", {"result": "no_answer"})

    assert tried["done_at"] is None
    assert (again.status_code, again.json()["code"]) == (409, "too_soon")


def test_a_complaint_lives_its_whole_life_over_rest(hotline, complaint_desk, second_desk, calling, company, other, min):
    told = {
        "hall": "CN",
        "category": "attitude",
        "contact_name": "陈桂芳",
        "contact_phone": "13800006217",
        "description": "昨天柜台人员态度生硬",
        "complaint": {"matter": "service", "against_people": ["3018"]},
    }
    ticket = hotline.do("tickets/", told)
    path = f"tickets/{ticket['number']}/"
    assert (ticket["kind"], ticket["status"]) == ("complaint", "registered")
    assert not Ticket.objects.visible_to(other).filter(number=ticket["number"]).exists()

    assert complaint_desk.do(path + "accept/")["status"] == "accepted"
    assert complaint_desk.do(path + "contact/", {"text": "已致歉", "reached": True})["status"] == "contacted"
    found = {"verdict": "upheld", "finding": "录像显示语气生硬", "cause": "attitude", "responsible_unit": "CN"}
    found |= {"evidence": [{"kind": "recording", "id": "R-0316-0031"}], "corrective": "当日班会复盘"}
    assert complaint_desk.do(path + "verify/", found)["status"] == "verified"
    answer = {"text": "经核实属实，向您致歉。"}
    complaint_desk.do(path + "draft_reply/", answer)
    assert complaint_desk.post(path + "review_reply/", {"approved": True}).status_code == 403, "by somebody else"
    second_desk.do(path + "review_reply/", {"approved": True})
    assert complaint_desk.do(path + "reply/", answer)["status"] == "resolved"

    file = complaint_desk.see(path + "complaint/")
    assert (file["verdict"], file["responsible_unit"]["code"]) == ("upheld", "CN")
    owed = calling.see("callbacks/")["results"][0]
    calling.do(f"callbacks/{owed['id']}/confirm/", {"score": 4})
    assert hotline.see(path)["status"] == "closed"


def test_an_enquiry_is_answered_on_the_spot_by_whoever_may(min, company):
    from_counter = {"hall": "CN", "category": "bill", "contact_name": "陈桂芳", "answer": "本月电费 86 元"}
    ticket = signed_in(min).do("tickets/", from_counter)

    assert ticket["status"] in ("resolved", "closed")
    assert ticket["first_contact"]["staff_number"] == "3017"
