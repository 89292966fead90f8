"""Imported history has its own times and its settled clocks, and nobody is told of it."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from accounts.models import AuditEvent, Notice, User
from customers.models import Message
from deadlines.models import PolicyRule, Promise
from surveys.models import Callback
from tests.imports.tables import MAPPING, POLICY, Desk, row
from tickets.actions.announce import fan_out
from tickets.actions.spine import database_time
from tickets.models import Clock, ClockSpan, CustomerLink, Deadline, Outbox, Ticket
from tickets.sweep import sweep_all

NINE = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)

KEPT = row("W1", 到期时间="2025-03-04 09:00:00")
ON_TIME = row("W2", 办结时间="2025-03-04 09:00:00", 到期时间="2025-03-04 09:00:00")
LATE = row("W3", 办结时间="2025-03-05 09:00:00", 到期时间="2025-03-04 09:00:00")
OVERDUE = row("W4", 状态="处理中", 办结时间="", 到期时间="2025-03-04 09:00:00")
AT_ONCE = row("W5", 类型="过户", 到期时间="2025-03-03 09:00:00")
UNPROMISED = row("W6", 类型="其他", 到期时间="2025-03-07 09:00:00")
WITHDRAWN = row("W7", 状态="已撤回")
WITHDRAWN_LATE = row("W8", 状态="已撤回", 办结时间="2025-03-05 09:00:00")
ROWS = [KEPT, ON_TIME, LATE, OVERDUE, AT_ONCE, UNPROMISED, WITHDRAWN, WITHDRAWN_LATE]


@pytest.fixture
def brought(desk: Desk, company, guo, min) -> dict[str, Ticket]:
    desk.bring(ROWS, promises=POLICY)
    return {ticket.external_number: ticket for ticket in Ticket.objects.all()}


def story(ticket: Ticket) -> list[tuple[str, datetime, int]]:
    return [(event.what, event.at, event.version) for event in ticket.timeline.all()]


def test_tickets_carry_the_times_of_the_file(brought):
    late = brought["W3"]

    assert late.registered_at == NINE
    assert late.closed_at == NINE + 2 * DAY
    assert story(late) == [("register", NINE, 1), ("deadline_missed", NINE + DAY, 1), ("close", NINE + 2 * DAY, 2)]
    assert (late.version, late.seq) == (2, 3)
    assert all(database_time() - event.recorded_at < timedelta(minutes=1) for event in late.timeline.all())


def test_events_replayed_give_the_row(brought):
    for ticket in brought.values():
        moves = [(event.from_status, event.to_status) for event in ticket.timeline.all() if event.by_id]
        assert moves[0] == ("", "registered")
        assert all(before[1] == after[0] for before, after in pairwise(moves))
        assert moves[-1][1] == ticket.status
        assert [event.seq for event in ticket.timeline.all()] == list(range(1, ticket.seq + 1))


@pytest.mark.parametrize(
    ("number", "verdict", "state"),
    [
        ("W1", True, "cancelled"),
        ("W2", True, "cancelled"),
        ("W3", False, "fired"),
        ("W4", None, "fired"),
        ("W5", False, "fired"),
        ("W7", None, "cancelled"),
        ("W8", None, "fired"),
    ],
)
def test_clocks_are_settled_from_the_file(brought, number, verdict, state):
    ticket = brought[number]
    clock, breach = Clock.objects.get(ticket=ticket), Deadline.objects.get(ticket=ticket)
    span = ClockSpan.objects.get(clock=clock)

    assert (clock.name, clock.generation, clock.was_kept) == ("resolve", 1, verdict)
    assert (breach.stage, breach.state, breach.due_at) == ("breach", state, clock.due_at)
    assert breach.settled_at == (ticket.closed_at if state == "cancelled" else ticket.imported_at)
    assert ticket.timeline.filter(deadline=breach, what="deadline_missed", at=breach.due_at).count() == (
        state == "fired"
    )
    assert (span.from_at, span.to_at, span.unit) == (ticket.registered_at, ticket.closed_at, ticket.unit)
    assert ticket.pledges == {"resolve": str(clock.promise_id)}


def test_a_type_without_a_promise_has_no_clock_but_keeps_the_files_due_time(brought):
    ticket = brought["W6"]

    assert not Clock.objects.filter(ticket=ticket).exists()
    assert ticket.timeline.first().facts["due_at"] == "2025-03-07T09:00:00+08:00"


def test_open_and_overdue_rows_are_one_list(brought):
    assert [ticket.external_number for ticket in Ticket.objects.imported_overdue()] == ["W4"]


def test_nobody_is_told_and_nothing_is_owed(brought):
    assert sweep_all(at=database_time()).fired == 0
    assert fan_out(at=database_time()) == 0

    for silent in (Notice, Message, Outbox, Callback, CustomerLink):
        assert not silent.objects.exists(), silent


def test_a_deadline_that_still_lies_ahead_is_armed_and_announced_when_it_is_missed(desk, company, guo):
    now = database_time()
    ahead = f"{now - timedelta(hours=23) + timedelta(hours=8):%Y-%m-%d %H:%M:%S}"
    desk.bring([row("W1", 状态="处理中", 办结时间="", 受理时间=ahead)], promises=POLICY)

    assert Deadline.objects.get().state == "armed"
    assert not Ticket.objects.imported_overdue().exists()
    assert sweep_all(at=now).fired == 0
    assert sweep_all(at=now + timedelta(minutes=61)).fired == 1
    fan_out(at=now + timedelta(minutes=61))
    fan_out(at=Outbox.objects.get().waits_until or now)  # no emergency: told in the hours of the supervisor
    assert Notice.objects.filter(user=guo, what="deadline_missed").count() == 1


def test_the_first_contact_is_a_service_user_of_the_company(desk, company, brought):
    user = User.objects.get(is_service=True)
    desk.bring([row("W90")])

    assert set(Ticket.objects.values_list("first_contact", flat=True)) == {user.pk}
    assert (user.name, user.org) == ("历史导入", company.org)
    assert user.login.startswith("import-")
    assert not user.has_usable_password()


def test_promises_are_published_once_and_bind_no_new_case(desk, company, brought):
    promise = Promise.objects.get(org=company.org, code="import:old-desk:电费")
    rules = PolicyRule.objects.count()
    desk.bring(ROWS, promises=POLICY)

    assert Promise.objects.filter(org=company.org, domain="import").count() == 2
    assert (promise.limit, promise.clock, promise.statistic) == ("24h", "elapsed", "each")
    assert (promise.source, promise.evidence, promise.milestone) == ("policy.csv", "import", "resolve")
    assert PolicyRule.objects.count() == rules
    assert not PolicyRule.objects.filter(promise__domain="import").exists()


def test_another_limit_is_another_version(desk, company, brought):
    desk.bring([row("W91")], promises=POLICY.replace("24", "0.5"))

    promises = Promise.objects.filter(code="import:old-desk:电费").order_by("version")
    assert [(promise.version, promise.limit) for promise in promises] == [(1, "24h"), (2, "30m")]
    assert Clock.objects.get(ticket__external_number="W91").limit == "30m"
    assert Clock.objects.get(ticket__external_number="W1").limit == "24h"


def test_the_run_is_in_the_audit(brought, company):
    entry = AuditEvent.objects.get(what="import")

    assert entry.facts["imported"] == len(ROWS)
    assert entry.org == company.org


def test_numbers_are_the_halls_own_and_never_given_twice(desk, brought, fault):
    desk.bring([row("W92"), row("W93", 受理时间="2025-03-03 23:59:59", 办结时间="2025-03-04 00:00:00")])

    numbers = sorted(Ticket.objects.filter(source="old-desk").values_list("number", flat=True))
    assert numbers == [f"CN250303{n:04d}" for n in range(1, 11)]
    assert brought["W1"].number == "CN2503030001"


def test_a_closing_time_that_is_only_guessed_is_no_verdict(desk, company):
    mapping = MAPPING.replace("[times]\n", '[times]\nclosed_without_time = "registered_at"\n')

    report = desk.bring([row("W1", 办结时间="", 到期时间="2025-03-04 09:00:00")], mapping, promises=POLICY)

    ticket = Ticket.objects.get()
    assert ticket.closed_at == ticket.registered_at
    assert ticket.timeline.last().facts == {"outcome": "imported", "guessed": True}
    assert not Clock.objects.exists()
    assert (report["with_due"], report["due_equal"], report["closed_with_due"], report["late"]) == (1, 1, 0, 0)
    assert report["notes"] == {"closed_without_time": 1}
