"""Deadlines fire exactly once, never early, whoever sweeps and however often."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, InternalError, connection, connections, transaction

from accounts.models import Notice
from tests.people import MONDAY_NINE, minutes, no_power
from tickets import sweep
from tickets.actions import announce, desk, field, ticks
from tickets.models import Deadline, Outbox, Tick, TicketEvent

AFTER = MONDAY_NINE + minutes(46)


def missed(ticket, name="arrive"):
    return TicketEvent.objects.filter(ticket=ticket, what="deadline_missed", facts__clock=name)


def test_nothing_fires_before_it_is_due(fault):
    """I9"""
    sweep.sweep_all(at=MONDAY_NINE + minutes(45) - timedelta(seconds=1))

    assert not missed(fault).exists()


def test_an_unmet_arrival_is_missed_once_and_for_ever(fault):
    """I8, I9"""
    for _again in range(3):
        sweep.sweep_all(at=AFTER)

    event = missed(fault).get()
    row = Deadline.objects.get(ticket=fault, name="arrive", stage="breach")
    assert event.at == row.due_at == MONDAY_NINE + minutes(45)
    assert (row.state, row.settled_at) == ("fired", AFTER)
    assert event.deadline == row
    assert Outbox.objects.filter(deadline=row).count() == 1


def test_events_of_one_sweep_are_numbered_in_order(fault):
    sweep.sweep_all(at=AFTER)

    seqs = list(TicketEvent.objects.filter(ticket=fault).order_by("seq").values_list("seq", flat=True))
    fault.refresh_from_db()
    assert seqs == list(range(1, len(seqs) + 1))
    assert fault.seq == seqs[-1]
    assert fault.version == 1


def test_an_arrival_in_time_never_fires(arrived):
    """I10, I11"""
    sweep.sweep_all(at=MONDAY_NINE + timedelta(days=30))

    assert not missed(arrived).exists()


def test_answered_late_while_the_sweep_was_down_is_still_a_breach(departed, qiang):
    """I10, I11: every action first fires what is overdue."""
    field.arrive(departed, by=qiang, at=MONDAY_NINE + minutes(50))

    assert missed(departed).count() == 1
    assert departed.clocks.get(name="arrive").was_kept is False


@pytest.mark.parametrize("change", [{"state": "armed", "settled_at": None}, {"due_at": AFTER}, {"generation": 9}])
def test_a_settled_deadline_never_changes_its_mind(fault, change):
    """I8, by the database itself."""
    sweep.sweep_all(at=AFTER)
    row = Deadline.objects.filter(ticket=fault, name="arrive", stage="breach")

    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        row.update(**change)


def test_a_deadline_cannot_fire_early_even_by_hand(fault):
    """I9, by the database itself."""
    early = Deadline.objects.filter(ticket=fault, name="arrive", stage="breach")

    with pytest.raises(IntegrityError), transaction.atomic():
        early.update(state="fired", settled_at=MONDAY_NINE)


def test_holder_first_contact_and_supervisor_are_told_once(dispatched, qiang, min, guo):
    Notice.objects.all().delete()
    sweep.sweep_all(at=MONDAY_NINE + minutes(45))
    for _again in range(2):
        announce.fan_out(at=MONDAY_NINE + minutes(46))

    told = Notice.objects.filter(what="deadline_missed", facts__clock="arrive")
    assert {notice.user for notice in told} == {qiang, min, guo}
    assert told.count() == 3


def test_after_a_standstill_there_is_one_digest_and_no_flood(company, guifang, flat, min, lin, guo):
    """I19"""
    for _walk_in in range(12):
        desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)
    Notice.objects.all().delete()

    sweep.sweep_all(at=MONDAY_NINE + timedelta(days=3))
    announce.fan_out(at=MONDAY_NINE + timedelta(days=3))

    assert [notice.what for notice in Notice.objects.filter(user=guo)] == ["digest"]
    assert [notice.what for notice in Notice.objects.filter(user=min)] == ["digest"]
    assert missed_count() == 36
    assert not Outbox.objects.filter(delivered_at=None).exists()


def missed_count():
    return TicketEvent.objects.filter(what="deadline_missed").count()


def test_a_poisoned_row_is_set_aside_and_the_rest_fires(company, guifang, flat, min):
    tickets = [
        desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE) for _n in "12345"
    ]
    bad = Deadline.objects.get(ticket=tickets[0], name="dispatch", stage="breach")
    key = f"deadline:{bad.ticket_id}:dispatch:breach:1"
    Outbox.objects.create(
        org=company.org, key=key, topic="x", ticket=tickets[0], created_at=MONDAY_NINE, available_at=MONDAY_NINE
    )

    for _round in range(12):
        sweep.sweep_all(at=AFTER)

    bad.refresh_from_db()
    assert bad.quarantined_at is not None
    assert "outbox_key_once" in bad.last_error
    assert not Deadline.objects.filter(state="armed", quarantined_at=None, due_at__lte=AFTER).exists()


@pytest.mark.django_db(transaction=True)
def test_four_sweepers_at_once_fire_each_stage_once(company, guifang, flat, min):
    """I8"""
    for _walk_in in range(20):
        desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)
    due = Deadline.objects.filter(due_at__lte=AFTER).count()
    start, counts = Barrier(4), []

    def work() -> None:
        start.wait()
        counts.extend(sweep.sweep(at=AFTER, batch=7).fired for _round in range(10))
        connections.close_all()

    sweepers = [Thread(target=work) for _one in range(4)]
    for one in sweepers:
        one.start()
    for one in sweepers:
        one.join()
    counts.append(sweep.sweep_all(at=AFTER).fired)

    assert sum(counts) == due == Outbox.objects.count()


def test_both_triggers_leave_a_sign_of_life(fault):
    ticks.tick("loop")
    ticks.tick("celery")

    assert set(Tick.objects.values_list("name", flat=True)) == {"loop", "celery"}


def test_the_sweep_uses_the_partial_index(fault):
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'deadline_due'")
        (definition,) = cursor.fetchone()

    assert "WHERE" in definition
    assert "armed" in definition


def test_an_idle_round_asks_one_question(company, django_assert_num_queries):
    ticks.tick("loop")
    with django_assert_num_queries(1):
        ticks.tick("loop")


def test_a_flood_is_swept_in_larger_batches(company, guifang, flat, min, monkeypatch):
    for _walk_in in range(4):
        desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)
    due = Deadline.objects.filter(due_at__lte=AFTER).count()
    monkeypatch.setattr(sweep, "BATCH", 2)
    monkeypatch.setattr(sweep, "FLOOD", 5)
    asked, one = [], sweep.sweep
    monkeypatch.setattr(sweep, "sweep", lambda **more: asked.append(more["batch"]) or one(**more))

    assert sweep.sweep_all(at=AFTER).fired == due > 7
    assert asked[:3] == [2, 5, 5]
    assert len(set(TicketEvent.objects.filter(deadline__state="fired").values_list("pk", flat=True))) == due


@pytest.mark.django_db(transaction=True)
def test_a_step_settles_what_a_sweep_holds_in_passing(company, guifang, flat, min, lin):
    """A sweep that finds the case taken has locked its deadline by then: the step waits for it, and skips nothing."""
    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)
    late = Deadline.objects.get(ticket=ticket, name="dispatch", stage="breach")
    held = Barrier(2)

    def pass_by() -> None:
        with transaction.atomic():
            Deadline.objects.select_for_update().get(pk=late.pk)
            held.wait()
            connection.cursor().execute("SELECT pg_sleep(0.1)")
        connections.close_all()

    sweeper = Thread(target=pass_by)
    sweeper.start()
    held.wait()
    field.dispatch(ticket, crew=company.crew, by=lin, at=late.due_at + minutes(1))
    sweeper.join()

    late.refresh_from_db()
    assert late.state == "fired"
    assert missed(ticket, "dispatch").count() == 1
