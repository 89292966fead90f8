"""A verdict rests on a finding, and where it is upheld somebody answers for it."""

import pytest
from django.db import IntegrityError, transaction

from complaints import actions
from complaints.models import Complaint
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.complaints.conftest import PROOF
from tests.people import MONDAY_NINE, minutes
from tickets.lifecycle import Status
from tickets.refusals import Needed, NotYours, WrongMoment

FOUND = {"verdict": "unfounded", "finding": "录像显示无不当言行", "evidence": PROOF}


def test_the_verdict_is_written_into_the_file_and_the_history(verified, company, qian):
    file = verified.complaint
    told = verified.timeline.get(what="verify").facts

    assert verified.status == Status.VERIFIED
    assert (file.verdict, file.cause, file.responsible_unit) == ("upheld", "attitude", company.hall)
    assert (file.verified_at, file.verified_by) == (MONDAY_NINE + minutes(120), qian)
    assert (told["verdict"], told["text"], told["unit"]) == ("upheld", "录像显示解释时语气生硬", "城南营业厅")


def test_it_can_be_corrected_until_it_is_answered(verified, qian):
    actions.verify(verified, **FOUND, by=qian, at=MONDAY_NINE + minutes(130))

    file = Complaint.objects.get(ticket=verified)
    assert (file.verdict, file.responsible_unit) == ("unfounded", None)
    assert [event.facts["verdict"] for event in verified.timeline.filter(what="verify")] == ["upheld", "unfounded"]


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"finding": " "}, {"finding"}),
        ({"evidence": []}, {"evidence"}),
        ({"verdict": ""}, {"verdict"}),
        ({"verdict": "upheld"}, {"responsible_unit"}),
        ({"verdict": "partly"}, {"responsible_unit"}),
        ({"verdict": "", "finding": ""}, {"verdict", "finding"}),
    ],
)
def test_what_is_missing_is_named(contacted, qian, given, missing):
    with pytest.raises(Needed) as refusal:
        actions.verify(contacted, **(FOUND | given), by=qian)

    assert set(refusal.value.fields) == missing
    assert Complaint.objects.get(ticket=contacted).verdict == ""


def test_a_verdict_that_does_not_exist_is_refused(contacted, qian):
    with pytest.raises(Invalid):
        actions.verify(contacted, verdict="maybe", finding="录像", evidence=PROOF, by=qian)


def test_it_comes_after_the_first_contact(taken, qian):
    with pytest.raises(WrongMoment):
        actions.verify(taken, **FOUND, by=qian)


def test_nobody_finds_on_themselves(contacted, company, qian):
    with pytest.raises(NotYours):
        actions.verify(
            contacted,
            verdict="upheld",
            finding="录像",
            responsible_unit=company.hall,
            responsible_person=qian,
            by=qian,
        )


def test_a_unit_of_another_company_cannot_answer_for_it(contacted, company, qian):
    with pytest.raises(Invalid):
        actions.verify(contacted, **FOUND | {"verdict": "upheld"}, responsible_unit=company.foreign_hall, by=qian)


def test_a_clerk_does_not_verify(contacted, min):
    with pytest.raises(NotAllowed):
        actions.verify(contacted, **FOUND, by=min)


@pytest.mark.parametrize(
    "wrong",
    [
        {"finding": ""},
        {"evidence": []},
        {"verified_at": None},
        {"responsible_unit": None},
        {"contacted_at": None, "contacted_by": None},
    ],
)
def test_the_database_keeps_a_verdict_whole(verified, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(ticket=verified).update(**wrong)
