"""Reports of misconduct: named handlers see and handle them, for everybody else they do not exist."""

from datetime import timedelta

import pytest
from django.db.models import Count
from django.utils import timezone

from accounts.models import Notice
from servicedesk.lib.refusals import NotAllowed
from tests.people import MONDAY_NINE, category, minutes
from tickets import sweep
from tickets.actions import closing, desk, field
from tickets.actions.announce import fan_out
from tickets.duplicates import Asked, hints_for
from tickets.lifecycle import Kind, Status
from tickets.models import Barred, NamedHandler, Ticket
from tickets.refusals import NotYours


def name(person, by, **more):
    facts = {"from_at": MONDAY_NINE - timedelta(days=9), "reason": "纪检岗位"} | more
    return NamedHandler.objects.create(org=person.org, person=person, named_by=by, **facts)


@pytest.fixture
def named(qian, root):
    return name(qian, root)


@pytest.fixture
def report(company, min, named):
    """Somebody who gives no name says that a meter reader takes money."""
    kind = category(company.org, "conduct", "违规违纪", Kind.REPORT)
    intake = desk.Intake(category=kind, description="抄表员收钱改数")
    return desk.register(intake, unit=company.hall, by=min, at=MONDAY_NINE)


def test_it_is_taken_in_without_a_name(report, company):
    assert report.contact_name in ("Anonymous", "匿名")
    assert (report.handler, report.queue) == (None, company.hall)


@pytest.mark.parametrize(
    ("who", "sees"),
    [("qian", True), *((one, False) for one in ("min", "lin", "jing", "guo", "root", "shen", "other", "stranger"))],
)
def test_only_the_named_see_it(client, request, report, who, sees):
    user = request.getfixturevalue(who)
    client.force_login(user)
    pages = [f"/t/{report.number}/", f"/t/{report.number}/why/", f"/t/{report.number}/slip/"]

    assert Ticket.objects.visible_to(user).filter(pk=report.pk).exists() is sees
    assert client.get(pages[0]).status_code == (200 if sees else 404)
    assert sees or {client.get(page).status_code for page in pages} <= {403, 404}
    assert Ticket.objects.visible_to(user).aggregate(n=Count("pk"))["n"] == (1 if sees else 0)


def test_once_the_naming_has_ended_it_is_gone(report, named, qian):
    NamedHandler.objects.filter(pk=named.pk).update(until_at=timezone.now())

    assert not Ticket.objects.visible_to(qian).exists()
    with pytest.raises(NotAllowed):
        field.accept(report, by=qian)


def test_a_named_person_whom_it_is_about_neither_sees_nor_handles_it(report, qian):
    Barred.objects.create(ticket=report, user=qian, org_id=report.org_id)

    assert not Ticket.objects.visible_to(qian).exists()
    with pytest.raises(NotYours):
        field.accept(report, by=qian)


@pytest.mark.parametrize("who", ["min", "guo"])
def test_nobody_else_handles_it_whatever_their_role(request, report, who):
    user = request.getfixturevalue(who)
    for act in (field.accept, lambda ticket, by: desk.reply(ticket, text="…", by=by)):
        with pytest.raises(NotAllowed):
            act(report, by=user)


def test_it_is_passed_on_among_the_named_only(report, qian, lin, guo, root, company):
    for to in (guo, company.complaints):
        with pytest.raises(NotYours):
            desk.transfer(report, to=to, reason="请处理", by=qian)
    name(lin, root)

    assert desk.transfer(report, to=lin, reason="请处理", by=qian).handler == lin


def test_it_is_answered_and_closed_by_the_handler_without_the_callback_desk(report, qian, jing):
    field.accept(report, by=qian, at=MONDAY_NINE + minutes(5))
    ticket = desk.reply(report, text="已立案核查", by=qian, at=MONDAY_NINE + minutes(9))

    assert not ticket.callbacks.exists()
    assert closing.close(ticket, outcome="no_callback", by=qian).status == Status.CLOSED


def test_only_the_named_are_told_of_it(report, qian, guo, lin, min):
    sweep.sweep_all(at=MONDAY_NINE + timedelta(days=30))
    fan_out(at=MONDAY_NINE + timedelta(days=30, minutes=1))

    told = set(Notice.objects.values_list("user__login", flat=True))
    assert told <= {"qian"}
    assert Notice.objects.filter(user=qian, what="register").exists()


def test_no_list_no_count_and_no_board_knows_of_it(client, report, guo, min):
    for user, pages in ((guo, ("/board/", "/reports/kept/", "/my/", "/dispatch/")), (min, ("/my/", "/intake/"))):
        client.force_login(user)
        for page in pages:
            text = client.get(page).content.decode()
            assert report.short_number not in text and report.number not in text, page
            assert "违规违纪：" not in text and "抄表员收钱改数" not in text


def test_the_counter_does_not_learn_that_somebody_has_reported_before(company, report, min, guifang, flat, qian):
    again = desk.Intake(category=report.category, customer=guifang, supply_point=flat)
    desk.register(again, unit=company.hall, by=min, at=MONDAY_NINE + minutes(5))
    asked = Asked.of(desk.register(again, unit=company.hall, by=min, at=MONDAY_NINE + minutes(9)))

    assert hints_for(asked, user=min, at=MONDAY_NINE + minutes(10)) == []
    assert not Ticket.objects.filter(kind=Kind.REPORT, repeats__isnull=False).exists()
