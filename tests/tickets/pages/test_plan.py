"""The page on which the plan of a ticket is changed: more time, another category, area or level."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.people import category
from tests.tickets.pages.conftest import shown
from tests.tickets.plans import latest
from tickets.actions import desk, extending, field
from tickets.lifecycle import Kind
from tickets.models import Extension, Ticket

SENT = {"name": "reply", "more": "3", "until": "", "why": "material", "reason": "电能表缺货"}


@pytest.fixture
def ticket(company, guifang, flat, min, lin) -> Ticket:
    """An application that was taken in just now and is with the crew."""
    kind = category(company.org, "meter", "换表", Kind.SERVICE)
    category(company.org, "other", "其他业务", Kind.SERVICE)
    intake = desk.Intake(category=kind, customer=guifang, supply_point=flat, contact_phone="13800006217")
    ticket = desk.register(intake, unit=company.hall, by=min)
    return field.dispatch(ticket, crew=company.crew, by=lin)


def send(client, ticket, verb, **told):
    return client.post(f"/t/{ticket.number}/plan/{verb}/", told)


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_more_time_is_asked_for_and_shown_as_waiting(client, ticket, qiang):
    client.force_login(qiang)
    limit = latest(ticket, "reply").limit

    assert send(client, ticket, "extend", **SENT).status_code == 302

    asked = Extension.objects.get()
    assert (asked.why, asked.reason) == ("material", "电能表缺货")
    assert int(asked.limit.removesuffix("wd")) == int(limit.removesuffix("wd")) + 3
    assert "电能表缺货" in shown(client, f"/t/{ticket.number}/plan/")


def test_until_when_becomes_the_least_limit_that_lasts_so_long(client, ticket, qiang):
    client.force_login(qiang)
    wanted = timezone.localtime(latest(ticket, "reply").due_at + timedelta(days=6))

    send(client, ticket, "extend", **SENT | {"more": "", "until": wanted.strftime("%Y-%m-%dT%H:%M")})

    limit = Extension.objects.get().limit
    amount = int(limit.removesuffix("wd"))
    assert int(latest(ticket, "reply").limit.removesuffix("wd")) < amount <= 12


@pytest.mark.parametrize("wrong", [{"more": ""}, {"until": "2030-01-01T09:00"}, {"why": ""}, {"reason": " "}])
def test_what_is_wrong_is_named_and_the_rest_is_kept(client, ticket, qiang, wrong):
    client.force_login(qiang)

    answer = send(client, ticket, "extend", **SENT | {"reason": "电能表缺货"} | wrong)

    assert answer.status_code == 422
    assert "data-errors" in text(answer)
    assert "电能表缺货" in text(answer) or wrong == {"reason": " "}
    assert not Extension.objects.exists()


def test_a_stale_page_is_409_and_keeps_what_was_typed(client, ticket, qiang):
    client.force_login(qiang)

    answer = send(client, ticket, "extend", **SENT, version="1")

    assert answer.status_code == 409
    assert "电能表缺货" in text(answer)
    assert f'name="version" value="{ticket.version}"' in text(answer)


def test_a_mistake_is_taken_back(client, ticket, qiang):
    client.force_login(qiang)
    send(client, ticket, "extend", **SENT)

    assert send(client, ticket, "withdraw_extension", name="reply").status_code == 302
    assert not Extension.objects.waiting().exists()


def test_the_new_times_are_seen_before_saving_and_nothing_is_changed(client, ticket, min):
    client.force_login(min)
    chosen = {"category": ticket.category_id, "area": "rural", "level": "", "reason": ""}

    page = send(client, ticket, "reclassify", **chosen)

    ticket.refresh_from_db()
    assert page.status_code == 200
    assert 'name="save"' in text(page)
    assert (ticket.area, ticket.timeline.filter(what="reclassify").count()) == ("urban", 0)


def test_only_what_was_seen_is_saved(client, ticket, min):
    client.force_login(min)
    chosen = {"category": ticket.category_id, "area": "rural", "level": "", "reason": "地址在镇上", "save": "1"}

    unseen = send(client, ticket, "reclassify", **chosen)
    seen = send(client, ticket, "reclassify", **chosen, seen="meter/rural/")

    ticket.refresh_from_db()
    assert (unseen.status_code, seen.status_code, ticket.area) == (200, 302, "rural")


def test_saving_needs_a_reason_and_keeps_the_choice(client, ticket, min):
    client.force_login(min)
    chosen = {"category": ticket.category_id, "area": "rural", "level": "", "save": "1", "seen": "meter/rural/"}

    answer = send(client, ticket, "reclassify", **chosen, reason="")

    assert answer.status_code == 422
    assert '<option value="rural" selected>' in text(answer)


def test_who_has_not_the_right_reads_why_and_cannot_send(client, ticket, jing):
    client.force_login(jing)

    assert '<form class="pad fields"' not in shown(client, f"/t/{ticket.number}/plan/")
    assert send(client, ticket, "extend", **SENT).status_code == 403


def test_what_is_no_change_of_plan_is_not_found(client, ticket, min):
    client.force_login(min)

    assert send(client, ticket, "approve_extension", name="reply").status_code == 404


def test_others_see_the_request_that_waits(client, ticket, qiang, guo):
    extending.extend(ticket, name="reply", limit="9wd", why="permit", reason="规划审批", by=qiang)
    client.force_login(guo)

    assert "规划审批" in shown(client, f"/t/{ticket.number}/plan/")
