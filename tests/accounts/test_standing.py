"""What is remembered between calls is true: whatever changes it, wherever, the next call asks again."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.actions import grant
from accounts.models import Grant, Standing, Unit, User
from accounts.roles import Role
from accounts.standing import began_at, kept, looked_up
from deadlines.models import PolicyRule, WorkCalendar
from tickets.models import Category, CategoryVersion


class Asked:
    """A question that counts how often it was asked."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> int:
        self.count += 1
        return self.count


def ask(question: Asked) -> int:
    with looked_up():
        return kept(("question", id(question)), question)


def test_asked_twice_it_is_read_once(company):
    question = Asked()

    assert [ask(question), ask(question)] == [1, 1]


def test_outside_nothing_is_remembered(company):
    question = Asked()
    kept(("outside",), question)
    kept(("outside",), question)

    assert question.count == 2
    assert began_at() is None


def test_after_its_seconds_it_is_asked_again(company):
    question = Asked()
    with looked_up():
        kept(("short",), question, seconds=0)
        kept(("short",), question, seconds=0)

    assert question.count == 2


def change_a_grant(company, min):
    grant(min, role=Role.CALLBACK, unit=company.hall)


def end_a_grant(company, min):
    Grant.objects.filter(person=min).update(until_at=timezone.now() + timedelta(hours=1))


CHANGES = {
    "a place": lambda company, min: Unit.objects.filter(pk=company.hall.pk).update(name="城北"),
    "a person": lambda company, min: User.objects.filter(pk=min.pk).update(is_active=False),
    "a new grant": change_a_grant,
    "an ended grant": end_a_grant,
    "a category": lambda company, min: Category.objects.filter(pk=company.fault.pk).update(is_active=False),
    "a version": lambda company, min: CategoryVersion.objects.create(
        org=company.org, category=company.fault, n=90, at=timezone.now(), why="changed", before={}, after={}, face={}
    ),
    "a line": lambda company, min: PolicyRule.objects.filter(org=company.org).update(active_until=timezone.now()),
    "a calendar": lambda company, min: WorkCalendar.objects.create(org=company.org, code="ours", name="照常"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_is_noticed_by_the_next_call(company, min, change):
    question = Asked()
    ask(question)
    change(company, min)

    assert ask(question) == 2


def test_a_change_taken_back_is_no_change(company):
    question, before = Asked(), Standing.objects.get().revision
    ask(question)
    with pytest.raises(RuntimeError), transaction.atomic():
        Unit.objects.filter(pk=company.hall.pk).update(name="城北")
        assert Standing.objects.get().revision != before
        raise RuntimeError

    assert ask(question) == 1


def test_signing_in_changes_nothing_that_stands(company, min):
    question = Asked()
    ask(question)
    User.objects.filter(pk=min.pk).update(last_login=timezone.now())

    assert ask(question) == 1


def test_a_right_taken_away_is_gone_with_the_next_call(company, min):
    with looked_up():
        assert User.objects.get(pk=min.pk).may_at("register", company.hall.pk)
    Grant.objects.filter(person=min).delete()
    with looked_up():
        assert not User.objects.get(pk=min.pk).may_at("register", company.hall.pk)
