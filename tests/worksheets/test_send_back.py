"""退单: reasons with what shows them, in time, asked of the dispatcher after that, decided by the arbiter after n."""

import pytest

from servicedesk.lib.refusals import NotAllowed
from tests.people import MONDAY_NINE, minutes
from tickets.actions import desk, field
from tickets.field_refusals import ArbiterFirst, Decided
from tickets.lifecycle import Status
from tickets.models import Clock
from worksheets.actions.returning import arbitrate, let_go, refuse_send_back, send_back
from worksheets.models import SendBack, SendBackCode, SendBackTerms
from worksheets.refusals import AskedAlready, NoProof, NoReason

pytestmark = pytest.mark.usefixtures("reasons")


def code(name: str) -> SendBackCode:
    return SendBackCode.objects.get(code=name)


def test_the_wrong_area_goes_back_with_one_tap_and_changes_no_clock_of_the_customer(accepted, qiang):
    before = list(Clock.objects.filter(ticket=accepted, name="arrive").values_list("due_at", "dropped_at"))

    ticket = send_back(accepted, code=code("area"), by=qiang, at=MONDAY_NINE + minutes(200))

    assert (ticket.status, ticket.returns, ticket.crew) == (Status.REGISTERED, 1, None)
    assert list(Clock.objects.filter(ticket=ticket, name="arrive").values_list("due_at", "dropped_at")) == before
    assert SendBack.objects.get().state == "done"


@pytest.mark.parametrize(("name", "text"), [("address", " "), ("no-entry", "门锁着")])
def test_a_reason_needs_what_shows_it(accepted, qiang, name, text):
    with pytest.raises(NoProof):
        send_back(accepted, code=code(name), text=text, by=qiang, at=MONDAY_NINE + minutes(5))


def test_a_company_with_reasons_wants_one_of_them(client, accepted, qiang):
    with pytest.raises(NoReason):
        send_back(accepted, reason="不去", by=qiang)
    client.force_login(qiang)
    answer = client.post(f"/t/{accepted.number}/send_back/", {"code": "area", "version": accepted.version})
    accepted.refresh_from_db()
    assert (answer.status_code, accepted.status) == (302, "registered")


@pytest.fixture
def asked(accepted, qiang):
    """Sent at one past nine; half an hour was for it."""
    at = MONDAY_NINE + minutes(32)
    return send_back(accepted, code=code("other-crew"), text="属二班", by=qiang, at=at)


def test_too_late_the_dispatcher_is_asked_and_takes_it_back(asked, qiang, lin):
    assert (asked.status, asked.returns) == (Status.ACCEPTED, 0)
    assert lin.notices.filter(what="ask_send_back").exists()
    with pytest.raises(AskedAlready):
        send_back(asked, code=code("type"), text="又退", by=qiang, at=MONDAY_NINE + minutes(33))
    with pytest.raises(NotAllowed):
        let_go(asked, by=qiang)

    ticket = let_go(asked, by=lin, at=MONDAY_NINE + minutes(35))

    row = SendBack.objects.get()
    assert (ticket.status, ticket.returns, row.state, row.is_late, row.decided_by) == (
        "registered",
        1,
        "done",
        True,
        lin,
    )


def test_the_dispatcher_may_say_no_with_a_reason(asked, lin, qiang):
    ticket = refuse_send_back(asked, reason="就是一班", by=lin, at=MONDAY_NINE + minutes(35))

    assert (ticket.status, SendBack.objects.get().state) == (Status.ACCEPTED, "refused")
    assert qiang.notices.filter(what="refuse_send_back").exists()


def test_after_three_times_a_supervisor_decides_and_nobody_sends_it_back_after_that(
    fault, company, qiang, lin, guo, reasons
):
    SendBackTerms.objects.update(arbiter_after=2)
    ticket = fault
    for _time in range(2):
        ticket = field.dispatch(ticket, crew=company.crew, by=lin)
        ticket = send_back(ticket, code=code("other-crew"), text="属二班", by=qiang)
    assert (ticket.to_arbiter, guo.notices.filter(what="to_arbiter").count()) == (True, 1)
    with pytest.raises(ArbiterFirst):
        field.dispatch(ticket, crew=company.second_crew, by=lin)
    with pytest.raises(NotAllowed):
        arbitrate(ticket, unit=company.crew, reason="一班", by=lin)

    ticket = arbitrate(ticket, unit=company.crew, reason="表箱属一班", by=guo)

    assert (ticket.status, ticket.crew, ticket.kept_by, ticket.to_arbiter) == (
        "dispatched",
        company.crew,
        company.crew,
        False,
    )
    with pytest.raises(Decided):
        send_back(ticket, code=code("area"), by=qiang)
    assert send_back(ticket, code=code("area"), by=guo).status == Status.REGISTERED


def test_the_desk_shows_the_question_and_the_decision(client, asked, guo):
    client.force_login(guo)

    assert "属二班" in client.get("/reviews/?show=back").content.decode()
    answer = client.post(f"/reviews/{asked.number}/let_go/", {"show": "back", "version": asked.version})
    assert answer["Location"] == "/reviews/?show=back"
    assert client.get("/reviews/?show=arbiter").status_code == 200


def test_passing_on_is_counted(fault, company, lin):
    ticket = desk.transfer(fault, to=company.complaints, reason="误派", by=lin)
    assert desk.transfer(ticket, to=company.dispatch, reason="退回", by=lin).hops == 2
