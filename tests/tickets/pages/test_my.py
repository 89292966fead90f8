"""The list of what one person owes."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from servicedesk.lib.ids import uuid7
from tests.people import MONDAY_NINE
from tests.tickets.pages.conftest import shown
from tickets.actions import closing, desk, field, pausing
from tickets.actions.desk import Intake
from tickets.actions.drafting import save_draft
from tickets.mywork import groups_of


@pytest.fixture
def enquiry(company, line):
    """The hotline took it; it waits at the southern hall."""
    asked = Intake(category=company.enquiry, contact_name="孙晓梅", contact_phone="13900001111", channel="hotline")
    return desk.register(asked, unit=company.hall, by=line, at=MONDAY_NINE)


def listed(user) -> dict[str, list[str]]:
    return {group.code: [row.ticket.number for row in group.rows] for group in groups_of(user, at=timezone.now())}


def test_the_first_contact_keeps_the_case_on_the_list_through_every_transfer(min, lin, fault):
    desk.transfer(fault, to=lin, reason="请协调", by=min)

    # Its promises of that Monday are long missed, which the customer has to hear.
    assert listed(min)["tell"] == [fault.number]
    assert listed(lin)["todo"] == [fault.number]


def test_what_waits_at_my_hall_can_be_taken(client, min, enquiry):
    client.force_login(min)
    assert listed(min)["queue"] == [enquiry.number]

    client.post(f"/t/{enquiry.number}/accept/", {"version": enquiry.version})

    assert listed(min)["todo"] == [enquiry.number]
    assert listed(min)["queue"] == []


def test_a_case_stands_in_one_group_only(company, min):
    own = Intake(category=company.enquiry, contact_name="孙晓梅")
    ticket = desk.register(own, unit=company.hall, by=min)

    assert [code for code, numbers in listed(min).items() if ticket.number in numbers] == ["todo"]


def test_what_was_done_today_is_shown_and_what_was_done_before_is_not(company, min, guo):
    own = Intake(category=company.enquiry, contact_name="孙晓梅")
    today = desk.register(own, unit=company.hall, by=min, answer="已解释")
    before = desk.register(own, unit=company.hall, by=min, at=MONDAY_NINE)
    desk.reply(before, text="已解释", by=min, at=MONDAY_NINE)
    closing.close(before, outcome="exempt", reason="客户在场确认", by=guo, at=MONDAY_NINE)

    assert listed(min)["done"] == [today.number]


def test_unread_news_is_counted(client, min, lin, fault, dispatched):
    client.force_login(min)

    assert [row.news for group in groups_of(min, at=timezone.now()) for row in group.rows] == [1]
    assert fault.short_number in shown(client, "/my/")


def test_a_customer_waits_for_a_word_until_somebody_has_reached_them(client, min, lin, qiang, accepted):
    field.send_back(accepted, reason="缺梯车", by=qiang)
    assert (listed(min)["tell"], listed(min)["duty"]) == ([accepted.number], [])
    client.force_login(min)
    assert f"/t/{accepted.number}/?write=call#write" in shown(client, "/my/")

    desk.call(accepted, text="没人接", reached=False, by=lin)
    assert listed(min)["tell"] == [accepted.number]

    desk.call(accepted, text="改派梯车，约一小时到", reached=True, by=lin)
    assert (listed(min)["tell"], listed(min)["duty"]) == ([], [accepted.number])


def test_what_the_first_contact_did_herself_she_has_said_herself(company, min):
    ticket = desk.register(Intake(category=company.enquiry, contact_name="孙晓梅"), unit=company.hall, by=min)
    later = timezone.now() + timedelta(days=2)
    pausing.suspend(ticket, why="customer_papers", proof="缺房产证明", review_at=later, by=min)

    assert not any(row.to_tell for group in groups_of(min, at=timezone.now()) for row in group.rows)


def test_a_supervisor_looks_over_a_shoulder_and_others_do_not(client, guo, lin, min, fault):
    client.force_login(guo)
    page = shown(client, f"/my/?as={min.pk}")
    assert fault.short_number in page
    assert 'data-row-key="t"' not in page

    client.force_login(lin)
    assert client.get(f"/my/?as={min.pk}").status_code == 404


def test_a_colleague_of_another_hall_sees_nothing_of_it(other, fault, enquiry):
    assert not any(listed(other).values())


def test_an_empty_list_says_so(client, other):
    client.force_login(other)

    page = shown(client, "/my/")

    assert page.count('class="pad muted"') == 2


def test_the_list_asks_few_questions_of_the_database(client, company, min, fault, django_assert_max_num_queries):
    for _n in range(8):
        desk.register(Intake(category=company.enquiry, contact_name="孙晓梅"), unit=company.hall, by=min)
    client.force_login(min)

    with django_assert_max_num_queries(22):
        client.get("/my/")


def test_an_unfinished_sheet_waits_on_the_list_and_leads_back_to_the_counter(client, min):
    client.force_login(min)
    with transaction.atomic():
        save_draft({"description": "老人独居"}, sheet=uuid7(), by=min, at=timezone.now())

    assert "/intake/draft/" in shown(client, "/my/")
    assert min.drafts.count() == 1


def test_what_i_follow_has_a_tab_of_its_own(client, fault, second, min, lin, guo):
    fault.watchers.add(lin)
    second.watchers.add(lin)
    desk.withdraw(second, reason="重复", by=guo)
    client.force_login(lin)
    page = client.get("/my/?view=followed").content.decode()

    running, ended = page.split('id="group-ended"')
    assert f"/t/{fault.number}/" in running and f"/t/{second.number}/" in ended
    client.force_login(min)
    assert f"/t/{fault.number}/" not in client.get("/my/?view=followed").content.decode()
