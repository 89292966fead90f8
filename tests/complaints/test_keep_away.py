"""I25: whoever is complained of neither sees the case, nor handles, approves or calls back."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Notice, Unit, User
from complaints import actions
from servicedesk.lib.refusals import Invalid, NotAllowed
from surveys import actions as surveys
from surveys.models import Callback
from tests.complaints.conftest import approve
from tests.people import MONDAY_NINE, minutes, somebody
from tickets.actions import closing, desk
from tickets.models import Barred, Clock, Ticket
from tickets.refusals import NotYours

LATER = MONDAY_NINE + minutes(300)


def test_the_handler_who_turns_out_to_be_meant_loses_the_case(taken, company, qian, guo):
    ticket = actions.keep_away(taken, whom=qian, by=guo, at=MONDAY_NINE + minutes(15))

    assert (ticket.handler, ticket.queue) == (None, company.org), "nobody else is at the desk: the next unit up has it"
    assert Notice.objects.get(what="complaint_above").user != qian
    assert not Ticket.objects.visible_to(User.objects.get(pk=qian.pk)).filter(pk=ticket.pk).exists()
    with pytest.raises(NotYours):
        actions.contact(ticket, text="已致歉", by=qian)


def test_it_is_never_handed_to_them_again(taken, company, min, qian, guo):
    actions.keep_away(taken, whom=min, by=qian)
    actions.keep_away(taken, whom=company.north, by=qian)
    clerk_there = somebody("zhou", "周正", "complaints", company.north, company.org, "3020")

    for whom in (min, company.north, clerk_there):
        with pytest.raises(NotYours), transaction.atomic():
            desk.transfer(taken, to=whom, reason="请协助", by=guo)


def test_the_database_does_not_hand_it_to_them_either(taken, min, company, qian):
    actions.keep_away(taken, whom=min, by=qian)
    actions.keep_away(taken, whom=company.north, by=qian)

    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=taken.pk).update(handler=min)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=taken.pk).update(handler=None, queue=company.north)


def test_they_are_told_nothing_of_it(taken, min, qian):
    actions.keep_away(taken, whom=min, by=qian)

    actions.contact(taken, text="已致歉", by=qian)

    assert taken.first_contact == min
    assert not Notice.objects.filter(user=min).exists(), "what they had been told before is taken back"


def test_a_supervisor_who_is_meant_does_not_exempt(answered, guo):
    Barred.objects.create(org=answered.org, ticket=answered, user=guo)

    with pytest.raises(NotYours):
        closing.close(answered, outcome="exempt", reason="无需回访", by=guo)


def test_a_callback_agent_who_is_meant_does_not_call(verified, jing, qian, company):
    second = somebody("he", "何静", "callback", company.callback, company.org, "7002")
    actions.keep_away(verified, whom=jing, by=qian)

    answered = actions.reply(approve(verified, by=qian), by=qian, at=MONDAY_NINE + minutes(180))
    callback = Callback.objects.get(ticket=answered)

    assert callback.agent == second
    assert surveys.next_for(User.objects.get(pk=jing.pk), at=LATER) is None
    with pytest.raises(NotYours):
        surveys.confirm(callback, score=5, by=jing, at=LATER)


def test_naming_is_recorded_once_and_clocks_run_on(taken, min, qian):
    actions.keep_away(taken, whom=min, by=qian)
    actions.keep_away(taken, whom=min, by=qian)

    assert Barred.objects.filter(ticket=taken).count() == 1
    assert Clock.objects.running().filter(ticket=taken, name="contact").count() == 1


def test_a_clerk_cannot_keep_others_away(taken, min, qian):
    with pytest.raises(NotAllowed):
        actions.keep_away(taken, whom=qian, by=min)


def test_nobody_keeps_the_whole_company_or_themselves_away(taken, company, qian):
    with pytest.raises(Invalid), transaction.atomic():
        actions.keep_away(taken, whom=Unit.objects.get(pk=company.org.pk), by=qian)
    with pytest.raises(NotYours):
        actions.keep_away(taken, whom=qian, by=qian)
