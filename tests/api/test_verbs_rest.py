"""What the verbs take and refuse over REST: versions, wrong moments, people and places named in a body."""

import pytest

from complaints.actions import FileFacts
from complaints.actions import register as complain
from hotline.api.fieldverbs import FieldVerbs
from hotline.api.verbs import DeskVerbs
from tests.api.caller import signed_in
from tests.complaints.conftest import intake
from tests.people import MONDAY_NINE
from tickets.models import TicketEvent


def told(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_every_verb_has_the_address_of_its_name():
    names = {action.url_path for family in (DeskVerbs, FieldVerbs) for action in family.get_extra_actions()}

    assert names == {
        *("note", "call", "urge", "reply", "transfer", "withdraw", "fill", "close", "reopen"),
        *("dispatch", "accept", "depart", "arrive", "estimate", "restore", "report", "send_back"),
        *("approve_return", "return_report"),
    }


def test_an_illegal_move_is_refused_with_code_and_sentence(fault, qiang, lin, guo):
    answer = signed_in(guo).post(f"tickets/{fault.number}/arrive/")

    assert told(answer) == (409, "wrong_moment")
    assert "0316-0001" in answer.json()["sentence"]
    fault.refresh_from_db()
    assert fault.version == 1


def test_the_sentence_speaks_the_callers_language(hotline, closed_path):
    chinese = hotline.post(closed_path)
    english = hotline.post(closed_path, headers={"Accept-Language": "en"})

    assert english["Content-Language"] == "en"
    assert english.json()["sentence"].startswith("Ticket ")
    assert chinese["Content-Language"] == "zh-hans"


@pytest.fixture
def closed_path(hotline, fault) -> str:
    hotline.do(f"tickets/{fault.number}/withdraw/", {"reason": "自己合上了开关"})
    return f"tickets/{fault.number}/urge/"


@pytest.mark.parametrize("way", ["body", "header"])
def test_a_stale_version_is_refused_and_says_who_was_quicker(fault, lin, min, way):
    caller, path = signed_in(lin), f"tickets/{fault.number}/dispatch/"
    signed_in(min).do(f"tickets/{fault.number}/note/", {"text": "老人独居"})
    if way == "body":
        answer = caller.post(path, {"crew": "Q1", "version": 1})
    else:
        answer = caller.post(path, {"crew": "Q1"}, headers={"If-Match": '"1"'})

    assert told(answer) == (409 if way == "body" else 412, "stale_version")
    assert "王敏" in answer.json()["sentence"]
    assert way == "body" or list(answer.json()["fields"]) == ["2"]
    assert caller.post(path, {"crew": "Q1"}, headers={"If-Match": 'W/"2"'}).status_code == 200


def test_the_version_stands_in_the_etag(hotline, fault):
    answer = hotline.get(f"tickets/{fault.number}/")

    assert answer["ETag"].startswith('"1-')
    assert (
        hotline.post(f"tickets/{fault.number}/note/", {"text": "x"}, headers={"If-Match": answer["ETag"]}).status_code
        == 200
    )


@pytest.mark.parametrize("text", ["*", "x", "-1", '"1", "2"', "9" * 30, "２"])
def test_an_if_match_that_names_no_version_is_refused(hotline, fault, text):
    assert hotline.post(f"tickets/{fault.number}/note/", {"text": "x"}, headers={"If-Match": text}).status_code == 400


def test_two_versions_that_disagree_are_refused(hotline, fault):
    answer = hotline.post(f"tickets/{fault.number}/note/", {"text": "x", "version": 1}, headers={"If-Match": '"2"'})

    assert answer.status_code == 400


@pytest.mark.parametrize("crew", ["CN", "LX", "PD", "nobody", ""])
def test_only_a_crew_of_the_company_can_be_sent(fault, lin, crew):
    answer = signed_in(lin).post(f"tickets/{fault.number}/dispatch/", {"crew": crew})

    assert told(answer) == (400, "invalid")
    assert set(answer.json()["fields"]) == {"crew"}


def test_a_ticket_is_passed_to_a_person_or_to_a_place(fault, lin, min, qian):
    caller, path = signed_in(lin), f"tickets/{fault.number}/transfer/"

    assert caller.do(path, {"person": "6001", "reason": "涉及投诉"})["handler"]["name"] == "周倩"
    assert caller.do(path, {"unit": "PD", "reason": "还给派单台"})["queue"]["code"] == "PD"
    assert caller.post(path, {"reason": "给谁"}).status_code == 400
    assert caller.post(path, {"unit": "PD", "person": "6001", "reason": "两个"}).status_code == 400


@pytest.mark.parametrize("person", ["9001", "line", "0", "00000000-0000-7000-8000-000000000000"])
def test_a_foreign_colleague_or_a_machine_takes_nothing(fault, lin, line, stranger, person):
    answer = signed_in(lin).post(f"tickets/{fault.number}/transfer/", {"person": person, "reason": "x"})

    assert told(answer) == (400, "invalid")


def test_whoever_passes_a_case_out_of_sight_still_gets_the_answer(fault, min, company):
    answer = signed_in(min).post(f"tickets/{fault.number}/transfer/", {"unit": "CB", "reason": "地址属城北"})

    assert answer.status_code == 200
    assert answer.json()["first_contact"]["staff_number"] == "3017"


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("note", {}, "text"),
        ("note", {"text": ""}, "text"),
        ("note", {"text": "   "}, "text"),
        ("note", {"text": ["x"]}, "text"),
        ("call", {"text": "打过"}, "reached"),
        ("withdraw", {}, "reason"),
        ("reopen", {"reason": None}, "reason"),
        ("close", {"outcome": "because"}, "outcome"),
    ],
)
def test_what_a_verb_needs_is_asked_for_by_name(guo, fault, verb, body, field):
    answer = signed_in(guo).post(f"tickets/{fault.number}/{verb}/", body)

    assert told(answer) == (400, "invalid")
    assert set(answer.json()["fields"]) == {field}


@pytest.mark.parametrize("fee", ["-1", "1.234", "NaN", "1e99", [], True])
def test_a_fee_is_yuan(restored, qiang, fee):
    answer = signed_in(qiang).post(f"tickets/{restored.number}/report/", {"cause": "x", "fee": fee})

    assert set(answer.json()["fields"]) == {"fee"}


def test_a_place_is_kept_with_the_arrival(departed, qiang):
    place = {"latitude": 36.07, "longitude": 120.38, "accuracy": 12}
    signed_in(qiang).do(f"tickets/{departed.number}/arrive/", {"place": place})

    assert TicketEvent.objects.get(ticket=departed, what="arrive").facts["place"] == place


def test_the_person_complained_of_does_not_find_the_complaint(company, min, other, qian):
    ticket = complain(intake(company), facts=FileFacts(), unit=company.hall, by=min, at=MONDAY_NINE)
    path = f"tickets/{ticket.number}/"
    assert signed_in(min).get(path).status_code == 200

    signed_in(qian).do(path + "keep_away/", {"person": "3017"})

    assert signed_in(min).get(path).status_code == 404
    assert ticket.number not in signed_in(min).get("tickets/").content.decode()


def test_a_vain_attempt_leaves_the_contact_clock_running(company, min, qian):
    ticket = complain(intake(company), facts=FileFacts(), unit=company.hall, by=min, at=MONDAY_NINE)
    caller, path = signed_in(qian), f"tickets/{ticket.number}/"
    caller.do(path + "accept/")

    assert caller.do(path + "contact/", {"text": "无人接听", "reached": False})["status"] == "accepted"
