"""Cases of 12398, 12345 and 12315: one number once a source, more time before their limit, back only with a basis."""

import pytest
from django.db import transaction

from complaints import actions
from complaints.actions import outside
from complaints.models import Due, OuterCase
from complaints.refusals import NothingWaits
from complaints.steps import Step
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.complaints.conftest import intake
from tests.people import MONDAY_NINE, minutes
from tickets.lifecycle import Status

LATER = MONDAY_NINE + minutes(200)


@pytest.fixture
def outer(complaint, qian) -> OuterCase:
    ticket = outside.name_outer(complaint, source="12398", number="NEA-77", by=qian, at=MONDAY_NINE + minutes(5))
    return OuterCase.objects.get(ticket=ticket)


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
    assert OuterCase.objects.get(ticket=again).reported_at is None
