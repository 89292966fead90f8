"""R7: after a jump of the clock the operator is shown what fired early, and voids it."""

from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from deadlines.models import Binding
from tests.people import minutes, no_power
from tests.tickets.plans import latest
from tickets import sweep
from tickets.actions import announce, desk
from tickets.actions.spine import database_time
from tickets.alarms import sound
from tickets.models import Alarm, Clock, Deadline, Ticket
from tickets.proofs import prove_all
from tickets.stepped import fired_early, last_step

STEP = minutes(60)


@pytest.fixture
def now(company, root) -> datetime:
    return database_time()


@pytest.fixture
def stepped(company, guifang, flat, min, now) -> Ticket:
    """A fault of ten minutes ago, touched while the clock was an hour ahead; the guard has sounded its alarm."""
    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=now - minutes(10))
    sweep.sweep_all(at=now)
    sound("clock_step", at=now + STEP, facts={"seconds": STEP.total_seconds(), "machine": "m"})
    sweep.fire(at=now + STEP + minutes(1), ticket=ticket.pk)
    Clock.objects.filter(ticket=ticket).update(binding=Binding.PROMISE)
    return ticket


def told(**options: str) -> str:
    said = StringIO()
    call_command("resume_sweep", stdout=said, **{"by": "op"} | options)
    return said.getvalue()


def early(ticket: Ticket, now: datetime) -> set[tuple[str, str]]:
    rows = Deadline.objects.filter(ticket=ticket, state="fired", due_at__gt=now)
    return set(rows.filter(due_at__lte=F("clock__due_at")).values_list("name", "stage"))


def test_what_fired_early_is_listed_and_nothing_else(stepped, now):
    alarm = last_step()
    assert alarm is not None

    assert {(row.name, row.stage) for row in fired_early(alarm)} == early(stepped, now)
    assert ("dispatch", "breach") not in early(stepped, now)
    said = told()
    assert f"{stepped.number} arrive breach" in said
    assert "--void" in said


def test_it_is_voided_and_the_clocks_go_on(stepped, guo, now):
    due_at = latest(stepped, "arrive").due_at
    said = told(void="时钟跳快一小时", by="guo")

    assert " 0 left" in said
    fresh = latest(stepped, "arrive")
    assert (fresh.generation, fresh.cause, fresh.due_at) == (2, "void", due_at)
    announce.fan_out(at=database_time() + 2 * STEP)
    assert [finding.number for finding in prove_all() if finding.count] == []
    assert "fired during the jump" not in told()


def test_the_laws_limits_are_only_asked_for(stepped, guo):
    Clock.objects.filter(ticket=stepped).update(binding=Binding.FLOOR)
    said = told(void="时钟跳快", by="guo")

    assert said.splitlines()[-1].startswith("0 voided")
    assert stepped.timeline.filter(what="void_asked").exists()


def test_only_a_supervisor_voids(stepped, min):
    with pytest.raises(CommandError, match="supervisor"):
        told(void="…", by="min")
    assert Alarm.objects.open().exists()


def test_a_jump_back_fires_nothing_early(stepped):
    Alarm.objects.update(facts={"seconds": -1200})

    assert "fired during the jump" not in told()
