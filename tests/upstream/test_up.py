"""What becomes of an order goes up: written with its cause, in order, at least once, and believed only when confirmed."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from complaints.models import OuterCase
from hotline.actions import make_client
from hotline.hooks import delivering
from hotline.hooks.recording import IN_A_ROW
from hotline.model_hooks import HookMessage, HookTry
from hotline.model_upstream import UpstreamOrder
from hotline.refusals import OrderDecided
from hotline.upstream import deciding
from hotline.upstream.setting import set_up
from servicedesk.lib.refusals import Invalid, NotAllowed, Refusal
from tests.api.caller import Caller, signed_in
from tests.people import MONDAY_NINE
from tests.upstream.conftest import NUMBER
from tickets.actions import closing, desk, field, urging

DOWN = "upstream-orders/"


@pytest.fixture
def order(line, above, message, company) -> UpstreamOrder:
    line.do(DOWN, message())
    return UpstreamOrder.objects.get()


def go_up(**more: float) -> int:
    return delivering.deliver(at=timezone.now() + timedelta(**more))


def test_each_step_is_told_once_in_order_with_the_answer(order, province, lin, guo):
    deciding.accept(order, by=lin)
    deciding.accept(order, by=lin)
    desk.reply(order.ticket, text="已恢复供电。", by=guo)
    closing.close(order.ticket, outcome="exempt", reason="已电话确认", by=guo)
    go_up()
    go_up()

    told = [(one["what"], one["status"], one["number"]) for one in province.letters]
    assert told == [(word, word, NUMBER) for word in ("accepted", "answered", "closed")]
    assert [one["seq"] for one in province.letters] == sorted(one["seq"] for one in province.letters)
    assert province.letters[1]["text"] == "已恢复供电。"
    assert province.headers[0]["authorization"] == "Bearer shared"
    assert province.headers[0]["webhook-id"] == province.letters[0]["id"]
    assert "13800006217" not in str(province.letters)


def test_a_fault_is_told_step_by_step(line, above, message, company, province, lin, qiang):
    above.category = company.fault
    above.save()
    line.do(DOWN, message())
    ticket = UpstreamOrder.objects.get().ticket
    field.dispatch(ticket, crew=company.crew, by=lin)
    field.accept(ticket, by=qiang)
    field.arrive(ticket, by=qiang)
    field.restore(ticket, by=qiang)
    go_up()

    assert [one["what"] for one in province.letters] == ["dispatched", "arrived", "restored"]


def test_what_is_taken_back_with_its_cause_was_never_said(order, lin):
    with pytest.raises(RuntimeError), transaction.atomic():
        deciding.accept(order, by=lin)
        raise RuntimeError

    assert not HookMessage.objects.filter(about="order").exists()


@pytest.mark.parametrize(
    ("mood", "state", "code"),
    [
        ("garbage", "waiting", "garbage"),
        ("lost", "waiting", "garbage"),
        ("down", "waiting", ""),
        ("known", "taken", ""),
    ],
)
def test_an_answer_is_believed_only_when_it_names_the_letter(order, province, lin, mood, state, code):
    deciding.accept(order, by=lin)
    province.mood = mood
    go_up()
    letter = HookMessage.objects.get(about="order")

    assert (letter.state, letter.log.get().code) == (state, code)
    province.mood = "well"
    go_up(hours=1)
    assert {one["id"] for one in province.letters} <= {str(letter.pk)}
    letter.refresh_from_db()
    assert letter.state == "taken"


def test_nothing_older_goes_up_after_something_newer(order, province, lin, guo):
    province.mood = "down"
    deciding.accept(order, by=lin)
    desk.reply(order.ticket, text="已答复。", by=guo)
    go_up()
    assert [one.tries for one in HookMessage.objects.order_by("seq")] == [1, 0]  # the newer waits for the older
    older, _newer = HookMessage.objects.order_by("seq")
    HookMessage.objects.filter(pk=older.pk).update(state="dead", settled_at=timezone.now())
    province.mood = "well"
    go_up(hours=1)
    HookMessage.objects.filter(pk=older.pk).update(state="waiting", settled_at=None)
    go_up(hours=2)

    assert [one["what"] for one in province.letters] == ["answered"]
    assert HookMessage.objects.get(pk=older.pk).state == "withheld"


def test_many_failures_let_the_address_rest(order, province, line, message, lin):
    province.mood = "down"
    for one in range(IN_A_ROW):
        line.do(DOWN, message(number=f"n{one}"))
    for one in UpstreamOrder.objects.all():
        deciding.accept(one, by=lin)
    go_up()
    go_up()
    order.upstream.hook.refresh_from_db()

    assert order.upstream.hook.failures >= IN_A_ROW
    assert order.upstream.hook.rests_until > timezone.now()


def test_numbers_that_they_know_not_hold_nobody_else_up(order, province, line, message, lin):
    for one in range(IN_A_ROW + 3):
        line.do(DOWN, message(number=f"n{one}"))
    for one in UpstreamOrder.objects.all():
        deciding.accept(one, by=lin)
    province.forgotten = {one.number for one in UpstreamOrder.objects.exclude(number=f"n{IN_A_ROW + 2}")}
    go_up()
    order.upstream.hook.refresh_from_db()

    assert [one["number"] for one in province.letters] == [f"n{IN_A_ROW + 2}"]
    assert (order.upstream.hook.failures, order.upstream.hook.rests_until) == (0, None)
    assert set(HookTry.objects.exclude(code="").values_list("status", "code")) == {(404, "unknown_nr")}


@pytest.mark.parametrize(
    ("who", "status"), [("min", 403), ("lin", 200), ("guo", 200), ("shen", 403), ("stranger", 403)]
)
def test_who_may_return_it(request, order, who, status):
    caller = signed_in(request.getfixturevalue(who))
    answer = caller.post(f"{DOWN}{order.pk}/return/", {"reason": "area", "text": "地址属城北。"})

    assert answer.status_code == status


def test_what_goes_back_ends_here_and_is_told_with_its_reason(order, province, lin):
    deciding.send_back(order, reason="facts", text="无门牌号，电话空号。", by=lin)
    go_up()
    order.refresh_from_db()

    assert (order.state, order.ticket.status) == ("returned", "withdrawn")
    (letter,) = province.letters
    assert (letter["what"], letter["status"], letter["reason"], letter["text"]) == (
        "returned",
        "returned",
        "facts",
        "无门牌号，电话空号。",
    )
    with pytest.raises(OrderDecided):
        deciding.accept(order, by=lin)


@pytest.mark.parametrize(
    ("told", "at_fault"),
    [
        ({"reason": "", "text": "x"}, "reason"),
        ({"reason": "area", "text": " "}, "text"),
        ({"reason": "area", "text": "x", "basis": "no"}, "basis"),
    ],
)
def test_a_return_without_its_reason_is_refused(order, lin, told, at_fault):
    with pytest.raises(Refusal) as refused:
        deciding.send_back(order, by=lin, **told)

    assert at_fault in refused.value.fields


def test_the_city_wants_the_legal_basis_and_a_supervisor_returns_its_complaint(
    company, root, province, message, qian, guo
):
    city = make_client(org=company.org, name="12345", source="12345")
    told = {"kind": "12345", "name": "市 12345", "address": province.address}
    set_up(city.client, by=root, at=MONDAY_NINE, hall=company.hall, category=company.complaint, **told)
    Caller(city.key).do(DOWN, message())
    order = UpstreamOrder.objects.get()
    with pytest.raises(Invalid):
        deciding.send_back(order, reason="duty", text="非供电职责。", by=guo)
    with pytest.raises(NotAllowed):
        deciding.send_back(order, reason="duty", text="非供电职责。", basis="place", by=qian)
    deciding.send_back(order, reason="duty", text="非供电职责。", basis="place", by=guo)

    assert OuterCase.objects.get().basis == "place"


def test_we_urge_them_and_ask_for_time(order, province, lin, line, message):
    soon, later = (timezone.now() + timedelta(hours=count) for count in (2, 30))
    with pytest.raises(Invalid):
        deciding.ask_for_time(order, until=later, reason="需停电处理", by=lin)
    line.do(DOWN, message(2, answer_by=soon.isoformat()))
    deciding.ask(order, text="请回访补充门牌号。", by=lin)
    deciding.ask_for_time(order, until=later, reason="需停电处理", by=lin)
    urging.urge(order.ticket, by=None)
    go_up()

    assert [(one["what"], one["status"]) for one in province.letters] == [
        ("asked", "received"),
        ("more_time", "received"),
    ]
    assert province.letters[1]["until"] == later.isoformat()
