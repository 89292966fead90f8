"""Papers are checked at the counter; what is missing is told in one go, and asking twice counts against us."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Notice
from applications import tasks
from applications.actions import papers
from applications.actions.papers import Looked
from applications.models import Application, MissingNotice
from applications.refusals import NothingMissing
from customers.models import Message
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.applications.conftest import GIVEN, with_all_papers
from tests.people import MONDAY_NINE, minutes
from tickets.lifecycle import Status
from tickets.models import Clock, Ticket
from tickets.refusals import Needed, NotYours, Stale, WrongMoment

MISSING = Looked("missing")
BLURRED = Looked("refused", "复印件看不清")


def look(ticket, by, after=5, **more):
    return papers.check(ticket, by=by, at=MONDAY_NINE + minutes(after), **more)


def test_who_applies_decides_which_papers_are_asked_for(transfer, min):
    asked = set(transfer.application.papers.values_list("code", flat=True))
    look(transfer, min, papers={}, applicant="company", by_agent=True)

    assert asked == {"identity", "old-identity", "ownership"}
    assert set(transfer.application.papers.values_list("code", flat=True)) == {
        *("old-identity", "licence", "legal", "ownership", "agent-identity", "proxy")
    }


def test_what_lies_there_already_stays_on_the_list(transfer, min):
    look(transfer, min, papers={"identity": GIVEN})
    look(transfer, min, papers={}, applicant="company")

    assert transfer.application.papers.filter(code="identity", state="given").exists()


@pytest.mark.parametrize(
    ("looked", "refusal"),
    [
        (Looked("refused", " "), Needed),
        (Looked("perhaps"), Invalid),
        (Looked("later"), Invalid),
    ],
)
def test_a_paper_that_cannot_stand_so_is_refused(transfer, min, looked, refusal):
    with pytest.raises(refusal) as said:
        look(transfer, min, papers={"identity": looked})

    assert "identity" in said.value.fields
    assert transfer.application.papers.get(code="identity").state == "missing"


def test_a_paper_may_follow_within_the_days_of_its_type(transfer, min):
    look(transfer, min, papers={"identity": GIVEN, "old-identity": GIVEN, "ownership": Looked("later")})
    ticket = papers.admit(transfer, by=min, at=MONDAY_NINE + minutes(6))

    paper = transfer.application.papers.get(code="ownership")
    assert (ticket.status, paper.due_on.isoformat()) == (Status.PROCESSING, "2026-03-26")


def test_everything_missing_stands_on_one_notice_and_the_clocks_wait(transfer, min):
    look(transfer, min, papers={"identity": BLURRED, "old-identity": GIVEN})
    notice = papers.notify(transfer, by=min, at=MONDAY_NINE + minutes(6))
    transfer.refresh_from_db()

    assert [item["code"] for item in notice.items] == ["identity", "ownership"]
    assert notice.items[0]["reason"] == "复印件看不清"
    assert (notice.n, notice.late, notice.valid_until.isoformat()) == (1, [], "2026-04-15")
    assert transfer.suspended_at is not None
    assert not Clock.objects.running().filter(ticket=transfer).exists()


def test_the_clocks_go_on_when_the_last_missing_paper_is_there(transfer, min):
    papers.notify(transfer, by=min, at=MONDAY_NINE + minutes(6))
    ticket = with_all_papers(transfer, by=min, after=600)

    assert ticket.suspended_at is None
    assert set(Clock.objects.running().filter(ticket=ticket).values_list("name", flat=True)) == {"papers", "reply"}


def test_asking_for_what_could_have_been_asked_the_first_time_counts_against_the_first_clerk(transfer, min, guo):
    look(transfer, min, papers={"identity": GIVEN, "ownership": GIVEN})
    papers.notify(transfer, by=min, at=MONDAY_NINE + minutes(6))
    look(transfer, guo, 700, papers={"old-identity": GIVEN, "ownership": Looked("refused", "已过期")})
    second = papers.notify(transfer, by=guo, at=MONDAY_NINE + minutes(701))

    assert (second.n, second.late, second.against) == (2, ["ownership"], min)
    assert transfer.timeline.filter(what="notify", facts__again=True).count() == 1


def test_the_same_paper_asked_again_or_one_of_another_applicant_counts_against_nobody(transfer, min):
    papers.notify(transfer, by=min, at=MONDAY_NINE + minutes(6))
    look(transfer, min, 600, papers={"identity": BLURRED}, by_agent=True)
    second = papers.notify(transfer, by=min, at=MONDAY_NINE + minutes(601))

    assert {"identity", "proxy"} <= {item["code"] for item in second.items}
    assert (second.late, second.against) == ([], None)


def test_nothing_missing_needs_no_notice(transfer, min):
    with_all_papers(transfer, by=min)
    with pytest.raises(NothingMissing):
        papers.notify(transfer, by=min)


def test_a_notice_is_never_changed(transfer, min):
    notice = papers.notify(transfer, by=min)
    with pytest.raises(DatabaseError), transaction.atomic():
        MissingNotice.objects.filter(pk=notice.pk).update(items=[])


def test_admission_names_every_paper_that_is_missing(transfer, min):
    look(transfer, min, papers={"identity": GIVEN})
    with pytest.raises(Needed) as said:
        papers.admit(transfer, by=min)

    assert set(said.value.fields) == {"old-identity", "ownership"}
    assert Ticket.objects.get(pk=transfer.pk).status == Status.CHECKING


def test_declined_with_grounds_and_the_customer_is_called(transfer, min):
    with pytest.raises(Needed):
        papers.decline(transfer, grounds=" ", by=min)
    ticket = papers.decline(transfer, grounds="该户存在产权纠纷，法院已查封", by=min, at=MONDAY_NINE + minutes(9))

    file = Application.objects.get(ticket=transfer)
    assert (ticket.status, file.declined_by, file.grounds) == (Status.RESOLVED, min, "该户存在产权纠纷，法院已查封")
    assert Clock.objects.get(ticket=transfer, name="reply").was_kept
    assert ticket.callbacks.count() == 1
    transfer.application.papers.update(state="given")
    with pytest.raises(WrongMoment):
        papers.admit(transfer, by=min)


@pytest.mark.parametrize("act", [papers.notify, papers.admit])
def test_who_may_not(transfer, act, lin):
    if act is papers.admit:
        with_all_papers(transfer, by=transfer.first_contact)
    with pytest.raises((NotAllowed, NotYours)):
        act(transfer, by=lin)


def test_what_somebody_else_has_changed_is_not_overwritten(transfer, min):
    seen = transfer.version
    look(transfer, min, papers={"identity": GIVEN})
    with pytest.raises(Stale):
        look(transfer, min, papers={"identity": MISSING}, version=seen)


def test_a_paper_that_was_to_follow_is_asked_for_on_its_day_once(transfer, min):
    look(transfer, min, papers={"identity": GIVEN, "old-identity": GIVEN, "ownership": Looked("later")})
    ticket = papers.admit(transfer, by=min, at=MONDAY_NINE + minutes(6))
    day = MONDAY_NINE + timedelta(days=10)

    assert papers.ask_for_late(ticket, at=day - timedelta(days=1)) == []
    assert [paper.code for paper in papers.ask_for_late(ticket, at=day)] == ["ownership"]
    assert papers.ask_for_late(ticket, at=day + timedelta(days=3)) == []
    text = Message.objects.get(template="paper_late").text
    assert "房屋权属证明" in text or transfer.application.papers.get(code="ownership").name in text
    assert "ownership" not in text
    assert Notice.objects.filter(user=min, what="paper_late").count() == 1

    tasks.late_papers()
    assert Message.objects.filter(template="paper_late").count() == 1
