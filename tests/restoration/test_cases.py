"""Cases of an outage: proposed, joined once, moved together to the callback, sampled, let go when still without power."""

from datetime import timedelta

import pytest

from accounts.models import Notice
from customers.models import Customer, Message
from outages.actions import end
from outages.refusals import IsOver
from restoration.actions import joining, joining_many, releasing, restoring, settling
from restoration.actions.field import field_update
from restoration.actions.joining_under_way import join_under_way
from restoration.cases import candidates_for, cases_of, joined_to, leader_of, outage_of
from restoration.models import OutageCase, OutageJoining, SampleRule
from restoration.refusals import NotUnderWay
from restoration.sampling import drawn, rule_for
from servicedesk.lib.refusals import Invalid, NotAllowed
from surveys import actions as surveys
from surveys.models import Callback, Survey
from tests.people import MONDAY_NINE, minutes
from tests.restoration.conftest import calls, holder
from tickets.actions import field
from tickets.actions.announce import fan_out
from tickets.actions.supply import supply_back
from tickets.actions.telling import link_for
from tickets.lifecycle import Status
from tickets.models import Clock, Deadline, Ticket, TicketLink
from tickets.proofs import prove_all
from tickets.sweep import sweep_all
from worksheets.actions import sheets
from worksheets.models import SheetKind
from worksheets.refusals import SheetsOpen

NOON = MONDAY_NINE + timedelta(hours=1)


def clean() -> list[str]:
    return [one.number for one in prove_all() if one.count and one.number not in ("P6", "P12")]


@pytest.fixture
def joined(outage, called, lin) -> list[Ticket]:
    return joining.join(outage, by=lin, at=MONDAY_NINE + minutes(12))


def test_what_was_open_is_proposed_and_joins_in_one_step_under_one_clock(outage, called, lin):
    """C12: candidate, accepted, no duplicate child."""
    assert set(candidates_for(outage)) == set(called)
    assert joined_to(outage).count() == 0

    joining.join(outage, by=lin, at=MONDAY_NINE + minutes(12))
    joining.join(outage, by=lin, at=MONDAY_NINE + minutes(13))

    leader = leader_of(outage)
    assert set(joined_to(outage)) == set(called)
    assert TicketLink.objects.standing().filter(target=leader, follows=True).count() == 3
    assert set(Ticket.objects.to_dispatch()) == {leader}
    arrivals = Clock.objects.running().filter(name="arrive").values_list("due_at", flat=True)
    assert len(arrivals) == 4
    assert len(set(arrivals)) == 1
    assert outage_of(called[0]) == outage_of(leader) == outage
    assert clean() == []


def test_one_that_is_refused_is_not_proposed_again(outage, called, lin):
    joining.refuse(outage, called[0], by=lin, at=NOON)

    assert set(candidates_for(outage)) == set(called[1:])
    with pytest.raises(Invalid):
        joining.refuse(outage, called[0], by=lin, at=NOON)
    joining.join(outage, by=lin, at=NOON)
    assert called[0] not in joined_to(outage)


def test_a_fault_taken_in_inside_it_joins_by_itself_unless_it_is_dangerous(company, outage, street, min, lin):
    ticket = calls(company, street[3], min, MONDAY_NINE + minutes(20))
    danger = calls(company, street[4], min, MONDAY_NINE + minutes(21), answers={"neighbours": "off", "danger": "yes"})
    elsewhere = calls(company, street[5], min, MONDAY_NINE + minutes(22))

    assert joining.would_join(street[4], at=MONDAY_NINE + minutes(22)) == outage
    assert set(joined_to(outage)) == {ticket}
    assert danger in candidates_for(outage)
    assert elsewhere not in candidates_for(outage)
    assert outage_of(elsewhere) is None
    assert ticket.version == Ticket.objects.get(pk=ticket.pk).version


def test_the_crew_of_the_leader_does_the_work_of_all_and_what_it_says_is_read_out(company, outage, joined, lin, qiang):
    leader = leader_of(outage)
    field.dispatch(leader, crew=company.crew, by=lin, at=MONDAY_NINE + minutes(13))
    field.accept(leader, by=qiang, at=MONDAY_NINE + minutes(14))
    field.arrive(leader, by=qiang, at=MONDAY_NINE + minutes(30))
    assert set(joined_to(outage).values_list("status", flat=True)) == {Status.ON_SITE}

    three = MONDAY_NINE + timedelta(hours=3)
    said = field_update(leader, by=qiang, at=NOON, end_at=three, cause="低压电缆烧断")
    assert "低压电缆烧断" in said.script
    assert said.expected_end_at == three
    with pytest.raises(Invalid):
        field_update(joined[0], by=qiang, at=NOON, end_at=three)
    four = MONDAY_NINE + timedelta(hours=4)
    field.estimate(leader, expected_at=four, by=qiang, at=NOON)
    outage.refresh_from_db()
    assert outage.expected_end_at == four


