"""Orders over REST, from the issue to the verdict."""

import pytest

from tests.api.caller import signed_in
from tickets.models import Order

WHAT = "两小时内派第二班支援"


@pytest.fixture
def path(accepted) -> str:
    return f"tickets/{accepted.number}/"


def test_an_order_goes_its_whole_way(path, guo, qiang):
    chief, crew = signed_in(guo), signed_in(qiang)
    chief.do(path + "order/", {"text": WHAT, "person": "5120", "limit": "4h"})
    crew.do(path + "acknowledge/")
    crew.do(path + "answer_order/", {"text": "第二班已出发"})
    chief.do(path + "return_answer/", {"reason": "何时到场？", "limit": "2h"})
    crew.do(path + "answer_order/", {"text": "十点到"})
    (waiting,) = chief.see("orders/", view="answered")["results"]
    chief.do(path + "accept_answer/")

    (order,) = crew.see(path + "orders/")["results"]
    assert (waiting["state"], order["state"], order["returns"], order["limit"]) == ("answered", "accepted", 1, "2h")
    assert (order["answer"], order["was_kept"], order["person"]["name"]) == ("十点到", True, "李强")
    assert chief.see("orders/", view="open")["results"] == []


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ({"text": WHAT}, 400, "invalid"),
        ({"text": "", "person": "5120"}, 400, "invalid"),
        ({"text": WHAT, "person": "9001"}, 400, "invalid"),
        ({"text": WHAT, "person": "5120", "limit": "soon"}, 422, "unreadable_limit"),
        ({"text": WHAT, "person": "5120", "limit": "2020-01-01T08:00"}, 422, "invalid"),
        ({"text": WHAT, "person": "5120", "version": 1}, 409, "stale_version"),
    ],
)
def test_what_cannot_be_ordered_is_refused(path, guo, stranger, told, status, code):
    answer = signed_in(guo).post(path + "order/", told)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Order.objects.exists()


def test_somebody_else_neither_answers_nor_judges(path, guo, qiang, lin, root):
    signed_in(guo).do(path + "order/", {"text": WHAT, "person": "5120"})
    answers = [
        signed_in(lin).post(path + "answer_order/", {"text": "已办"}),
        signed_in(guo).post(path + "accept_answer/"),
        signed_in(root).post(path + "withdraw_order/", {"reason": "不必"}),
    ]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [
        (403, "not_addressed"),
        (409, "no_order"),
        (403, "not_issuer"),
    ]


def test_an_urging_too_soon_says_from_when_it_is_possible_again(hotline, fault):
    hotline.do(f"tickets/{fault.number}/urge/")
    answer = hotline.post(f"tickets/{fault.number}/urge/")

    assert (answer.status_code, answer.json()["code"]) == (429, "urged_already")
    assert "next_at" in answer.json()["fields"]


def test_an_unknown_view_is_refused(guo):
    assert signed_in(guo).get("orders/", view="all").status_code == 400
