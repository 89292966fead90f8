"""Each proof finds the one row that breaks it, and none of them finds anything in honest work."""

from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from servicedesk.lib.ids import uuid7
from tests.people import minutes, no_power
from tickets import sweep
from tickets.actions import announce, desk, field, merging, ticks
from tickets.actions.spine import database_time
from tickets.models import Clock, ClockSpan, Deadline, Outbox, Ticket, TicketEvent, TicketLink
from tickets.proofs import PROOFS, find, prove_all

EARLIER = minutes(50)  # the arrival is promised within 45


def broken() -> dict[str, tuple[str, ...]]:
    return {finding.number: finding.ids for finding in prove_all() if finding.count}


def run(sql: str, *facts: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)


@contextmanager
def unguarded(table: str, *constraints: str):
    """Without what the database itself refuses; the test's transaction puts it back."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for name in constraints:
        run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    run("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def missed(company, guifang, flat, min) -> Ticket:
    """A fault of fifty minutes ago to which nobody has come; swept and told."""
    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=database_time() - EARLIER)
    ticks.tick("loop")
    announce.fan_out(at=database_time())
    return ticket


@pytest.fixture
def fresh(company, guifang, flat, min) -> Ticket:
    """A fault of this moment."""
    return desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=database_time())


def breach(ticket: Ticket, name: str = "arrive") -> Deadline:
    return Deadline.objects.get(ticket=ticket, name=name, stage="breach")


def test_honest_work_breaks_no_proof(missed, fresh, company, lin, qiang):
    field.dispatch(missed, crew=company.crew, by=lin)
    for verb in (field.accept, field.arrive, field.restore):
        verb(missed, by=qiang)
    field.report(missed, by=qiang, cause="表后开关烧毁")
    desk.withdraw(fresh, by=fresh.first_contact, reason="已自行恢复")
    announce.fan_out(at=database_time())

    assert broken() == {}


def test_p1_fired_without_an_event(missed):
    with unguarded("tickets_ticketevent"):
        TicketEvent.objects.filter(deadline=breach(missed)).update(deadline=None)

    assert broken() == {"P1": (str(breach(missed).pk),)}


def test_p2_an_event_of_what_has_not_fired(fresh):
    event = TicketEvent.objects.create(
        org=fresh.org, ticket=fresh, seq=99, what="deadline_missed", at=database_time(), version=1,
        deadline=breach(fresh),
    )  # fmt: skip

    assert broken() == {"P2": (str(event.pk),)}


def test_p3_fired_and_owed_to_nobody(missed):
    Outbox.objects.filter(deadline=breach(missed)).delete()

    assert broken() == {"P3": (str(breach(missed).pk),)}


def test_p3_does_not_ask_for_news_of_what_was_missed_before_an_import(missed):
    Outbox.objects.filter(deadline__ticket=missed).delete()
    Ticket.objects.filter(pk=missed.pk).update(imported_at=database_time())

    assert broken() == {}


def test_p4_told_twice(missed):
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT conname FROM pg_constraint WHERE conrelid = 'tickets_ticketevent'::regclass AND contype = 'u'
               AND conkey = (SELECT array_agg(attnum) FROM pg_attribute
                             WHERE attrelid = 'tickets_ticketevent'::regclass AND attname = 'deadline_id')"""
        )
        (name,) = cursor.fetchone()
    event = TicketEvent.objects.get(deadline=breach(missed))
    with unguarded("tickets_ticketevent", name):
        event.pk, event.seq, event._state.adding = uuid7(), 99, True
        event.save(force_insert=True)

    assert broken() == {"P4": (str(breach(missed).pk),)}


def test_p5_fired_early(missed):
    with unguarded("tickets_deadline", "deadline_never_early"):
        run("UPDATE tickets_deadline SET settled_at = due_at - interval '1 s' WHERE id = %s", breach(missed).pk)

    assert broken() == {"P5": (str(breach(missed).pk),)}


def test_p6_overdue_and_never_fired(company, guifang, flat, min):
    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=database_time() - EARLIER)
    unswept = set(Deadline.objects.filter(ticket=ticket, due_at__lte=database_time()).values_list("pk", flat=True))

    assert set(broken()["P6"]) == {str(pk) for pk in unswept}
    Deadline.objects.filter(pk__in=unswept).update(quarantined_at=database_time())
    assert broken() == {}


def test_p7_called_off_after_it_was_due(fresh):
    row = Deadline.objects.filter(ticket=fresh, stage="warn50", name="arrive").get()
    run("UPDATE tickets_deadline SET state = 'cancelled', settled_at = due_at + interval '1 s' WHERE id = %s", row.pk)

    assert broken() == {"P7": (str(row.pk),)}


def answered_in_time(missed: Ticket) -> Deadline:
    row = breach(missed)
    Clock.objects.filter(pk=row.clock_id).update(stopped_at=row.due_at)
    Deadline.objects.filter(clock=row.clock_id, state="armed").update(state="cancelled", settled_at=row.due_at)
    return row


