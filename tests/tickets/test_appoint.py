"""A visit by appointment: due at the end of the agreed window, too early before it, with the law running on."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.utils import translation

from servicedesk.lib.refusals import Invalid
from tests.people import MONDAY_NINE, minutes
from tickets import sweep
from tickets.actions import appointing, field, replanning
from tickets.actions.appointing import NoAppointment
from tickets.models import Clock, Deadline
from tickets.recheck import due_of
from tickets.sentences import tell

VISIT = datetime(2026, 3, 16, 7, 0, tzinfo=UTC)  # 15:00 in the hall


def arrival(ticket) -> Clock:
    return Clock.objects.running().get(ticket=ticket, name="arrive")


def agree(ticket, by, *, visit_at=VISIT, after=5):
    return appointing.appoint(ticket, visit_at=visit_at, by=by, at=MONDAY_NINE + minutes(after))


def test_the_arrival_is_due_at_the_end_of_the_window(fault, min):
    before = arrival(fault)
    agree(fault, min)
    clock = arrival(fault)

    assert (clock.due_at, clock.limit) == (VISIT + minutes(15), "±15m@2026-03-16T15:00")
    assert (clock.generation, clock.origin) == (before.generation + 1, before.origin)
    assert due_of(clock) == clock.due_at, "the replay of the history finds the same"
    assert fault.timeline.get(what="appoint").facts == {"visit_at": VISIT.isoformat()}
    breach = Deadline.objects.get(clock=clock, stage="breach")
    assert (breach.state, breach.due_at) == ("armed", VISIT + minutes(15))


def test_the_legal_limit_runs_on(fault, min):
    agree(fault, min)

    floor = Clock.objects.running().get(ticket=fault, name="arrive.floor")
    assert floor.due_at == MONDAY_NINE + minutes(60)


def test_agreed_anew_the_last_word_counts(fault, min):
    agree(fault, min)
    agree(fault, min, visit_at=VISIT + minutes(60), after=10)

    assert arrival(fault).due_at == VISIT + minutes(75)


@pytest.mark.parametrize(
    ("offset", "is_early", "is_kept"), [(-16, True, True), (-15, False, True), (15, False, True), (16, False, False)]
)
def test_before_the_window_is_too_early_and_after_it_too_late(departed, qiang, offset, is_early, is_kept):
    agree(departed, qiang)
    field.arrive(departed, by=qiang, at=VISIT + minutes(offset))
    event = departed.timeline.get(what="arrive")

    assert ("too_early_for" in event.facts) is is_early
    assert Clock.objects.get(ticket=departed, name="arrive", stopped_at__isnull=False).was_kept is is_kept
    with translation.override("en"):
        assert ("too early: the agreed time begins at 2026-03-16 14:45" in tell(event)) is is_early


def test_what_was_missed_before_the_appointment_stays_missed(fault, min):
    sweep.sweep_all(at=MONDAY_NINE + minutes(46))
    agree(fault, min, after=47)

    assert Deadline.objects.filter(ticket=fault, name="arrive", stage="breach", state="fired").count() == 1
    assert arrival(fault).due_at == VISIT + minutes(15)


def test_another_area_leaves_the_agreed_time_alone(fault, min, lin):
    agree(fault, min)
    replanning.reclassify(fault, area="rural", reason="地址在乡下", by=lin, at=MONDAY_NINE + minutes(10))

    assert arrival(fault).due_at == VISIT + minutes(15)


@pytest.mark.parametrize("visit_at", [MONDAY_NINE, MONDAY_NINE + minutes(61 * 1440)])
def test_a_time_that_is_past_or_far_is_refused(fault, min, visit_at):
    with pytest.raises(Invalid) as refused:
        agree(fault, min, visit_at=visit_at)
    assert set(refused.value.fields) == {"visit_at"}


def test_without_an_arrival_to_wait_for_nothing_is_agreed(fault, min):
    Clock.objects.filter(ticket=fault, name="arrive").update(dropped_at=MONDAY_NINE)

    with pytest.raises(NoAppointment):
        agree(fault, min)


def test_the_page_offers_it_and_takes_it(client, fault, min):
    client.force_login(min)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    here = f"/t/{fault.number}/"
    assert 'name="visit_at"' in client.get(here).content.decode()

    answer = client.post(f"{here}appoint/", {"visit_at": "yesterday", "version": str(fault.version)})
    assert answer.status_code == 422 or b"visit_at" in answer.content
    assert not fault.timeline.filter(what="appoint").exists()