def test_restored_moves_all_of_them_in_one_step(outage, joined, jing, lin):
    """Each has its event, its clocks and its letter; a share is called, an important customer always."""
    Customer.objects.filter(pk=holder(joined[0].supply_point).pk).update(level="first")
    done = restoring.restored(outage, ended_at=NOON, by=lin, at=NOON)

    assert (done.moved, done.called) == (3, 2)
    assert set(joined_to(outage).values_list("status", flat=True)) == {Status.RESOLVED}
    assert set(Callback.objects.values_list("ticket_id", flat=True)) >= {joined[0].pk}
    assert Callback.objects.count() == 2
    assert [ticket.timeline.filter(what="supply_back").count() for ticket in joined] == [1, 1, 1]
    assert Message.objects.filter(template="restored").count() == 3
    assert leader_of(outage).status == Status.CLOSED
    assert clean() == []
    with pytest.raises(IsOver):
        restoring.restored(outage, ended_at=NOON, by=lin, at=NOON)


def test_who_is_not_called_has_some_hours_to_object(outage, joined, jing, lin):
    restoring.restored(outage, ended_at=NOON, by=lin, at=NOON)
    quiet = OutageCase.objects.filter(is_called=False)
    assert quiet.count() == 2
    assert not Clock.objects.running().filter(ticket__in=quiet.values("ticket"), name="callback").exists()

    later = NOON + timedelta(hours=4)
    assert not OutageCase.objects.to_settle(later - minutes(1)).exists()
    for _twice in range(2):
        settling.settle(list(OutageCase.objects.to_settle(later)), at=later)
    assert set(Ticket.objects.filter(outage_cases__is_called=False).values_list("status", flat=True)) == {Status.CLOSED}
    # Each has a round of their own: nobody writes to whom the clock has closed, but the slip still asks.
    assert list(Survey.objects.filter(ticket__in=joined).values_list("round", "sent_at")) == [(1, None)] * 3
    token = link_for(quiet.select_related("ticket").first().ticket, "survey", at=later)
    assert surveys.record_answer(token, given=surveys.Given(4), at=later).score == 4
    assert clean() == []


def test_still_no_power_is_a_ticket_of_its_own_with_new_clocks(outage, joined, jing, lin, min):
    """Before supply is back, and after it, from the callback or the desk."""
    early = releasing.release(joined[0], reason="只有我家没电", by=lin, at=NOON)
    assert early.status == Status.REGISTERED
    restoring.restored(outage, ended_at=NOON, by=lin, at=NOON)
    called = Callback.objects.get()
    surveys.deny(called, score=1, reason="仍无电", by=jing, at=NOON + minutes(5))
    other = next(one for one in joined[1:] if one.pk != called.ticket_id)
    late = releasing.release(other, reason="仍无电", by=lin, at=NOON + minutes(6))

    freed = Ticket.objects.filter(outage_cases__state="released")
    assert freed.count() == 3
    assert [(one.status, one.links_out.filter(ended_at=None).count()) for one in freed] == [("registered", 0)] * 3
    assert set(Ticket.objects.to_dispatch()) == set(freed)
    assert late.round == 2
    assert Clock.objects.running().filter(ticket=late, name="arrive").get().started_at == NOON + minutes(6)
    assert not TicketLink.objects.standing().filter(follows=True).exists()
    assert clean() == []


def test_the_crews_report_ends_the_outage_if_nobody_has(company, outage, joined, jing, lin, qiang):
    leader = leader_of(outage)
    field.dispatch(leader, crew=company.crew, by=lin, at=MONDAY_NINE + minutes(13))
    field.accept(leader, by=qiang, at=MONDAY_NINE + minutes(14))
    field.arrive(leader, by=qiang, at=MONDAY_NINE + minutes(30))
    field.restore(leader, by=qiang, at=NOON)
    field.report(leader, cause="低压电缆烧断", by=qiang, at=NOON + minutes(10))

    outage.refresh_from_db()
    assert outage.ended_at == NOON
    assert set(joined_to(outage).values_list("status", flat=True)) == {Status.RESOLVED}
    assert leader_of(outage).status == Status.CLOSED
    assert Callback.objects.count() == 1


def test_who_may_not(outage, called, min, stranger, lin):
    for who in (min, stranger):
        with pytest.raises(NotAllowed):
            joining.join(outage, by=who, at=NOON)
        with pytest.raises(NotAllowed):
            restoring.restored(outage, ended_at=NOON, by=who, at=NOON)
    outage = end(outage, ended_at=NOON, by=lin, at=NOON)
    with pytest.raises(IsOver):
        joining.join(outage, by=lin, at=NOON)
    assert cases_of(outage, lin).candidates == []


