"""The desk hands out one callback at a time."""

from datetime import timedelta

import pytest

from accounts.models import User
from surveys import actions
from surveys.models import Callback
from tests.people import minutes
from tests.surveys.conftest import LATER, REPORTED, all_at_once


def test_my_own_comes_before_the_queue(jing, he, repair):
    queued = Callback.objects.get(ticket=repair())
    Callback.objects.filter(pk=queued.pk).update(agent=None)
    mine = Callback.objects.get(ticket=repair(after=30))
    Callback.objects.filter(pk=mine.pk).update(agent=jing)
    at = LATER + minutes(55)

    assert queued.due_at < mine.due_at
    assert actions.next_for(jing, at=at) == mine
    assert actions.next_for(he, at=at) == queued
    queued.refresh_from_db()
    assert queued.agent == he


def test_the_most_urgent_comes_first(jing, repair):
    late = Callback.objects.get(ticket=repair(after=60))
    early = Callback.objects.get(ticket=repair())

    assert actions.next_for(jing, at=LATER + minutes(55)) == early
    assert actions.next_for(jing, at=LATER + minutes(55), besides=early.pk) == late


def test_what_is_put_off_is_not_handed_out(owed, jing):
    actions.record_try(owed, result="no_answer", by=jing, at=LATER)

    assert actions.next_for(jing, at=LATER + minutes(179)) is None
    assert actions.next_for(jing, at=LATER + minutes(180)) == owed


def test_a_colleagues_is_left_to_them_until_they_leave(owed, jing, he):
    assert actions.next_for(he, at=LATER) is None

    User.objects.filter(pk=jing.pk).update(is_active=False)

    assert actions.next_for(he, at=LATER) == owed


def test_nobody_gets_one_from_outside_their_company(owed, stranger, min):
    Callback.objects.update(agent=None)

    assert actions.next_for(stranger, at=LATER) is None
    assert actions.next_for(min, at=LATER) is None


def test_with_nothing_due_there_is_nothing(jing):
    assert actions.next_for(jing, at=LATER) is None


@pytest.mark.django_db(transaction=True)
def test_two_agents_who_ask_together_never_get_the_same(jing, he, repair):
    for _ticket in range(2):
        repair()
    Callback.objects.update(agent=None)

    given = all_at_once(lambda: actions.next_for(jing, at=LATER), lambda: actions.next_for(he, at=LATER))

    assert {one.pk for one in given} == set(Callback.objects.values_list("pk", flat=True))
    assert {one.agent_id for one in given} == {jing.pk, he.pk}


def test_handing_out_takes_few_queries(owed, jing, django_assert_max_num_queries):
    agent = User.objects.get(pk=jing.pk)

    with django_assert_max_num_queries(6):
        actions.next_for(agent, at=REPORTED + timedelta(hours=1))
