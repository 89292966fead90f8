"""A model of the clock lives beside the real one on Postgres: whatever people do in whatever order, both agree.

Five lives are led in the usual run, the same ones every time; `FULL=1` leads two hundred new ones, `CLOCK_EXAMPLES`
says how many otherwise.
"""

import os
from datetime import timedelta
from typing import ClassVar

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from deadlines.limits import parse_limit
from deadlines.models import CalendarDay, PauseReason, WorkCalendar
from servicedesk.lib.refusals import Refusal
from tests.people import MONDAY_NINE, category, minutes
from tests.tickets.clock_rules import RULES, Seen
from tickets import sweep
from tickets.actions import closing, desk, extending, field, pausing, replanning, ticks
from tickets.lifecycle import ENDED, Kind, Status, legal
from tickets.models import ClockSpan, Deadline, Ticket
from tickets.refusals import CannotPause, NoMoreTime

FULL = bool(os.environ.get("FULL"))
WORK = ("accept", "depart", "arrive", "restore", "report")


class ClockLife(RuleBasedStateMachine):
    """One application for a meter, its answer promised in working days; `now` is the only clock there is."""

    people: ClassVar[dict]
    company: ClassVar
    intake: ClassVar

    @initialize()
    def take_in(self):
        self.life = transaction.atomic()
        self.life.__enter__()
        self.now = MONDAY_NINE
        self.ticket = desk.register(self.intake, unit=self.company.hall, by=self.people["min"], at=self.now)
        self.breaches, self.calendars = 0, 1
        field.dispatch(self.ticket, crew=self.company.crew, by=self.people["lin"], at=self.now)

    def teardown(self):
        if hasattr(self, "life"):
            transaction.set_rollback(True)
            self.life.__exit__(None, None, None)

    # what people do

    @rule(length=st.integers(1, 3000), unit=st.sampled_from([minutes(1), timedelta(seconds=7), timedelta(hours=1)]))
    def time_passes(self, length, unit):
        self.now += min(length * unit, timedelta(days=9))

    @rule()
    def the_tick_comes(self):
        ticks.tick("loop", at=self.now)
        assert not Deadline.objects.filter(state="armed", due_at__lte=self.now).exists()
        self.look()

    @rule(why=st.sampled_from(PauseReason.values), hours=st.integers(1, 400))
    def somebody_suspends(self, why, hours):
        self.look()
        was_late = self.reply.due_at <= self.now
        until = self.now + timedelta(hours=hours)
        try:
            pausing.suspend(self.ticket, why=why, proof="有照片", review_at=until, by=self.people["qiang"], at=self.now)
        except CannotPause:
            return
        self.look()
        assert not was_late or not self.is_still()

    @rule()
    def somebody_resumes(self):
        self.do(pausing.resume)

    @rule(days=st.integers(1, 12))
    def more_time_is_asked_for_and_given(self, days):
        clock = self.reply
        limit = f"{parse_limit(clock.limit).amount + days}wd"
        try:
            extending.extend(
                self.ticket,
                name="reply",
                limit=limit,
                why="material",
                reason="缺货",
                by=self.people["qiang"],
                at=self.now,
            )
            extending.approve_extension(self.ticket, name="reply", by=self.people["guo"], at=self.now)
        except NoMoreTime:
            assert clock.due_at <= self.now or clock.dropped_at or clock.stopped_at or self.status in ENDED
        self.look()

    @rule(which=st.integers(0, 1))
    def the_category_changes(self, which):
        self.do(replanning.reclassify, by="guo", reason="核实", category=self.categories[which])

    categories: ClassVar[list]

    @rule(ahead=st.integers(1, 20), working=st.booleans())
    def the_calendar_changes(self, ahead, working):
        shipped = WorkCalendar.objects.get(code="cn-office", org=None)
        self.calendars += 1
        own = WorkCalendar.objects.create(
            org=self.company.org, code="cn-office", version=self.calendars, name="办公时间", weekly=shipped.weekly
        )
        CalendarDay.objects.create(
            calendar=own, date=(self.now + timedelta(days=ahead)).date(), working=working, name="调整"
        )
        replanning.rearm_calendar(org=self.company.org, code="cn-office", reason="调整", at=self.now)
        self.look()

    @rule(verb=st.sampled_from(WORK))
    def the_crew_works(self, verb):
        more = {"cause": "已换表"} if verb == "report" else {}
        self.do(getattr(field, verb), **more)

    @rule()
    def the_crew_sends_it_back_and_another_goes(self):
        if self.do(field.send_back, reason="不在本辖区"):
            self.do(field.dispatch, by="lin", crew=self.company.crew)

    @precondition(lambda self: self.status == Status.RESOLVED)
    @rule()
    def it_is_opened_again(self):
        if self.do(closing.reopen, by="jing", reason="表不走字"):
            self.do(field.dispatch, by="lin", crew=self.company.crew)

    @precondition(lambda self: self.status == Status.RESOLVED)
    @rule()
    def it_is_closed(self):
        self.do(closing.close, by="guo", outcome="exempt", reason="免回访")

    @rule()
    def somebody_writes_a_note(self):
        self.do(desk.note, by="min", text="客户来电")

    def do(self, action, *, by="qiang", **more):
        """Do it if the table lets it; a refusal changes nothing."""
        before = self.reply
        try:
            with transaction.atomic():
                action(self.ticket, by=self.people[by], at=self.now, **more)
        except Refusal:
            assert self.reply == before
            return False
        self.look()
        return True

    # what must be true, whatever they did

    @property
    def reply(self):
        return self.ticket.clocks.filter(name="reply").select_related("promise").latest("generation")

    @property
    def status(self):
        return Ticket.objects.values_list("status", flat=True).get(pk=self.ticket.pk)

    def is_still(self):
        return ClockSpan.objects.filter(clock__ticket=self.ticket, state="paused", to_at=None).exists()

    def look(self):
        self.ticket.refresh_from_db()

    @invariant()
    def everything_holds(self):
        """What stands in the tables is read once after every step, and held against each rule."""
        ticket, status = self.ticket, self.status
        seen = Seen(
            ticket,
            list(ticket.clocks.select_related("promise").order_by("name", "generation")),
            list(ClockSpan.objects.filter(clock__ticket=ticket).order_by("from_at", "to_at")),
            list(ticket.deadlines.order_by("due_at", "pk")),
            list(ticket.timeline.exclude(deadline=None).exclude(what="deadline_voided").order_by("seq")),
            status in ENDED,
        )
        for holds in RULES:
            holds(seen)
        breaches = sum(row.state == "fired" and row.stage == "breach" for row in seen.stages)
        assert breaches >= self.breaches, "I17: no breach is ever erased"
        self.breaches = breaches
        assert legal(ticket.kind, status, "note"), "I2, on the way"


def test_the_real_clock_agrees_with_the_model(company, guifang, flat, min, lin, qiang, jing, guo):
    """I8 to I20"""
    kinds = [category(company.org, "meter", "换表", Kind.SERVICE), category(company.org, "other", "其他", Kind.SERVICE)]
    ClockLife.company, ClockLife.categories = company, kinds
    ClockLife.people = {"min": min, "lin": lin, "qiang": qiang, "jing": jing, "guo": guo}
    ClockLife.intake = desk.Intake(category=kinds[0], customer=guifang, supply_point=flat, contact_phone="13800006217")

    run_state_machine_as_test(
        ClockLife,
        settings=settings(
            max_examples=int(os.environ.get("CLOCK_EXAMPLES") or ("200" if FULL else "5")),
            derandomize=not FULL,
            stateful_step_count=20,
            # A failing life is told as it was led; FULL=1 takes the minutes to find the shortest one.
            phases=tuple(Phase) if FULL else (Phase.generate,),
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert sweep.sweep_all(at=MONDAY_NINE).fired == 0
