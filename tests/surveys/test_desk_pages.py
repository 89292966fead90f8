"""The callback desk in the browser: one at a time, recorded with a few keys."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from surveys import actions
from surveys.models import Callback
from tests.people import somebody
from tests.surveys.conftest import LATER
from tickets.lifecycle import Status

pytestmark = pytest.mark.usefixtures("always")


def send(client, callback, **told):
    return client.post(f"/callback/{callback.pk}/result/", told)


@pytest.mark.parametrize(
    ("who", "answer"), [("jing", 200), ("guo", 200), ("min", 403), ("qiang", 403), ("stranger", 403)]
)
def test_who_may_open_the_desk(client, request, owed, who, answer):
    client.force_login(request.getfixturevalue(who))

    assert client.get("/callback/").status_code == answer


def test_my_most_urgent_callback_is_on_the_first_page(client, owed, jing):
    client.force_login(jing)

    answer = client.get("/callback/")

    page = answer.content.decode()
    assert answer.context["callback"] == owed
    assert "陈*芳" in page
    assert "138****6217" in page
    assert "13800006217" not in page
    assert "表后开关烧毁" in page


def test_looking_claims_nothing(client, owed, he, jing):
    Callback.objects.update(agent=None)
    client.force_login(he)

    page = client.get("/callback/").content.decode()

    owed.refresh_from_db()
    assert owed.agent is None
    assert 'action="/callback/next/"' in page


def test_f8_hands_out_the_next_one(client, owed, he):
    Callback.objects.update(agent=None)
    client.force_login(he)

    answer = client.post("/callback/next/")

    owed.refresh_from_db()
    assert answer.headers["Location"] == f"/callback/{owed.pk}/"
    assert owed.agent == he


def test_f8_leaves_the_one_on_the_screen_for_later(client, jing, repair):
    first, second = (Callback.objects.get(ticket=repair(after=after)) for after in (0, 5))
    client.force_login(jing)

    answer = client.post("/callback/next/", {"besides": str(first.pk)})

    assert answer.headers["Location"] == f"/callback/{second.pk}/"


@pytest.mark.parametrize(("key", "score"), [("1", 5), ("2", 4), ("3", 3)])
def test_the_keys_of_satisfaction_close_the_ticket(client, owed, jing, key, score):
    """Key 1 is very satisfied, which is score 5."""
    client.force_login(jing)

    assert send(client, owed, result=key).status_code == 302

    owed.refresh_from_db()
    assert (owed.outcome, owed.score, owed.ticket.status) == ("satisfied", score, Status.CLOSED)


@pytest.mark.parametrize(("key", "score"), [("4", 2), ("5", 1)])
def test_the_keys_of_dissatisfaction_open_it_again(client, owed, jing, key, score):
    client.force_login(jing)

    assert send(client, owed, result=key, reasons=["unsolved", "slow"], note="灯还是不亮").status_code == 302

    owed.refresh_from_db()
    reason = owed.ticket.timeline.get(what="reopen").reason
    assert (owed.outcome, owed.score, owed.ticket.round) == ("dissatisfied", score, 2)
    assert reason.endswith("；灯还是不亮")


def test_dissatisfaction_without_a_reason_keeps_the_key(client, owed, jing):
    client.force_login(jing)

    answer = send(client, owed, result="4")

    assert answer.status_code == 422
    assert 'value="4" id="key-4" required checked' in answer.content.decode()
    owed.refresh_from_db()
    assert owed.done_at is None


@pytest.mark.parametrize(("key", "result"), [("6", "no_answer"), ("8", "wrong_number")])
def test_a_vain_call_is_put_off(client, owed, jing, key, result):
    client.force_login(jing)
    before = timezone.now()

    assert send(client, owed, result=key).status_code == 302

    owed.refresh_from_db()
    assert owed.tries.get().result == result
    assert owed.not_before >= before + timedelta(hours=2)
    assert send(client, owed, result=key).status_code == 409


def test_a_refusal_ends_it(client, owed, jing):
    client.force_login(jing)
    send(client, owed, result="7")

    owed.refresh_from_db()
    assert (owed.outcome, owed.ticket.status) == ("refused", Status.CLOSED)


def test_an_appointment_is_typed_in_hall_time(client, owed, jing):
    client.force_login(jing)
    agreed = timezone.localtime(timezone.now() + timedelta(hours=5)).replace(second=0, microsecond=0)

    assert send(client, owed, result="9").status_code == 422
    assert send(client, owed, result="9", appointment_at="2000-01-01T10:00").status_code == 422
    assert send(client, owed, result="9", appointment_at=f"{agreed:%Y-%m-%dT%H:%M}").status_code == 302

    owed.refresh_from_db()
    assert owed.appointment_at == agreed


@pytest.mark.parametrize("wrong", [{}, {"result": "0"}, {"result": "x"}, {"result": "4", "reasons": ["nonsense"]}])
def test_anything_else_is_422_and_saves_nothing(client, owed, jing, wrong):
    client.force_login(jing)

    assert send(client, owed, **wrong).status_code == 422
    owed.refresh_from_db()
    assert (owed.done_at, owed.tries.count()) == (None, 0)


def test_the_next_one_comes_with_the_same_save(client, jing, repair):
    first, second = (Callback.objects.get(ticket=repair(after=after)) for after in (0, 5))
    client.force_login(jing)

    assert send(client, first, result="1").headers["Location"] == f"/callback/{second.pk}/"
    assert send(client, second, result="2").headers["Location"] == "/callback/"


def test_when_all_are_made_the_page_says_so(client, jing, repair):
    for _time in range(2):
        actions.confirm(Callback.objects.get(ticket=repair()), score=5, by=jing)
    client.force_login(jing)

    answer = client.get("/callback/")

    assert (answer.context["done_today"], answer.context["waiting"]) == (2, 0)


def test_somebody_was_faster(client, owed, jing, he):
    actions.confirm(owed, score=5, by=he, at=LATER)
    client.force_login(jing)

    answer = send(client, owed, result="1")

    assert answer.status_code == 409
    assert "何静" in answer.content.decode()
    assert client.get(f"/callback/{owed.pk}/").headers["Location"] == "/callback/"


def test_the_number_is_shown_once_asked_for_and_that_is_recorded(client, owed, jing):
    client.force_login(jing)

    part = client.post(f"/callback/{owed.pk}/reveal/", headers={"HX-Request": "true"}).content.decode()
    whole = client.post(f"/callback/{owed.pk}/reveal/").content.decode()

    assert "tel:13800006217" in part
    assert "<html" not in part
    assert "13800006217" in whole
    seen = AuditEvent.objects.filter(what="reveal", by=jing)
    assert seen.count() == 2
    assert "13800006217" not in str([event.facts for event in seen])


@pytest.mark.parametrize(("who", "answer"), [("stranger", 403), ("qiang", 403), ("guo", 200)])
def test_whom_the_number_is_shown_to(client, request, owed, who, answer):
    client.force_login(request.getfixturevalue(who))

    assert client.post(f"/callback/{owed.pk}/reveal/").status_code == answer


def test_a_callback_of_another_company_does_not_exist(client, owed, company):
    far = somebody("yuan", "袁方", "callback", company.foreign_org, company.foreign_org, "9002")
    client.force_login(far)

    assert client.get(f"/callback/{owed.pk}/").status_code == 404
    assert send(client, owed, result="1").status_code == 404
    assert client.post(f"/callback/{owed.pk}/reveal/").status_code == 404


def test_nothing_changes_by_a_link(client, owed, jing):
    client.force_login(jing)

    for path in ("next/", f"{owed.pk}/result/", f"{owed.pk}/reveal/"):
        assert client.get(f"/callback/{path}").status_code == 405


def test_the_next_page_is_cheap(client, owed, jing, django_assert_max_num_queries):
    client.force_login(jing)

    with django_assert_max_num_queries(31):
        client.get("/callback/")
