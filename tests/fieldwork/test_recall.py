"""A dispatch is taken back within seconds: the case stands as before, and the replay of its history agrees."""

import pytest

from tests.people import MONDAY_NINE, minutes
from tickets.actions import field
from tickets.actions.announce import fan_out
from tickets.actions.mending import wrong_clocks
from tickets.actions.recalling import recall, standing
from tickets.lifecycle import Status
from tickets.models import Clock, Deadline, Ticket, TicketEvent
from tickets.proofs import prove_all
from tickets.refusals import NotYours, WrongMoment
from tickets.sweep import sweep


def running(ticket: Ticket) -> dict[str, object]:
    return dict(Clock.objects.running().filter(ticket=ticket).values_list("name", "due_at"))


def owned(ticket: Ticket) -> tuple[object, ...]:
    return ticket.status, ticket.crew_id, ticket.queue_id, ticket.handler_id


def test_it_goes_back_to_the_desk_and_its_clocks_are_due_as_before(fault, company, lin):
    before, was, due = standing(fault), owned(fault), running(fault)
    sent = field.dispatch(fault, crew=company.crew, by=lin, at=MONDAY_NINE + minutes(1), quiet=True)

    back = recall(sent, seq=sent.seq, before=before, by=lin, at=MONDAY_NINE + minutes(1.1))

    assert owned(back) == was
    assert running(back) == due
    assert wrong_clocks(back) == []
    assert TicketEvent.objects.get(ticket=back, what="recall").facts["crew"] == company.crew.name


def test_what_was_overdue_is_overdue_since_then_and_told_once(fault, company, lin):
    """Dispatched and taken back after its limit, and once more: one breach, and what climbs after it at its own minute."""
    late = Clock.objects.running().get(ticket=fault, name="dispatch")
    after = late.due_at + minutes(1)
    sweep(at=after)
    fan_out(at=after)
    for n in (1, 2):
        at = after + minutes(n / 2)
        before = standing(fault)
        fault = field.dispatch(fault, crew=company.crew, by=lin, at=at, quiet=True)
        fault = recall(fault, seq=fault.seq, before=before, by=lin, at=at + minutes(0.1))
    sweep(at=after + minutes(2))
    fan_out(at=after + minutes(2))

    running = Clock.objects.running().get(ticket=fault, name="dispatch")
    assert (running.generation, running.due_at) == (late.generation + 2, late.due_at)
    fired = Deadline.objects.filter(ticket=fault, name="dispatch", state="fired")
    assert fired.filter(stage="breach").count() == 1
    assert set(running.deadlines.values_list("due_at", flat=True)) <= set(
        late.deadlines.values_list("due_at", flat=True)
    )
    assert running.deadlines.filter(stage__startswith="after").exists()
    assert wrong_clocks(fault) == []
    assert [one for one in prove_all() if one.count and one.number in ("P9", "P11")] == []


@pytest.mark.parametrize("case", ["dispatched", "accepted"])
def test_the_crew_before_has_it_again(request, case, company, lin):
    ticket = request.getfixturevalue(case)
    before, was, due = standing(ticket), owned(ticket), running(ticket)
    at = MONDAY_NINE + minutes(2.5)
    sent = field.dispatch(ticket, crew=company.second_crew, by=lin, at=at, quiet=True)

    back = recall(sent, seq=sent.seq, before=before, by=lin, at=at + minutes(0.1))

    assert owned(back) == was
    assert {name: abs(running(back)[name] - due[name]) < minutes(0.01) for name in due} == dict.fromkeys(due, True)
    assert wrong_clocks(back) == []


def test_what_the_crew_has_accepted_is_not_taken_back(accepted, fault, lin, qiang):
    seq = accepted.timeline.get(what="dispatch").seq
    told = {"seq": seq, "before": {"status": Status.REGISTERED}, "at": MONDAY_NINE + minutes(3)}

    with pytest.raises(WrongMoment):
        recall(accepted, by=lin, **told)
    field.unclaim(accepted, reason="车坏了", by=qiang, at=MONDAY_NINE + minutes(4))
    with pytest.raises(WrongMoment):
        recall(accepted, by=lin, **told)


def test_a_member_puts_a_job_back_for_a_colleague(accepted, company, qiang, min):
    with pytest.raises(NotYours):
        field.unclaim(accepted, reason="不该我", by=min, at=MONDAY_NINE + minutes(4))

    back = field.unclaim(accepted, reason="车坏了", by=qiang, at=MONDAY_NINE + minutes(4))

    assert owned(back) == (Status.DISPATCHED, company.crew.pk, company.crew.pk, None)
    assert "accept" in running(back)
    assert wrong_clocks(back) == []


def test_the_phone_puts_it_back_with_one_press(client, accepted, qiang, min):
    client.force_login(qiang)
    assert "put_back" in client.get(f"/m/t/{accepted.number}/").content.decode()

    assert client.post(f"/m/t/{accepted.number}/put_back/").status_code == 302

    accepted.refresh_from_db()
    assert (accepted.status, accepted.handler) == (Status.DISPATCHED, None)
