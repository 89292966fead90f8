"""R7, I21: a false breach is voided with a reason, never deleted, and counts for nothing."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from accounts.models import Notice
from accounts.roles import Role
from deadlines.models import Binding
from hotline.actions import replay
from servicedesk.lib.refusals import NotAllowed
from supervision.board.asked import Asked
from supervision.board.counting import counted
from supervision.board.figures import ended_today
from supervision.sight import Sight
from tests.people import minutes, no_power, somebody
from tests.tickets.plans import latest
from tickets import sweep
from tickets.actions import announce, desk, field
from tickets.actions.spine import database_time
from tickets.actions.voiding import uphold, void
from tickets.explain import explain
from tickets.milestones import clocks_of_ticket, milestones_of
from tickets.models import Clock, Deadline, Outbox, Ticket
from tickets.proofs import prove_all
from tickets.recheck import due_of
from tickets.refusals import Needed, SecondPerson
from tickets.voids import NothingToVoid, StillLate

REASON = "数据库时钟跳快 30 分钟"


@pytest.fixture
def now(company) -> datetime:
    return database_time()


@pytest.fixture
def job(company, guifang, flat, min, lin, qiang, now) -> Ticket:
    """A fault of two hours ago; its crew accepted, drove out of reach, and the promise to arrive was missed."""
    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=now - minutes(120))
    field.dispatch(ticket, crew=company.crew, by=lin, at=now - minutes(116))
    field.accept(ticket, by=qiang, at=now - minutes(114))
    sweep.sweep_all()
    return ticket


@pytest.fixture
def boss(company):
    """A second supervisor."""
    return somebody("boss", "方远", Role.SUPERVISOR, company.org, company.org, "2002")


def breach(ticket: Ticket) -> Deadline:
    return Deadline.objects.filter(ticket=ticket, name="arrive", stage="breach").latest("generation")


def broken() -> list[str]:
    return [finding.number for finding in prove_all() if finding.count]


def verdicts(ticket: Ticket) -> list[str]:
    return [run.verdict for run in explain(ticket, database_time()) if run.clock.name == "arrive"]


def made_legal(ticket: Ticket) -> None:
    Clock.objects.filter(ticket=ticket).update(binding=Binding.FLOOR)


# --- by itself: the step was done in time and told later ---------------------------------------------


def arrive_late_told(job: Ticket, qiang, now: datetime, *, ago: float = 90) -> Ticket:
    return replay(field.arrive, job, by=qiang, client_id=uuid4(), device_at=now - minutes(ago))


def test_an_arrival_told_later_voids_the_breach_that_it_disproves(job, qiang, now):
    row = breach(job)
    arrive_late_told(job, qiang, now)

    row.refresh_from_db()
    event = job.timeline.get(what="deadline_voided", facts__clock="arrive")
    assert (row.state, row.clock.was_kept) == ("fired", True)
    assert (event.facts["deadline"], event.by, event.facts["stage"]) == (str(row.pk), None, "breach")
    assert event.at >= now
    assert verdicts(job) == ["kept"]
    announce.fan_out(at=database_time())
    assert broken() == []


def test_an_arrival_told_later_that_was_late_all_the_same_stays_missed(job, qiang, now):
    arrive_late_told(job, qiang, now, ago=50)

    assert not job.timeline.filter(what="deadline_voided").exists()
    assert verdicts(job) == ["missed"]


def test_who_was_told_of_the_breach_is_told_that_there_was_none(job, qiang, min, guo, now):
    announce.fan_out(at=database_time())
    arrive_late_told(job, qiang, now)

    assert set(Notice.objects.filter(what="deadline_voided").values_list("user", flat=True)) >= {min.pk, guo.pk}


def test_news_of_the_breach_that_has_not_gone_out_yet_stays_in(job, qiang, guo, now):
    arrive_late_told(job, qiang, now)
    announce.fan_out(at=database_time())

    assert not Notice.objects.filter(user=guo, what="deadline_missed", facts__clock="arrive").exists()
    assert Outbox.objects.get(deadline=breach(job)).dropped_at is not None


# --- by hand ------------------------------------------------------------------------------------------


@pytest.fixture
def arrived_late(job, qiang, now) -> Ticket:
    return field.arrive(job, by=qiang, at=now - minutes(30))


def test_a_supervisor_voids_a_breach_and_it_counts_for_nothing(arrived_late, guo):
    row = breach(arrived_late)
    assert verdicts(arrived_late) == ["missed"]

    void(arrived_late, deadline=row.pk, reason=REASON, by=guo)

    clock = latest(arrived_late, "arrive")
    assert Deadline.objects.get(pk=row.pk).state == "fired"
    assert (clock.was_kept, verdicts(arrived_late)) == (None, ["voided"])
    assert clock not in Clock.objects.judged()
    assert arrived_late.timeline.filter(what="deadline_missed", deadline=row).exists()
    assert arrived_late.timeline.get(what="deadline_voided").reason == REASON
    announce.fan_out(at=database_time())
    assert broken() == []


def test_the_bar_and_the_board_count_it_no_more(arrived_late, guo, now):
    def shown() -> list[str]:
        return [step.state for step in milestones_of(arrived_late, clocks_of_ticket(arrived_late), at=now)]

    def ended() -> int:
        return counted({}, whole=ended_today(Sight(guo), Asked(), at=now))["ended 0"]

    before = ended()
    late = shown().count("late")
    void(arrived_late, deadline=breach(arrived_late).pk, reason=REASON, by=guo)

    assert shown().count("late") == late - 1
    assert ended() == before - 1


@pytest.mark.parametrize("who", ["min", "qiang", "lin", "root", "shen"])
def test_who_may_not_void(request, arrived_late, who):
    with pytest.raises(NotAllowed):
        void(arrived_late, deadline=breach(arrived_late).pk, reason=REASON, by=request.getfixturevalue(who))


def test_a_reason_is_needed_and_once_is_enough(arrived_late, guo):
    row = breach(arrived_late)
    with pytest.raises(Needed):
        void(arrived_late, deadline=row.pk, reason=" ", by=guo)
    void(arrived_late, deadline=row.pk, reason=REASON, by=guo)

    with pytest.raises(NothingToVoid):
        void(arrived_late, deadline=row.pk, reason=REASON, by=guo)


def test_what_has_not_fired_and_another_cases_breach_cannot_be_voided(arrived_late, fault, guo):
    for row in (breach(fault).pk, uuid4()):
        with pytest.raises(NothingToVoid):
            void(arrived_late, deadline=row, reason=REASON, by=guo)


# --- the law's limits take two --------------------------------------------------------------------------


def test_a_legal_limit_takes_a_second_person(arrived_late, guo, boss):
    """I21"""
    made_legal(arrived_late)
    row = breach(arrived_late)
    void(arrived_late, deadline=row.pk, reason=REASON, by=guo)

    assert latest(arrived_late, "arrive").voided_at is None
    assert Notice.objects.filter(user=boss, what="void_asked").count() == 1
    with pytest.raises(SecondPerson):
        void(arrived_late, deadline=row.pk, reason=REASON, by=guo)

    void(arrived_late, deadline=row.pk, reason="已核对时钟日志", by=boss)
    assert latest(arrived_late, "arrive").voided_at is not None
    assert [event.by for event in arrived_late.timeline.filter(what__in=("void_asked", "deadline_voided"))] == [
        guo,
        boss,
    ]


def test_the_second_person_lets_it_stand_and_it_may_be_asked_again(arrived_late, guo, boss):
    made_legal(arrived_late)
    row = breach(arrived_late)
    with pytest.raises(NothingToVoid):
        uphold(arrived_late, deadline=row.pk, reason="…", by=boss)
    void(arrived_late, deadline=row.pk, reason=REASON, by=guo)
    uphold(arrived_late, deadline=row.pk, reason="时钟无误", by=boss)

    assert verdicts(arrived_late) == ["missed"]
    void(arrived_late, deadline=row.pk, reason=REASON, by=boss)
    assert latest(arrived_late, "arrive").voided_at is None


def test_a_complaints_clock_takes_two_as_well(company, guifang, min, guo, now):
    intake = desk.Intake(category=company.complaint, customer=guifang, contact_phone="13800006217")
    ticket = desk.register(intake, unit=company.hall, by=min, at=now - timedelta(days=3))
    sweep.sweep_all()
    row = Deadline.objects.filter(ticket=ticket, stage="breach", state="fired").first()
    assert row is not None
    Clock.objects.filter(pk=row.clock_id).update(stopped_at=now)

    void(ticket, deadline=row.pk, reason=REASON, by=guo)

    assert [event.what for event in ticket.timeline.order_by("seq")][-1] == "void_asked"


# --- a clock that still runs ------------------------------------------------------------------------------


def fired_early(ticket: Ticket) -> Deadline:
    """As after a jump of the clock by an hour: the breach fired, and its due time still lies ahead."""
    row = breach(ticket)
    sweep.sweep_all(at=row.due_at + minutes(1))
    return row


def test_a_clock_that_still_runs_goes_on_and_can_still_be_missed(company, guifang, flat, min, guo, now):
    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=now - minutes(5))
    row = fired_early(ticket)
    void(ticket, deadline=row.pk, reason=REASON, by=guo)

    fresh = latest(ticket, "arrive")
    assert (fresh.cause, fresh.due_at, fresh.generation) == ("void", row.due_at, 2)
    assert due_of(fresh) == row.due_at
    assert verdicts(ticket) == ["voided", "running"]
    announce.fan_out(at=database_time())
    assert broken() == []
    sweep.sweep_all(at=row.due_at + minutes(1))
    assert verdicts(ticket) == ["voided", "overdue"]


def test_a_clock_that_is_late_by_any_calendar_is_late(job, guo):
    with pytest.raises(StillLate):
        void(job, deadline=breach(job).pk, reason=REASON, by=guo)
