"""A case that stands still says so: on its page, in the supervisor's list, and with both verdicts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.people import category, minutes
from tests.tickets.pages.conftest import shown
from tests.tickets.plans import latest
from tickets.actions import desk, field, pausing
from tickets.lifecycle import Kind
from tickets.models import Ticket
from tickets.pauses import unpaused

DAY = timedelta(days=1)


@pytest.fixture
def paused(company, guifang, flat, min, lin, qiang) -> Ticket:
    """An application of two hours ago that has stood still for one."""
    kind = category(company.org, "meter", "换表", Kind.SERVICE)
    intake = desk.Intake(category=kind, customer=guifang, supply_point=flat, contact_phone="13800006217")
    now = timezone.now()
    ticket = desk.register(intake, unit=company.hall, by=min, at=now - minutes(120))
    field.dispatch(ticket, crew=company.crew, by=lin, at=now - minutes(119))
    told = {"why": "customer_papers", "proof": "缺产权证明", "review_at": now + DAY}
    return pausing.suspend(ticket, **told, by=qiang, at=now - minutes(60))


def test_the_page_says_why_until_when_and_who_may_end_it(client, paused, min, guo):
    client.force_login(min)

    page = shown(client, f"/t/{paused.number}/")

    band = page[page.index('class="pausedband"') :][:2500]
    assert "缺产权证明" in band
    assert "李强" in band
    assert guo.name in band
    assert f"/t/{paused.number}/resume/" in band


def test_whoever_may_not_end_it_has_no_button_for_it(client, paused, shen):
    client.force_login(shen)

    assert f'action="/t/{paused.number}/resume/"' not in shown(client, f"/t/{paused.number}/")


def test_the_band_goes_with_the_pause(client, paused, qiang):
    pausing.resume(paused, by=qiang)
    client.force_login(qiang)

    assert "pausedband" not in shown(client, f"/t/{paused.number}/")


def test_supervisors_have_a_list_of_what_stands_still(client, paused, guo):
    client.force_login(guo)

    assert paused.short_number in shown(client, "/board/?view=paused")


def test_a_pause_that_saved_a_promise_shows_in_the_second_verdict(paused, qiang):
    clock = pausing.resume(paused, by=qiang) and latest(paused, "reply")
    clock.stopped_at = clock.due_at
    due = unpaused(clock, at=clock.due_at).due_at

    assert due <= clock.due_at
    assert unpaused(clock, at=clock.due_at).state == ("kept" if due == clock.due_at else "missed")


@pytest.mark.parametrize("page", ["", "why/"])
def test_both_verdicts_stand_on_the_page(client, paused, min, page):
    client.force_login(min)

    assert "不扣" in shown(client, f"/t/{paused.number}/{page}") or "no pause left out" in shown(
        client, f"/t/{paused.number}/{page}"
    )
