"""A complaint is a ticket with a file, through whichever door it comes in."""

import pytest

from accounts.models import Notice, User
from complaints import actions
from complaints.actions import FileFacts
from complaints.lifecycle import Level, Matter, matter_named_in
from complaints.models import Complaint
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.complaints.conftest import intake
from tests.people import MONDAY_NINE, category, somebody
from tickets.actions import desk
from tickets.lifecycle import Kind, Status
from tickets.models import Barred, Clock, Ticket


def test_ticket_and_file_are_made_together(complaint, company):
    file = complaint.complaint

    assert (complaint.kind, complaint.status, complaint.queue) == (
        Kind.COMPLAINT,
        Status.REGISTERED,
        company.complaints,
    )
    assert (file.org, file.matter, file.verdict, file.contacted_at) == (company.org, Matter.SERVICE, "", None)


def test_it_runs_under_a_contact_clock_and_a_reply_clock(complaint):
    running = Clock.objects.running().filter(ticket=complaint)

    assert {clock.name for clock in running} == {"contact", "reply"}
    assert Clock.objects.get(ticket=complaint, name="contact").limit == "24h"


def test_a_complaint_that_comes_in_by_the_plain_desk_gets_its_file_too(company, min):
    ticket = desk.register(intake(company), unit=company.hall, by=min, at=MONDAY_NINE)

    assert Complaint.objects.get(ticket=ticket).matter == Matter.SERVICE


def test_other_kinds_have_no_file(fault):
    assert not Complaint.objects.exists()


def test_what_the_desk_knows_is_kept(company, min):
    facts = FileFacts(matter=Matter.OUTAGE, is_secret=True)

    ticket = actions.register(intake(company, level=Level.MAJOR), facts=facts, unit=company.hall, by=min)

    assert (ticket.complaint.matter, ticket.complaint.is_secret, ticket.level) == (Matter.OUTAGE, True, Level.MAJOR)


def test_somebody_who_gives_no_name_is_taken_in_as_anonymous(company, min):
    nobody = intake(company, contact_name="", contact_phone="")

    ticket = actions.register(nobody, facts=FileFacts(is_anonymous=True, is_warned=True), unit=company.hall, by=min)

    assert ticket.complaint.is_anonymous
    assert ticket.contact_phone == ""


def test_the_class_is_read_from_the_category(company, min):
    notice = category(company.org, "complaint-outage-notice", "停电未通知", Kind.COMPLAINT)

    ticket = desk.register(intake(company, category=notice), unit=company.hall, by=min)

    assert ticket.complaint.matter == Matter.OUTAGE
    assert matter_named_in("whatever") == Matter.SERVICE


def test_whoever_it_is_about_hears_and_sees_nothing_from_the_first_moment(company, min, qian):
    facts = FileFacts(against=(qian,))

    ticket = actions.register(intake(company), facts=facts, unit=company.hall, by=min, at=MONDAY_NINE)

    assert Barred.objects.get(ticket=ticket).user == qian
    assert not Ticket.objects.visible_to(User.objects.get(pk=qian.pk)).exists()
    assert not Complaint.objects.visible_to(User.objects.get(pk=qian.pk)).exists()
    assert not Notice.objects.filter(user=qian).exists()


def test_a_desk_that_is_complained_of_does_not_get_the_case(company, min):
    """I25: it lies with the company, above the desk, and somebody from outside the desk takes it on."""
    somewhere_else = somebody("yan", "严冬", "complaints", company.org, company.org, "6002")
    facts = FileFacts(against=(company.complaints,))

    ticket = actions.register(intake(company), facts=facts, unit=company.hall, by=min, at=MONDAY_NINE)

    assert ticket.queue == company.org
    assert [event.what for event in ticket.timeline.all()] == ["register", "transfer"]
    assert actions.accept(ticket, by=somewhere_else).handler == somewhere_else


def test_nobody_of_another_company_can_be_named(company, min, stranger):
    with pytest.raises(Invalid):
        actions.register(intake(company), facts=FileFacts(against=(stranger,)), unit=company.hall, by=min)

    assert not Ticket.objects.exists()


def test_it_is_registered_only_where_one_works(company, stranger):
    with pytest.raises(NotAllowed):
        actions.register(intake(company), facts=FileFacts(), unit=company.hall, by=stranger)


def test_the_same_call_of_the_hotline_is_one_complaint(company, line):
    told = intake(company, source="95598", external_number="A-1", digest="d")

    first = actions.register(told, facts=FileFacts(), unit=company.hall, by=line)

    assert actions.register(told, facts=FileFacts(), unit=company.hall, by=line) == first
    assert Complaint.objects.count() == 1
