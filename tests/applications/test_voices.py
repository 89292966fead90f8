"""Praise reaches whom it is for, a suggestion is decided with reasons, an appeal is judged by somebody else."""

import pytest

from accounts.models import Notice
from applications.actions import voices
from applications.models import Appeal, Praise
from servicedesk.lib.refusals import Invalid
from tests.people import MONDAY_NINE, category, minutes
from tickets.actions import desk
from tickets.lifecycle import Kind, Status
from tickets.models import Ticket
from tickets.refusals import Needed, NotYours, WrongMoment


def take_in(company, kind, by, **more):
    row = category(company.org, kind, str(kind), kind)
    intake = desk.Intake(category=row, contact_name="陈女士", contact_phone="13800006217", **more)
    return desk.register(intake, unit=company.hall, by=by, at=MONDAY_NINE)


@pytest.fixture
def praise(company, min):
    return take_in(company, Kind.PRAISE, min, description="师傅冒雨抢修")


def test_praise_reaches_the_person_their_crew_and_its_leader_and_closes(praise, company, min, qiang, guo):
    ticket = voices.convey(praise, person=qiang, unit=company.crew, by=min, at=MONDAY_NINE + minutes(5))

    assert ticket.status == Status.CLOSED
    assert not ticket.callbacks.exists() and not ticket.surveys.exists()
    assert set(Notice.objects.filter(what="praise").values_list("user__login", flat=True)) >= {"qiang", "guo"}
    assert Praise.objects.get(ticket=ticket).person == qiang


def test_praise_names_somebody_of_the_company(praise, min, company, stranger):
    with pytest.raises(Needed):
        voices.convey(praise, by=min)
    for named in ({"person": stranger}, {"unit": company.org}):
        with pytest.raises(NotYours):
            voices.convey(praise, by=min, **named)


def test_a_suggestion_is_decided_with_a_reason_and_answered(company, min):
    ticket = take_in(company, Kind.SUGGESTION, min)
    with pytest.raises(Needed) as said:
        voices.decide(ticket, adopted=None, reason="", text="", by=min)
    ticket = voices.decide(
        ticket, adopted=True, reason="成本低", text="下月增设饮水机", by=min, at=MONDAY_NINE + minutes(5)
    )

    told = ticket.timeline.get(what="reply")
    assert set(said.value.fields) == {"adopted", "reason", "text"}
    assert (ticket.status, told.facts["adopted"], told.reason) == (Status.RESOLVED, "yes", "成本低")


def test_only_a_suggestion_is_adopted(praise, min):
    with pytest.raises(WrongMoment):
        voices.decide(praise, adopted=True, reason="好", text="好", by=min)


@pytest.fixture
def decided(company, min):
    """王敏 has answered a suggestion; the customer does not agree."""
    return voices.decide(
        take_in(company, Kind.SUGGESTION, min), adopted=False, reason="超出职责", text="无法办理", by=min
    )


@pytest.fixture
def appeal(company, decided, guo):
    ticket = take_in(company, Kind.APPEAL, guo)
    return voices.name_case(ticket, number=decided.number, by=guo, at=MONDAY_NINE + minutes(20))


def test_whoever_decided_the_case_is_kept_away_from_the_appeal(appeal, min, decided):
    assert not Ticket.objects.visible_to(min).filter(pk=appeal.pk).exists()
    with pytest.raises(NotYours):
        voices.judge(appeal, verdict="upheld", text="维持", by=min)
    assert Appeal.objects.get(ticket=appeal).against == decided


def test_a_case_that_is_not_there_is_named_as_such(company, guo):
    ticket = take_in(company, Kind.APPEAL, guo)
    for number in ("CN0000000000", ticket.number):
        with pytest.raises(Invalid):
            voices.name_case(ticket, number=number, by=guo)


def test_it_is_judged_only_once_the_case_is_named(company, guo):
    with pytest.raises(Needed):
        voices.judge(take_in(company, Kind.APPEAL, guo), verdict="upheld", text="维持", by=guo)


def test_a_decision_that_stands_changes_nothing_there(appeal, decided, guo):
    ticket = voices.judge(appeal, verdict="upheld", text="原决定适当", by=guo)

    assert ticket.status == Status.RESOLVED
    assert not Notice.objects.filter(what="appealed").exists()


def test_a_changed_decision_opens_its_case_again(appeal, decided, guo, min):
    voices.judge(appeal, verdict="changed", text="改为采纳", by=guo, reopen=True)

    decided.refresh_from_db()
    assert (decided.status, decided.round) == (Status.REGISTERED, 2)
    assert Notice.objects.filter(user=min, what="appealed").exists()
    assert Appeal.objects.get(ticket=appeal).verdict == "changed"


def test_the_ticket_page_offers_what_its_kind_asks_for(client, praise, company, min, qiang):
    client.force_login(min)
    page = f"/t/{praise.number}/"
    assert f"/voices/{praise.number}/convey/" in client.get(page).content.decode()
    assert client.post(f"/voices/{praise.number}/convey/", {}).status_code == 302
    assert Ticket.objects.get(pk=praise.pk).status != Status.CLOSED
    client.post(f"/voices/{praise.number}/convey/", {"person": str(qiang.pk)})

    assert Ticket.objects.get(pk=praise.pk).status == Status.CLOSED
    assert "李强" in client.get(page).content.decode()
