"""B13: a recipient is told in their own hours, but for emergencies; waiting for them is not late."""

from datetime import timedelta

import pytest

from accounts.models import Notice, Unit, User
from accounts.roles import Role
from deadlines.models import Promise
from tests.people import MONDAY_NINE, somebody
from tickets.actions import announce, field
from tickets.models import Deadline, Outbox, Ticket
from tickets.proofs import PROOFS, find
from tickets.sweep import sweep_all

HOUR = timedelta(hours=1)
TEN_AT_NIGHT = MONDAY_NINE + 13 * HOUR
HALF_PAST_EIGHT = MONDAY_NINE + 23.5 * HOUR


@pytest.fixture
def late_one(dispatched) -> Ticket:
    """A case of which one clock, no emergency, is missed at ten in the evening."""
    clock = dispatched.clocks.get(name="arrive")
    own = Promise.objects.get(pk=clock.promise_id)
    own.pk, own.org, own.version, own.any_hour = None, dispatched.org, 9, False
    own.save(force_insert=True)
    Deadline.objects.filter(ticket=dispatched).delete()
    dispatched.clocks.filter(pk=clock.pk).update(promise=own, due_at=TEN_AT_NIGHT)
    Deadline.objects.create(
        org=dispatched.org, ticket=dispatched, clock=clock, name="arrive", stage="breach", due_at=TEN_AT_NIGHT
    )
    return dispatched


def told() -> dict[str, str]:
    rows = Notice.objects.filter(facts__clock="arrive")
    return dict(rows.values_list("user__login", "what"))


def go(at) -> None:
    announce.fan_out(at=at)


def test_at_night_nobody_is_told_and_in_the_morning_everybody_once(late_one, qiang, min, guo):
    sweep_all(at=TEN_AT_NIGHT)
    go(TEN_AT_NIGHT)
    row = Outbox.objects.get(ticket=late_one)
    assert not told()
    assert (row.delivered_at, row.waits_until, row.available_at) == (None, HALF_PAST_EIGHT, HALF_PAST_EIGHT)
    assert set(row.waiting["rungs"]) == {"handler", "first_contact", "team_leader"}

    for later in (HOUR, 10.5 * HOUR, 10.6 * HOUR):
        go(TEN_AT_NIGHT + later)

    assert told() == dict.fromkeys(("qiang", "min", "guo"), "deadline_missed"), "not as a late summary"
    assert not Outbox.objects.filter(delivered_at=None).exists()


def test_whoever_works_at_night_is_told_at_night_and_only_once(late_one, company, qiang, min, guo):
    Unit.objects.filter(pk=company.crew.pk).update(calendar="cn-24x7")
    sweep_all(at=TEN_AT_NIGHT)
    go(TEN_AT_NIGHT)
    assert told() == {"qiang": "deadline_missed"}
    assert Outbox.objects.get(ticket=late_one).waiting["told"] == [str(qiang.pk)]

    go(HALF_PAST_EIGHT)

    assert set(told()) == {"qiang", "min", "guo"}
    assert Notice.objects.filter(facts__clock="arrive").count() == 3


def test_a_person_may_have_hours_of_their_own(late_one, guo, qiang, min):
    User.objects.filter(pk=guo.pk).update(calendar="cn-24x7")
    sweep_all(at=TEN_AT_NIGHT)
    go(TEN_AT_NIGHT)

    assert set(told()) == {"guo"}


def test_a_rung_that_was_told_is_not_told_again_when_somebody_else_stands_there(late_one, company, qiang, min, guo):
    Unit.objects.filter(pk=company.crew.pk).update(calendar="cn-24x7")
    sweep_all(at=TEN_AT_NIGHT)
    go(TEN_AT_NIGHT)
    second = somebody("lei", "雷刚", Role.CREW, company.crew, company.crew, "5199")
    Ticket.objects.filter(pk=late_one.pk).update(handler=second, queue=None)

    go(HALF_PAST_EIGHT)

    assert set(told()) == {"qiang", "min", "guo"}


@pytest.mark.parametrize("emergency", ["promise", "hazard"])
def test_an_emergency_is_told_at_any_hour(late_one, qiang, min, guo, emergency):
    if emergency == "hazard":
        Ticket.objects.filter(pk=late_one.pk).update(hazard=True)
    else:
        shipped = Promise.objects.get(pk=late_one.pledges["arrive"])
        assert shipped.any_hour, "a fault is an emergency by the shipped standards"
        late_one.clocks.filter(name="arrive").update(promise=shipped)
    sweep_all(at=TEN_AT_NIGHT)
    go(TEN_AT_NIGHT)

    assert set(told()) == {"qiang", "min", "guo"}


def test_what_is_done_by_the_morning_climbs_no_further(late_one, qiang, min, guo):
    """B14: looked at again when the hours begin."""
    Deadline.objects.filter(ticket=late_one).delete()
    missed = late_one.clocks.get(name="arrive")
    told_up = {"org": late_one.org, "ticket": late_one, "clock": missed, "name": "arrive", "stage": "after30"}
    Deadline.objects.create(**told_up, due_at=TEN_AT_NIGHT)
    sweep_all(at=TEN_AT_NIGHT)
    go(TEN_AT_NIGHT)
    for verb, after in (("accept", 9), ("depart", 9), ("arrive", 10)):
        getattr(field, verb)(late_one, by=qiang, at=TEN_AT_NIGHT + after * HOUR)

    go(HALF_PAST_EIGHT)

    assert not told()


def test_news_that_waits_for_the_morning_is_not_held_against_anybody(late_one, qiang, min, guo):
    """P12 counts from when the hours begin."""
    sweep_all(at=TEN_AT_NIGHT)
    go(TEN_AT_NIGHT)
    p12 = next(proof for proof in PROOFS if proof.number == "P12")
    assert find(p12).count == 1, "that morning lies in the past"

    Outbox.objects.update(waits_until=MONDAY_NINE + timedelta(days=36500))

    assert find(p12).count == 0
