"""Once a day both sides are compared: what differs is found, told once, mended with one step, and nothing is done twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hotline.hooks import delivering
from hotline.model_reconcile import Reconciled, Reconciliation
from hotline.model_upstream import UpstreamOrder
from hotline.refusals import NotReadable
from hotline.upstream import deciding, mending, reconciling
from servicedesk.lib.refusals import Invalid
from tests.people import MONDAY_NINE
from tickets.models import Ticket

DOWN = "upstream-orders/"
State = Reconciliation.State


def listed(number: str, **more: object) -> dict[str, object]:
    return {"number": number, "version": 1, "status": "received", "seq": 0, "answer_by": ""} | more


@pytest.fixture
def differing(line, above, message, province, lin):
    """One agrees; one stands otherwise here, one has another limit there, one is not here, one is not there."""
    for number in ("same", "status", "limit", "not-there"):
        line.do(DOWN, message(number=number))
    deciding.accept(UpstreamOrder.objects.get(number="status"), by=lin)
    limit = (timezone.now() + timedelta(hours=9)).replace(microsecond=0)
    province.list = [
        listed("same"),
        listed("status"),
        listed("limit", version=2, answer_by=limit.isoformat()),
        listed("not-here"),
    ]
    province.orders = {
        "limit": message(2, number="limit", answer_by=limit.isoformat()),
        "not-here": message(number="not-here"),
    }
    return above


def compared(above, at=None, **more) -> Reconciliation:
    run = reconciling.begin(above, day=timezone.localdate(), at=at or timezone.now(), **more)
    return reconciling.go_on(run, at=at or timezone.now())


def kinds(run: Reconciliation) -> dict[str, str]:
    return dict(run.rows.values_list("number", "kind"))


def test_each_difference_is_found_and_the_supervisor_is_told_once(differing, guo):
    run = compared(differing)
    reconciling.go_on(run, at=timezone.now())

    assert kinds(run) == {
        "same": "agreed",
        "status": "status",
        "limit": "limit",
        "not-here": "not_here",
        "not-there": "not_there",
    }
    run.refresh_from_db()
    assert (run.state, run.theirs, run.ours, run.agreed) == (State.DONE, 4, 4, 1)
    assert guo.notices.filter(what="upstream_open").count() == 1


def test_all_that_is_safe_is_mended_at_once_and_then_both_sides_agree(differing, province, guo):
    run = compared(differing)
    assert mending.mend_all(run, by=guo, at=timezone.now()) == (3, 1)
    assert mending.mend_all(run, by=guo, at=timezone.now()) == (0, 1)
    assert Ticket.objects.filter(source="95598", external_number="not-here").count() == 1
    delivering.deliver(at=timezone.now())
    (letter,) = [one for one in province.letters if one["what"] == "status"]
    assert (letter["number"], letter["status"]) == ("status", "accepted")
    left = run.rows.open().get()
    with pytest.raises(Invalid):
        mending.mend(left, way="fetched", by=guo, at=timezone.now())
    mending.mend(left, way="explained", reason="省侧已作废", by=guo, at=timezone.now())

    assert not run.rows.open().exists()
    province.list[1]["status"] = "accepted"
    again = compared(differing, by=guo)
    assert (again.round, {kind for number, kind in kinds(again).items() if number != "not-there"}) == (2, {"agreed"})


@pytest.mark.parametrize("mood", ["garbage", "down"])
def test_an_unreadable_list_is_tried_again_later_and_then_given_up_loudly(differing, province, guo, mood):
    province.mood, at = mood, timezone.now()
    run = compared(differing, at=at)
    assert (run.state, run.tries, run.page) == (State.RUNNING, 1, 1)
    for _try in range(reconciling.MOST_TRIES):
        at += timedelta(hours=1)
        run = reconciling.go_on(run, at=at)

    assert (run.state, guo.notices.filter(what="upstream_unread").count()) == (State.FAILED, 1)
    with pytest.raises(NotReadable):
        mending.mend(Reconciled(kind="not_here", number="x", run=run), way="fetched", by=guo, at=at)


def test_a_run_that_was_broken_off_goes_on_at_its_page(differing, province):
    run = reconciling.begin(differing, day=timezone.localdate(), at=timezone.now())
    reconciling.go_on(run, at=timezone.now(), most=1)
    run.refresh_from_db()
    assert (run.state, run.page, len(kinds(run))) == (State.RUNNING, 2, 2)
    reconciling.go_on(run, at=timezone.now())

    assert len(kinds(run)) == 5


@pytest.mark.parametrize(
    "row",
    [
        [],
        {"number": 7},
        listed("a", version=-1),
        listed("a", seq=True),
        listed("a", answer_by="soon"),
        {"number": "a" * 61},
    ],
)
def test_a_list_that_is_none_compares_nothing(above, province, row):
    province.list = [row]
    run = compared(above)

    assert (run.state, run.trouble, run.rows.count()) == (State.RUNNING, "garbage", 0)


def test_the_tick_begins_each_day_once_at_its_hour(above):
    at = MONDAY_NINE  # nine in the morning there
    assert [reconciling.begin_due(at=at) for _ in range(2)] == [1, 0]
    assert Reconciliation.objects.get().day.isoformat() == "2026-03-15"
    above.reconcile_hour = 10
    above.save()
    assert reconciling.begin_due(at=at + timedelta(days=1)) == 0
