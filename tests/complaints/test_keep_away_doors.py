"""I25 and I32: whom a complaint is about finds it through no door; a deputy of theirs neither; and somebody has it still."""

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import Absence, Grant, Notice, User
from complaints import actions
from complaints.actions import FileFacts
from complaints.analysis import month_of, taken_in
from complaints.models import Complaint, Coordination, Corrective, Due, Recovery
from surveys import actions as surveys
from surveys.models import Callback
from surveys.refusals import CallbackFirst
from tests.complaints.conftest import approve, intake
from tests.people import MONDAY_NINE, minutes, somebody
from tickets.actions import closing, desk, urging
from tickets.actions.barring import bar
from tickets.actions.spine import database_time
from tickets.models import Ticket
from tickets.refusals import NotYours

LATER = MONDAY_NINE + minutes(300)
SAID = "昨天柜台人员态度生硬"


def hidden(user: User, ticket: Ticket) -> None:
    """Look behind every door that shows cases to this person."""
    client, api = Client(), f"/api/v1/tickets/{ticket.number}/"
    client.force_login(user)
    for page in (f"/t/{ticket.number}/", f"/t/{ticket.number}/peek/", f"/t/{ticket.number}/print/", api):
        assert client.get(page).status_code == 404, page
    for page in (f"/complaints/{ticket.number}/", f"/complaints/{ticket.number}/form/register/"):
        assert client.get(page).status_code in (403, 404), page
    lists = ("/tickets/?state=all", "/my/", "/board/", "/complaints/", "/complaints/analysis/?month=2026-03", "/recoveries/",
             "/callback/", "/callback/calendar/", "/callback/summary/", "/notices/", "/api/v1/tickets/")  # fmt: skip
    for page in lists:
        answer = client.get(page)
        told = answer.content.decode()
        assert answer.status_code in (200, 302, 403) and ticket.short_number not in told and SAID not in told, page
    for words in (ticket.number, ticket.short_number, "态度生硬"):
        for url in ("/search/", "/tickets/find/", "/palette/"):
            answer = client.post(url, {"q": words, "term": words})
            assert answer.status_code != 500 and SAID not in answer.content.decode(), (url, words)
            assert f"/t/{ticket.number}/" not in answer.headers.get("Location", ""), (url, words)
    told = client.post("/tickets/table/", {"query": "state=all", "reason": "月度核对", "format": "csv"})
    assert ticket.number.encode() not in b"".join(told)
    fresh = User.objects.get(pk=user.pk)
    for rows in (Complaint, Corrective, Coordination, Due, Recovery, Callback):
        assert not rows.objects.visible_to(fresh).filter(ticket=ticket).exists(), rows.__name__
    assert ticket not in taken_in(fresh, month_of("2026-03", MONDAY_NINE.date()))


def test_the_person_complained_of_finds_it_through_no_door(verified, guo, qian):
    actions.plan_fix(verified, measure="复盘", owner=qian, by=qian, at=LATER)
    ticket = bar(verified, [guo], at=LATER)

    hidden(guo, ticket)

    assert not Notice.objects.filter(user=guo, at__gte=LATER).exists()


def test_nobody_of_the_only_unit_complained_of_finds_it_nor_calls_back(verified, company, min, jing, qian, guo):
    """The hall took it in, the callback desk is complained of as well: the supervisor calls."""
    answered = actions.reply(approve(verified, by=qian), by=qian, at=MONDAY_NINE + minutes(180))
    ticket = bar(answered, [company.hall, company.callback], at=LATER)
    callback = Callback.objects.get(ticket=ticket)

    for who in (min, jing):
        hidden(who, ticket)
    assert surveys.next_for(User.objects.get(pk=jing.pk), at=LATER) is None
    with pytest.raises(NotYours), transaction.atomic():
        surveys.confirm(callback, score=5, by=jing, at=LATER)
    surveys.confirm(callback, score=5, by=guo, at=LATER)
    assert Ticket.objects.get(pk=ticket.pk).status == "closed"


def test_a_deputy_whom_it_is_about_sees_nothing_of_the_absent_persons_case(taken, company, qian, guo):
    deputy = somebody("he", "何静", "clerk", company.north, company.org, "3099")
    now = database_time()
    Absence.objects.create(org=company.org, person=qian, deputy=deputy, from_at=now - minutes(60),
                           until_at=now + minutes(600), by=guo, made_at=now)  # fmt: skip
    Grant.objects.filter(person=deputy).update(role="complaints")
    deputy = User.objects.get(pk=deputy.pk)
    assert Ticket.objects.visible_to(deputy).filter(pk=taken.pk).exists()

    ticket = bar(taken, [deputy], at=now)

    hidden(deputy, ticket)
    with pytest.raises(NotYours), transaction.atomic():
        actions.contact(ticket, text="已致歉", by=deputy)


def test_they_neither_work_on_it_nor_have_a_part_in_it_nor_decide(verified, company, other, qian, guo):
    ticket = bar(verified, [other, guo], at=LATER)
    for refused in (
        lambda: actions.plan_fix(ticket, measure="复盘", owner=other, by=qian),
        lambda: actions.draft(ticket, text="答复", by=guo),
        lambda: desk.note(ticket, text="备注", by=guo),
        lambda: urging.urge(ticket, text="催", by=guo),
        lambda: desk.transfer(ticket, to=other, reason="请办", by=qian),
    ):
        with pytest.raises(NotYours), transaction.atomic():
            refused()
    answered = actions.reply(approve(verified, by=qian), by=qian, at=LATER)
    for outcome in ("exempt", "satisfied"):
        with pytest.raises((NotYours, CallbackFirst)), transaction.atomic():
            closing.close(answered, outcome=outcome, reason="不必", by=guo)


@pytest.mark.parametrize("whom", ["person", "desk"])
def test_a_complaint_against_the_only_person_on_duty_goes_up_and_is_told_above(company, min, qian, guo, mei, whom):
    """The stated answer: nobody is left at the desk, so the company has it; whoever is above is told and takes it on."""
    facts = FileFacts(against=(qian if whom == "person" else company.complaints,))

    ticket = actions.register(intake(company), facts=facts, unit=company.hall, by=min, at=MONDAY_NINE)

    assert (ticket.handler, ticket.queue) == (None, company.org)
    assert [notice.user for notice in Notice.objects.filter(what="complaint_above")] == [guo]
    assert not Notice.objects.filter(user=qian).exists()
    hidden(qian, ticket)
    assert actions.accept(ticket, by=guo, at=LATER).handler == guo