def test_p8_answered_in_time_yet_fired(missed):
    row = answered_in_time(missed)

    assert broken() == {"P8": (str(row.pk),)}


def test_p8_accepts_a_breach_that_somebody_has_voided(missed):
    row = answered_in_time(missed)
    TicketEvent.objects.create(
        org=missed.org, ticket=missed, seq=99, what="deadline_voided", at=database_time(), version=1,
        facts={"deadline": str(row.pk)},
    )  # fmt: skip

    assert broken() == {}


def late_but_not_fired(fresh: Ticket) -> Clock:
    clock = Clock.objects.get(ticket=fresh, name="arrive")
    Deadline.objects.filter(clock=clock).update(state="cancelled", settled_at=fresh.registered_at)
    Clock.objects.filter(pk=clock.pk).update(stopped_at=clock.due_at + minutes(1))
    return clock


def test_p9_answered_late_yet_not_fired(fresh):
    clock = late_but_not_fired(fresh)

    assert broken() == {"P9": (str(clock.pk),)}


def test_p9_does_not_count_a_clock_that_stood_still_until_it_was_answered(fresh):
    clock = late_but_not_fired(fresh)
    ClockSpan.objects.filter(clock=clock).update(
        state="paused", from_at=clock.started_at, to_at=clock.due_at + minutes(1)
    )

    assert broken() == {}


def test_p10_armed_on_a_clock_that_has_ended(fresh):
    clock = Clock.objects.get(ticket=fresh, name="arrive")
    Clock.objects.filter(pk=clock.pk).update(stopped_at=database_time())

    assert set(broken()) == {"P10"}


def test_p10_armed_on_a_clock_that_stands_still(fresh):
    clock = Clock.objects.get(ticket=fresh, name="arrive")
    ClockSpan.objects.filter(clock=clock).update(state="paused")

    assert set(broken()) == {"P10"}


def test_p11_a_promise_that_no_clock_keeps(fresh):
    Clock.objects.filter(ticket=fresh, name="arrive").delete()

    assert broken() == {"P11": (str(fresh.pk),)}


def test_p11_a_running_clock_whose_last_stage_was_called_off(fresh):
    Deadline.objects.filter(pk=breach(fresh).pk).update(state="cancelled", settled_at=database_time())

    assert broken() == {"P11": (str(fresh.pk),)}


def test_p12_owed_for_too_long(missed):
    owed = Outbox.objects.filter(deadline=breach(missed))
    owed.update(delivered_at=None, created_at=database_time() - minutes(16))

    assert broken() == {"P12": (str(owed.get().pk),)}
    owed.update(dead_at=database_time(), dropped_at=database_time())
    assert broken() == {}


@pytest.mark.parametrize("both", [True, False])
def test_p13_with_two_holders_or_with_none(fresh, both):
    with unguarded("tickets_ticket", "ticket_has_handler_or_queue"):
        Ticket.objects.filter(pk=fresh.pk).update(
            handler=fresh.first_contact if both else None, queue=fresh.unit if both else None
        )

    assert broken() == {"P13": (str(fresh.pk),)}


@pytest.mark.parametrize("how", ["without its link", "in a circle"])
def test_p14_merged_into_nothing_that_lives_on(fault, second, lin, how):
    merging.merge(fault, into=second, by=lin)
    assert "P14" not in broken()
    if how == "without its link":
        TicketLink.objects.update(ended_at=TicketLink.objects.get().made_at)
    else:
        Ticket.objects.filter(pk=second.pk).update(status="merged", closed_at=second.registered_at, merged_into=fault)

    assert "P14" in broken()


def test_there_are_fourteen_and_each_says_what_it_means():
    assert [proof.number for proof in PROOFS] == [f"P{n}" for n in range(1, 15)]
    assert len({proof.means for proof in PROOFS}) == 14


def test_the_command_says_clean(missed):
    out = StringIO()
    call_command("prove", stdout=out)

    assert out.getvalue().splitlines() == [*(f"P{n} 0" for n in range(1, 15)), "14 of 14 clean"]


def test_the_command_names_the_rows_and_ends_with_1(missed):
    Outbox.objects.filter(deadline=breach(missed)).delete()
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("prove", stdout=out)

    lines = out.getvalue().splitlines()
    assert ended.value.code == 1
    assert lines[2:4] == ["P3 1", f"   {breach(missed).pk}"]
    assert lines[-1] == "13 of 14 clean"


def test_a_long_list_is_cut(company, guifang, flat, min):
    for _walk_in in range(8):
        desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=database_time() - EARLIER)
    sweep.sweep_all()
    Outbox.objects.all().delete()

    finding = find(next(proof for proof in PROOFS if proof.number == "P3"))

    assert finding.count > len(finding.ids) == 20
