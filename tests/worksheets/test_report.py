"""回单 and 审核: what a crew reports as rows, which reports are reviewed, and what each clock hears of it."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.models import User
from customers.models import Message
from servicedesk.lib.refusals import Invalid, NotAllowed, Refusal
from surveys.models import Callback
from tests.people import MONDAY_NINE, minutes
from tickets.actions.announce import fan_out
from tickets.actions.closing import close
from tickets.actions.mending import wrong_clocks
from tickets.actions.replanning import reclassify
from tickets.lifecycle import Status, heard
from tickets.models import Clock, Ticket
from tickets.proofs import prove_all
from tickets.sweep import sweep
from worksheets.actions.materials import Used
from worksheets.actions.reporting import Devices, report
from worksheets.actions.reviewing import approve_return, return_report
from worksheets.models import MaterialLine, ReportRule, ReturnSheet
from worksheets.refusals import OwnReport
from worksheets.rules import drawn


def said(**more):
    return {"cause": "表前开关烧坏", "text": "换表前开关", "at": MONDAY_NINE + minutes(50)} | more


def clocks(ticket: Ticket, name: str) -> list[Clock]:
    return list(Clock.objects.filter(ticket=ticket, name=name).order_by("generation"))


def test_a_report_is_kept_as_rows_and_opens_the_callback_where_no_rule_asks(restored, qiang, stocked, cable):
    ticket = report(
        restored, by=qiang, lines=[Used(cable, Decimal("2.5"), stocked)], fee="12.5", receipt="SJ-7", **said()
    )

    sheet = ReturnSheet.objects.get(ticket=ticket)
    event = ticket.timeline.get(what="report")
    assert ticket.status == Status.RESOLVED
    assert (sheet.cause, sheet.fee, sheet.receipt, sheet.verdict) == ("表前开关烧坏", Decimal("12.50"), "SJ-7", "")
    assert event.facts["materials"] == "铜芯线 BV-6 ×2.5米"
    assert MaterialLine.objects.get(sheet=sheet).moves.get().balance == Decimal("7.5")
    assert Callback.objects.filter(ticket=ticket).exists()


@pytest.mark.parametrize(
    ("asked", "fee", "waits"),
    [
        ({"review_all": True}, "", True),
        ({"review_fee_over": Decimal(100)}, "100.00", False),
        ({"review_fee_over": Decimal(100)}, "100.01", True),
        ({"review_share": 100}, "", True),
        ({}, "500", False),
    ],
)
def test_which_reports_are_reviewed(restored, qiang, company, asked, fee, waits):
    ReportRule.objects.create(org=company.org, kind="fault", at=MONDAY_NINE, **asked)

    ticket = report(restored, by=qiang, fee=fee, **said())

    assert (ticket.status == Status.TO_REVIEW) is waits


def test_the_narrowest_rule_holds_alone_and_the_sample_is_the_cases_own(restored, qiang, company, reviewed):
    ReportRule.objects.create(org=company.org, category=company.fault, at=MONDAY_NINE)
    numbers = [Ticket(number=f"CN260316{n:04d}", round=1) for n in range(1000)]

    assert report(restored, by=qiang, **said()).status == Status.RESOLVED
    assert 150 < sum(drawn(one, 20) for one in numbers) < 250
    assert [drawn(one, 20) for one in numbers] == [drawn(one, 20) for one in numbers]


@pytest.fixture
def waiting(restored, qiang, reviewed):
    return report(restored, by=qiang, **said())


def test_a_report_that_waits_has_kept_the_crews_clock_and_the_customer_hears_nothing(waiting, qiang):
    (clock,) = clocks(waiting, "report")

    assert clock.was_kept is True
    assert clocks(waiting, "callback") == []
    assert not Callback.objects.filter(ticket=waiting).exists()
    assert (waiting.handler, waiting.queue.duty, waiting.crew) == (None, "dispatch", qiang.grants.get().unit)


def test_the_callback_begins_when_it_is_approved(waiting, lin, qiang):
    ticket = approve_return(waiting, by=lin, at=MONDAY_NINE + minutes(70))

    (clock,) = clocks(ticket, "callback")
    assert (ticket.status, ticket.handler) == (Status.RESOLVED, qiang)
    assert clock.started_at == MONDAY_NINE + minutes(70)
    assert Callback.objects.filter(ticket=ticket).exists()
    assert ReturnSheet.objects.get(ticket=ticket).reviewed_by == lin


def test_sent_back_it_is_the_crews_again_counted_and_its_clock_runs_anew(waiting, lin, qiang):
    ticket = return_report(waiting, reason="没写更换的型号", by=lin, at=MONDAY_NINE + minutes(60))

    first, second = clocks(ticket, "report")
    assert (ticket.status, ticket.handler, ticket.reworks) == (Status.RESTORED, qiang, 1)
    assert (first.was_kept, second.started_at) == (True, MONDAY_NINE + minutes(60))
    assert qiang.notices.filter(what="return_report").exists()

    again = report(ticket, by=qiang, **said(text="换 DZ47-63", at=MONDAY_NINE + minutes(65)))
    assert again.status == Status.TO_REVIEW
    assert [one.turn for one in again.return_sheets.order_by("turn")] == [1, 2]
    assert close_fails(again, lin)


def close_fails(ticket: Ticket, by: User) -> bool:
    with pytest.raises(Refusal):
        close(ticket, outcome="no_callback", by=by)
    return True


def test_what_the_first_report_took_lies_there_again_when_another_replaces_it(
    restored, qiang, lin, reviewed, stocked, cable
):
    ticket = report(restored, by=qiang, lines=[Used(cable, Decimal(4), stocked)], **said())
    ticket = return_report(ticket, reason="数量不对", by=lin, at=MONDAY_NINE + minutes(60))

    report(ticket, by=qiang, lines=[Used(cable, Decimal(1), stocked)], **said(at=MONDAY_NINE + minutes(62)))

    assert [move.balance for move in stocked.moves.filter(item=cable).order_by("pk")] == [10, 6, 10, 9]


def test_nobody_reviews_their_own_report(restored, lin, guo, reviewed):
    ticket = report(restored, by=lin, **said())

    with pytest.raises(OwnReport):
        approve_return(ticket, by=lin)
    assert approve_return(ticket, by=guo).status == Status.RESOLVED


def test_a_crew_approves_nothing(waiting, qiang, wei):
    with pytest.raises(NotAllowed):
        approve_return(waiting, by=wei)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"fee": "zwölf"}, "fee"), ({"fee": "-1"}, "fee"), ({"fee": "20"}, "receipt"), ({}, "new_serial")],
)
def test_bad_figures_and_what_the_rule_asks_for_are_refused_by_field(restored, qiang, company, wrong, field):
    ReportRule.objects.create(
        org=company.org, asks_receipt=field == "receipt", asks_device=field == "new_serial", at=MONDAY_NINE
    )

    with pytest.raises(Refusal) as refused:
        report(restored, by=qiang, **said(**wrong))

    assert field in refused.value.fields
    assert not ReturnSheet.objects.exists()


def test_a_replay_writes_nothing_twice(restored, qiang, stocked, cable):
    told = said(device=(uuid4(), None), lines=[Used(cable, Decimal(2), stocked)], devices=Devices(new_serial="N-1"))
    report(restored, by=qiang, **told)

    again = report(restored, by=qiang, **told)

    assert (again.status, ReturnSheet.objects.count(), stocked.moves.filter(item=cable).count()) == ("resolved", 1, 2)


def test_without_stock_the_report_stands_and_the_keeper_has_to_clear_it_up(restored, qiang, lin, stocked, cable, meter):
    lines = [Used(cable, Decimal(12), stocked), Used(meter, Decimal(1), stocked, serial="SN-9")]

    ticket = report(restored, by=qiang, lines=lines, **said())

    assert ticket.status == Status.RESOLVED
    assert {(one.item.code, one.quantity) for one in stocked.shortages.select_related("item")} == {
        ("BV-6", 2),
        ("DDZ-1", 1),
    }
    assert stocked.levels.get(item=cable).balance == 0
    assert lin.notices.filter(what="shortage").count() == 2


def test_a_line_of_nothing_or_of_another_company_is_refused(restored, qiang, stocked, cable, company):
    with pytest.raises(Invalid):
        report(restored, by=qiang, lines=[Used(cable, Decimal(0), stocked)], **said())


@pytest.mark.parametrize(
    ("name", "verb", "status", "word"),
    [
        ("report", "report", "to_review", "report"),
        ("callback", "report", "to_review", ""),
        ("callback.floor", "report", "to_review", ""),
        ("callback", "report", "resolved", "report"),
        ("callback", "approve_return", "resolved", "report"),
        ("reply", "approve_return", "resolved", "report"),
        ("review", "report", "to_review", "report"),
        ("review", "report", "resolved", ""),
        ("review", "approve_return", "resolved", "approve_return"),
        ("restore", "report", "to_review", "report"),
    ],
)
def test_what_each_clock_hears_of_a_report(name, verb, status, word):
    assert heard(name, verb, status) == word


def test_the_customer_reads_only_that_supply_is_back(client, waiting):
    assert not Message.objects.filter(template__in=("replied", "survey")).exists()


def test_the_review_desk_gives_the_verdict_and_goes_on(client, waiting, lin, qiang):
    client.force_login(lin)
    page = client.get("/reviews/").content.decode()
    refused = client.post(f"/reviews/{waiting.number}/return_report/", {"reason": "", "version": waiting.version})
    done = client.post(f"/reviews/{waiting.number}/approve_return/", {"version": waiting.version})

    waiting.refresh_from_db()
    assert "表前开关烧坏" in page
    assert (refused.status_code, done["Location"], waiting.status) == (422, "/reviews/?show=report", "resolved")
    client.force_login(qiang)
    assert client.get("/reviews/").status_code == 403


def test_the_ticket_page_reports_with_materials(client, restored, qiang, lin, stocked, cable):
    client.force_login(lin)
    assert "item_0" in client.get(f"/t/{restored.number}/").content.decode()

    posted = {
        "cause": "进户线老化",
        "item_0": str(cable.pk),
        "quantity_0": "3",
        "fee": "8",
        "version": restored.version,
    }
    answer = client.post(f"/t/{restored.number}/report/", posted)

    assert answer.status_code == 302
    assert stocked.levels.get(item=cable).balance == 7
    assert "进户线老化" in client.get(f"/t/{restored.number}/").content.decode()


def test_the_review_is_promised_told_when_it_is_late_and_the_history_agrees(waiting, lin, company):
    """Two hours, our own figure: warned, missed and told to the desk; the callback waits for the verdict."""
    (review,) = clocks(waiting, "review")
    assert (review.promise.code, review.promise.verified) == ("general-fault-review-default", False)
    assert review.due_at == MONDAY_NINE + minutes(50) + timedelta(hours=2)
    at = review.due_at + minutes(1)
    sweep(at=at)
    fan_out(at=at)
    assert {"deadline_missed"} <= set(lin.notices.values_list("what", flat=True))
    assert wrong_clocks(waiting) == []

    level = reclassify(waiting, level="important", reason="用户重要", by=lin, at=at)
    assert not Clock.objects.filter(ticket=level, name="callback").exists(), "nothing has reached the customer yet"
    ticket = approve_return(level, by=lin, at=at)

    assert wrong_clocks(ticket) == []
    assert [one.number for one in prove_all() if one.count and one.number in ("P9", "P11")] == []
