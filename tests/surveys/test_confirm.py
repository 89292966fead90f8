"""The customer is satisfied: the ticket is closed, by somebody who did not do the work."""

import pytest
from django.db import IntegrityError, transaction

from servicedesk.lib.refusals import Invalid, NotAllowed
from surveys import actions
from surveys.models import Callback
from surveys.refusals import AlreadyDone, CallbackFirst
from tests.surveys.conftest import LATER, all_at_once
from tickets.actions import closing
from tickets.lifecycle import Status
from tickets.models import Clock


@pytest.mark.parametrize("score", [5, 4, 3])
def test_it_closes_the_ticket_and_stops_the_clock(owed, jing, score):
    actions.confirm(owed, score=score, by=jing, at=LATER)

    ticket = owed.ticket
    ticket.refresh_from_db()
    done = Callback.objects.get(pk=owed.pk)
    assert (ticket.status, ticket.closed_at) == (Status.CLOSED, LATER)
    assert (done.outcome, done.score, done.done_by, done.done_at) == ("satisfied", score, jing, LATER)
    assert Clock.objects.get(ticket=ticket, name="callback").was_kept is True


def test_the_call_is_written_down(owed, jing):
    actions.confirm(owed, score=5, by=jing, note="很满意", at=LATER)

    call = owed.tries.get()
    assert (call.result, call.by, call.at, call.note) == ("reached", jing, LATER, "很满意")


@pytest.mark.parametrize("score", [0, 1, 2, 6])
def test_a_score_that_is_not_satisfied_does_not_confirm(owed, jing, score):
    with pytest.raises(Invalid):
        actions.confirm(owed, score=score, by=jing, at=LATER)

    assert Callback.objects.open().filter(pk=owed.pk).exists()


@pytest.mark.parametrize("who", ["min", "qiang", "stranger", "shen"])
def test_only_the_callback_desk_confirms(owed, who, request):
    with pytest.raises(NotAllowed):
        actions.confirm(owed, score=5, by=request.getfixturevalue(who), at=LATER)


def test_it_is_done_once(owed, jing, he):
    actions.confirm(owed, score=5, by=jing, at=LATER)

    with pytest.raises(AlreadyDone) as refusal:
        actions.confirm(owed, score=4, by=he, at=LATER)
    assert "陈静" in refusal.value.sentence()


@pytest.mark.django_db(transaction=True)
def test_of_two_agents_who_press_together_one_counts(owed, jing, he):
    came = all_at_once(
        lambda: actions.confirm(owed, score=5, by=jing, at=LATER),
        lambda: actions.deny(owed, score=1, reason="没修好", by=he, at=LATER),
    )

    assert sorted(type(one).__name__ for one in came) == ["AlreadyDone", "Callback"]
    assert owed.tries.count() == 1


def test_nobody_closes_it_past_the_callback(owed, reported, min, guo):
    for by in (min, guo):
        with pytest.raises(CallbackFirst), transaction.atomic():
            closing.close(reported, outcome="satisfied", by=by)

    closing.close(reported, outcome="exempt", reason="客户要求免回访", by=guo, at=LATER)

    owed.refresh_from_db()
    assert (owed.outcome, owed.done_at) == ("exempted", LATER)


@pytest.mark.parametrize("wrong", [{"score": 2}, {"score": None}, {"outcome": "dissatisfied"}, {"outcome": ""}])
def test_the_database_keeps_outcome_and_score_together(closed, owed, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Callback.objects.filter(pk=owed.pk).update(**wrong)