def test_the_sample_is_the_same_whoever_draws_and_the_closest_rule_holds(outage, called):
    rules = [SampleRule(kind="", level="", percent=50), SampleRule(kind="fault", level="", percent=10)]

    assert drawn(called, 34) == drawn(called[::-1], 34)
    assert [len(drawn(called, percent)) for percent in (0, 20, 34, 67, 100)] == [0, 1, 2, 3, 3]
    assert rule_for(rules, "fault", "").percent == 10
    assert rule_for(rules, "planned", "first").percent == 50
    assert rule_for([], "planned", "").percent == 20


def test_one_clock_of_all_is_told_once(outage, joined, lin, guo):
    """A storm of cases is no storm of alarms: the ticket that leads them tells of the clock that all share."""
    leader = leader_of(outage)
    sweep_all(at=NOON + timedelta(hours=3))
    fan_out(at=NOON + timedelta(hours=3))

    told = Notice.objects.filter(what__startswith="deadline", at__gte=NOON).exclude(path=f"/t/{leader.number}/")
    assert not told.filter(path__in=[f"/t/{one.number}/" for one in joined]).exists()
    assert Deadline.objects.filter(ticket=joined[0], state="fired").exists()


def test_many_join_as_a_job_that_goes_on_where_it_was_stopped(client, company, outage, called, lin, qiang, monkeypatch):
    """Batches of one, killed after the first; a crew was sent to another meanwhile. Nobody joins twice."""
    monkeypatch.setattr(joining_many, "BATCH", 1)
    monkeypatch.setattr(joining_many, "FEW", 0)
    job = joining_many.join_all(outage, by=lin, at=NOON)
    assert joining_many._one_batch(job, at=NOON)
    field.dispatch(called[1], crew=company.crew, by=lin, at=NOON)
    client.force_login(lin)
    page = client.get(f"/outages/joining/{job.pk}/").content.decode()
    assert 'max="3" value="1"' in page and "hx-get" in page

    for _twice in (1, 2):
        joining_many.go_on(at=NOON)

    job.refresh_from_db()
    assert (job.done, job.joined, job.left_out) == (3, 2, [[called[1].number, "under_way"]])
    assert set(joined_to(outage)) == {called[0], called[2]}
    assert "抢修班已在途" in client.get(f"/outages/joining/{job.pk}/").content.decode()
    assert not OutageJoining.objects.unfinished().exists()
    assert clean() == []


@pytest.mark.parametrize("has_crew", [False, True])
def test_a_case_whose_crew_is_under_way_joins_in_one_act(client, company, outage, called, lin, qiang, has_crew):
    """The crew goes on for all of it, or is free where the outage has one; it is told, and its arrival stays a fact."""
    busy = called[0]
    field.dispatch(busy, crew=company.crew, by=lin, at=MONDAY_NINE + minutes(11))
    field.accept(busy, by=qiang, at=MONDAY_NINE + minutes(12))
    field.arrive(busy, by=qiang, at=MONDAY_NINE + minutes(25))
    joining.join(outage, by=lin, at=MONDAY_NINE + minutes(26))
    if has_crew:
        field.dispatch(leader_of(outage), crew=company.second_crew, by=lin, at=MONDAY_NINE + minutes(27))
    client.force_login(lin)

    answer = client.post(f"/outages/{outage.pk}/cases/{busy.number}/join/")

    assert answer.status_code == 302
    leader = leader_of(outage)
    assert set(joined_to(outage)) == set(called)
    assert leader.crew == (company.second_crew if has_crew else company.crew)
    status = Status.DISPATCHED if has_crew else Status.ON_SITE
    assert {one.status for one in Ticket.objects.filter(pk__in=[leader.pk, *(one.pk for one in called)])} == {status}
    assert busy.timeline.filter(what="arrive").earliest("seq").at == MONDAY_NINE + minutes(25)
    assert Clock.objects.get(ticket=busy, name="arrive", stopped_at__isnull=False).was_kept
    what = "joined_freed" if has_crew else "joined_goes_on"
    assert qiang.notices.filter(what=what).count() == 1
    assert clean() == []
    with pytest.raises(NotUnderWay):
        join_under_way(outage, busy, by=lin, at=NOON)


def test_whose_sheet_of_work_is_not_done_is_not_over_with_the_outage(outage, joined, company, lin):
    """The same rule for one case and for many: it goes on alone, the others are settled."""
    sheets.adopt_usual(company.org, by=None, at=MONDAY_NINE)
    said = {"warranty": "保外", "fault": "跳闸"}
    sheet = sheets.begin(joined[1], kind=SheetKind.objects.get(code="repair"), said=said, by=lin, at=NOON)
    sheets.issue(sheet, seen=sheet.seen, by=lin, at=NOON)
    with pytest.raises(SheetsOpen):
        supply_back([one.pk for one in joined], outage=outage.number, by=lin, at=NOON)

    done = restoring.restored(outage, ended_at=NOON, by=lin, at=NOON)

    joined[1].refresh_from_db()
    assert (done.moved, joined[1].is_open, joined[1] in joined_to(outage)) == (2, True, False)
    assert Message.objects.filter(template="restored").count() == 2
    assert clean() == []
