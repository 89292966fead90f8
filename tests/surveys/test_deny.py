"""The customer is not satisfied: the ticket is opened again in the same save."""

import pytest

from accounts.models import Notice
from servicedesk.lib.refusals import Invalid
from surveys import actions
from surveys.models import Callback, Survey
from tests.people import minutes
from tests.surveys.conftest import LATER
from tickets.actions import field
from tickets.lifecycle import Status
from tickets.models import Clock
from tickets.refusals import Needed


@pytest.fixture
def denied(owed, jing):
    return actions.deny(owed, score=1, reason="灯还是不亮", by=jing, at=LATER)


@pytest.mark.parametrize("score", [2, 1])
def test_it_opens_the_ticket_again_with_its_reason(owed, jing, company, score):
    actions.deny(owed, score=score, reason="灯还是不亮", by=jing, at=LATER)

    ticket = owed.ticket
    ticket.refresh_from_db()
    done = Callback.objects.get(pk=owed.pk)
    assert (ticket.status, ticket.round, ticket.queue) == (Status.REGISTERED, 2, company.dispatch)
    assert ticket.timeline.get(what="reopen").reason == "灯还是不亮"
    assert (done.outcome, done.score, done.done_by) == ("dissatisfied", score, jing)


def test_new_clocks_run_and_what_was_kept_stays_kept(denied):
    clocks = Clock.objects.filter(ticket=denied.ticket)

    assert {clock.name for clock in clocks.running()} == {"dispatch", "arrive", "arrive.floor"}
    assert {clock.generation for clock in clocks.running()} == {2}
    assert all(clock.started_at == LATER for clock in clocks.running())
    assert clocks.get(name="callback").was_kept is True


def test_the_desk_and_the_first_contact_hear_of_it(denied, min):
    assert Notice.objects.filter(user=min, what="reopen").count() == 1


def test_what_was_said_on_the_telephone_is_the_answer_and_nobody_is_written_to(denied):
    survey = Survey.objects.get()
    assert (survey.channel, survey.score, survey.sent_at) == ("callback", denied.score, None)


def test_the_next_round_gets_its_own_callback(denied, company, lin, qiang):
    ticket = field.dispatch(denied.ticket, crew=company.crew, by=lin, at=LATER + minutes(1))
    for verb, minute in ((field.accept, 2), (field.depart, 3), (field.arrive, 20), (field.restore, 40)):
        ticket = verb(ticket, by=qiang, at=LATER + minutes(minute))
    field.report(ticket, cause="零线虚接", by=qiang, at=LATER + minutes(50))

    assert list(Callback.objects.order_by("round").values_list("round", "outcome")) == [(1, "dissatisfied"), (2, "")]


@pytest.mark.parametrize("score", [3, 5, 0])
def test_a_satisfied_score_does_not_deny(owed, jing, score):
    with pytest.raises(Invalid):
        actions.deny(owed, score=score, reason="灯不亮", by=jing, at=LATER)


def test_a_reason_is_wanted_and_nothing_is_saved_without_it(owed, jing):
    with pytest.raises(Needed):
        actions.deny(owed, score=2, reason=" ", by=jing, at=LATER)

    owed.ticket.refresh_from_db()
    assert owed.ticket.status == Status.RESOLVED
    assert not owed.tries.exists()
