"""The first contact stops its clock; a vain attempt does not."""

import pytest
from django.db import IntegrityError, transaction

from complaints import actions
from complaints.actions import FileFacts
from complaints.models import Complaint
from complaints.refusals import TryAgain
from servicedesk.lib.refusals import NotAllowed
from tests.complaints.conftest import intake
from tests.people import MONDAY_NINE, minutes
from tickets.lifecycle import Status
from tickets.models import Clock, Ticket
from tickets.refusals import Needed, WrongMoment


def contact_clock(ticket):
    return Clock.objects.get(ticket=ticket, name="contact")


def test_reaching_the_complainant_stops_the_clock(contacted, qian):
    file = contacted.complaint

    assert contacted.status == Status.CONTACTED
    assert (file.contacted_at, file.contacted_by) == (MONDAY_NINE + minutes(30), qian)
    assert contact_clock(contacted).was_kept is True


def test_a_vain_attempt_is_a_call_and_the_clock_runs_on(taken, qian):
    ticket = actions.contact(taken, text="无人接听", reached=False, by=qian, at=MONDAY_NINE + minutes(20))

    assert ticket.status == Status.ACCEPTED
    assert ticket.timeline.latest("seq").facts == {"text": "无人接听", "reached": False}
    assert contact_clock(ticket).stopped_at is None
    assert not Complaint.objects.get(ticket=ticket).is_contacted


def test_it_says_what_was_said(taken, qian):
    with pytest.raises(Needed):
        actions.contact(taken, text="  ", by=qian)


def test_it_comes_after_somebody_took_it_on(complaint, qian):
    with pytest.raises(WrongMoment):
        actions.contact(complaint, text="已致歉", by=qian)


def test_a_clerk_does_not_contact(taken, min):
    with pytest.raises(NotAllowed):
        actions.contact(taken, text="已致歉", by=min)


@pytest.mark.parametrize(
    ("facts", "excuse"),
    [(FileFacts(is_secret=True), "secret"), (FileFacts(is_anonymous=True, is_warned=True), "anonymous")],
)
def test_a_secret_or_anonymous_complainant_is_lawfully_left_alone(company, min, qian, facts, excuse):
    ticket = actions.register(intake(company, contact_phone=""), facts=facts, unit=company.hall, by=min)
    ticket = actions.contact(actions.accept(ticket, by=qian), text="客户要求保密，不联系", by=qian)
    file = Complaint.objects.get(ticket=ticket)

    assert (file.no_contact, file.contacted_at, file.is_contacted) == (excuse, None, True)
    assert ticket.timeline.latest("seq").facts["exempt"] == excuse


def test_the_database_wants_a_person_with_the_contact(contacted):
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(ticket=contacted).update(contacted_by=None)


def test_whoever_was_called_in_vain_three_times_in_other_hours_is_given_up_and_the_file_goes_on(client, taken, qian):
    for minute in (10, 20, 130):
        taken = actions.contact(taken, text="无人接听", reached=False, by=qian, at=MONDAY_NINE + minutes(minute))
    with pytest.raises(TryAgain), transaction.atomic():
        actions.contact(taken, text="联系不上", gone=True, by=qian, at=MONDAY_NINE + minutes(140))
    actions.contact(taken, text="关机", reached=False, by=qian, at=MONDAY_NINE + minutes(200))
    client.force_login(qian)

    page = client.get(f"/complaints/{taken.number}/").content.decode()
    told = {"version": Ticket.objects.get(pk=taken.pk).version, "reached": "gone", "text": ""}
    answer = client.post(f"/complaints/{taken.number}/contact/", told)

    assert 'value="gone"' in page and answer.status_code == 302
    file = Complaint.objects.get(ticket=taken)
    assert (file.no_contact, file.contacted_at, file.ticket.status) == ("unreached", None, Status.CONTACTED)
    assert contact_clock(taken).stopped_at is not None
