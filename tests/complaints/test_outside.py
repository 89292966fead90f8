"""Cases of 12398, 12345 and 12315: one number once a source, more time before their limit, back only with a basis."""

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Notice
from complaints import actions
from complaints.actions import dues, outside
from complaints.models import Due, OuterCase
from complaints.outer_limits import promise_to
from complaints.refusals import NothingWaits
from complaints.steps import Step
from customers.models import Message
from deadlines.actions import revise
from deadlines.lines import write_line
from deadlines.models import Promise
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.complaints.conftest import intake
from tests.people import MONDAY_NINE, minutes
from tickets.lifecycle import Status

LATER = MONDAY_NINE + minutes(200)


@pytest.fixture
def outer(complaint, qian) -> OuterCase:
    ticket = outside.name_outer(complaint, source="12398", number="NEA-77", by=qian, at=MONDAY_NINE + minutes(5))
    return OuterCase.objects.get(ticket=ticket)


@pytest.mark.parametrize(
    ("source", "limit", "due_at"),
    [
        ("12398", "10wd", "2026-03-30 17:30"),
        ("12345", "7d", "2026-03-23 09:05"),
        ("12315", "7wd", "2026-03-25 17:30"),
        ("other", "", "2026-03-23 17:30"),
    ],
)
def test_each_source_has_its_own_clock_by_the_standard_in_force_at_intake(complaint, qian, root, source, limit, due_at):
    """I24: the version is kept with the case; a later one changes nothing of it, and binds the next."""
    outside.name_outer(complaint, source=source, number="N-1", by=qian, at=MONDAY_NINE + minutes(5))
    case = OuterCase.objects.get(ticket=complaint)
    assert f"{timezone.localtime(case.due_at):%Y-%m-%d %H:%M}" == due_at
    assert (case.promise.limit if case.promise else "") == limit
    if case.promise is None:
        return  # by when our own answer is due
    fresh = revise(case.promise, org=complaint.org, by=root, at=LATER, limit="3d")

    case.refresh_from_db()
    assert (case.promise.version, f"{timezone.localtime(case.due_at):%Y-%m-%d %H:%M}") == (1, due_at)
    assert promise_to(complaint, source, at=LATER + minutes(1)) == fresh


def test_what_the_source_itself_said_goes_before_and_lies_ahead(complaint, qian):
    said = MONDAY_NINE + minutes(24 * 60)
    with pytest.raises(Invalid), transaction.atomic():
        outside.name_outer(complaint, source="12345", number="N-1", due_at=MONDAY_NINE, by=qian, at=LATER)

    outside.name_outer(complaint, source="12345", number="N-1", due_at=said, by=qian, at=LATER)

    case = OuterCase.objects.get(ticket=complaint)
    assert (case.promise, case.due_at, case.first_due_at) == (None, said, said)


def test_a_line_of_the_company_decides_by_channel_and_level(complaint, company, qian, root):
    urgent = Promise.objects.get(code="gov-bj-emergency")
    write_line(company.org, by=root, at=MONDAY_NINE, kind="complaint", milestone="outer", channel="12345",
               promise=urgent, order=1)  # fmt: skip

    outside.name_outer(complaint, source="12345", number="N-1", by=qian, at=MONDAY_NINE + minutes(5))

    assert OuterCase.objects.get().due_at == MONDAY_NINE + minutes(125)


def test_a_late_one_is_told_up_once_and_stands_in_the_history(outer, complaint, guo):
    due = Due.objects.get(ticket=complaint, step=Step.OUTER)

    assert [dues.tell_up(due, at=due.due_at + minutes(1)) for _again in range(2)] == [True, False]

    assert complaint.timeline.filter(what="outer_late").count() == 1
    assert Notice.objects.filter(what="complaint_late", user=guo).count() == 1


def test_a_number_is_on_one_complaint_of_its_source(outer, company, min, qian):
    second = actions.register(intake(company), facts=actions.FileFacts(), unit=company.hall, by=min, at=MONDAY_NINE)

    with pytest.raises(Invalid), transaction.atomic():
        outside.name_outer(second, source="12398", number="NEA-77", by=qian)
    outside.name_outer(second, source="12345", number="NEA-77", by=qian)
    with pytest.raises(NothingWaits):
        outside.name_outer(second, source="12345", number="X-1", by=qian)


def test_more_time_is_agreed_before_the_limit_and_the_first_limit_stays(outer, complaint, qian):
    first = outer.due_at
    longer = first + minutes(60 * 48)
    outside.extend_outer(complaint, until=longer, reason="需鉴定，能监办同意", by=qian, at=LATER)

    outer.refresh_from_db()
    assert (outer.first_due_at, outer.due_at, outer.extensions) == (first, longer, 1)
    assert Due.objects.open().get(ticket=complaint, step=Step.OUTER).due_at == longer
    assert "已报转办机关同意" in Message.objects.get(template="outer_extended").text
    with pytest.raises(Invalid), transaction.atomic():
        outside.extend_outer(complaint, until=longer + minutes(9), reason="再延", by=qian, at=longer + minutes(1))


def test_it_goes_back_only_with_a_basis_and_by_a_supervisor(outer, complaint, qian, guo):
    with pytest.raises(NotAllowed), transaction.atomic():
        outside.return_outer(complaint, basis="court", text="已起诉", by=qian, at=LATER)
    with pytest.raises(Invalid), transaction.atomic():
        outside.return_outer(complaint, basis="whim", text="不想办", by=guo, at=LATER)

    ticket = outside.return_outer(complaint, basis="court", text="(2026)鲁02民初1号", by=guo, at=LATER)

    outer.refresh_from_db()
    assert (ticket.status, outer.returned_by, outer.basis) == (Status.WITHDRAWN, guo, "court")
    assert not Due.objects.open().filter(ticket=complaint).exists()


def test_it_is_reported_after_the_answer_and_their_dissatisfied_callback_opens_it_again(answered, qian):
    outside.name_outer(answered, source="12345", number="S-9", by=qian, at=LATER)
    ticket = outside.report_outer(answered, by=qian, at=LATER)
    assert not Due.objects.open().filter(ticket=ticket, step=Step.OUTER).exists()

    again = outside.hear_outer(ticket, heard="dissatisfied", text="称未解决", by=qian, at=LATER + minutes(5))

    assert (again.status, again.round) == (Status.REGISTERED, 2)
    case, first = OuterCase.objects.get(ticket=again), LATER + minutes(7 * 24 * 60)
    assert (case.reported_at, case.first_due_at, case.due_at) == (None, first, first + minutes(5))
    assert Due.objects.open().get(ticket=again, step=Step.OUTER).due_at == case.due_at
