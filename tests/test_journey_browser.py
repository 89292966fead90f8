"""The brochure in a real browser: one walk-in, from the counter to the customer's rating, each step by its own person."""

import re

import pytest
from django.utils import timezone

from accounts.models import Notice
from fieldwork.tasks import tell_assigned
from surveys.models import Survey
from tests.people import PASSWORD
from tickets.actions.telling import link_for
from tickets.lifecycle import Status
from tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("always")]


@pytest.fixture
def as_person(page, live_server):
    """Sign somebody in and open their page, as they would in the morning."""

    def sit_down(login: str, path: str):
        page.context.clear_cookies()
        page.goto(f"{live_server.url}{path}")
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.click("form button.pri")
        page.wait_for_url(f"**{path}")
        return page

    return sit_down


def test_one_request_lives_its_whole_life(as_person, live_server, company, flat, min, lin, qiang, jing, guo):
    counter(as_person("min", "/intake/"))
    ticket = Ticket.objects.get()
    assert (ticket.first_contact, ticket.status) == (min, Status.REGISTERED)

    slip(as_person("min", f"/t/{ticket.number}/slip/"), ticket)
    dispatch_desk(as_person("lin", "/dispatch/"), ticket)
    crews_phone(as_person("qiang", "/m/"), ticket)
    tell_assigned()
    assert first_contact_was_told(min, ticket)

    callback_desk(as_person("jing", "/callback/"), ticket)
    ticket.refresh_from_db()
    assert ticket.status == Status.CLOSED

    customer(as_person("guo", "/board/"), live_server, ticket)
    assert Survey.objects.get(ticket=ticket).score == 5


def counter(page) -> None:
    """By keyboard alone: find her by the last digits and initials, choose, answer, submit."""
    page.keyboard.press("F2")
    page.keyboard.type("6217 cgf")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=陈*芳")
    page.keyboard.press("F4")
    page.keyboard.press("3")
    page.wait_for_selector("text=邻居是否有电")
    page.keyboard.press("1")
    page.keyboard.press("1")
    page.wait_for_selector("#preview >> text=/45/")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=/已受理 \\d{4}-0001/")


def slip(page, ticket: Ticket) -> None:
    """Number, promised time, the clerk's name and number, and a QR code; no full phone."""
    text = page.inner_text("body")
    assert ticket.short_number in text
    assert "王敏" in text
    assert "3017" in text
    assert "13800006217" not in text
    assert page.locator("svg path").count() > 0


def dispatch_desk(page, ticket: Ticket) -> None:
    """One key sends the first suggested crew."""
    page.wait_for_selector(f"text={ticket.short_number}")
    page.keyboard.press("1")
    page.wait_for_selector("text=城南抢修一班")
    page.wait_for_function("() => !document.querySelector('.queue li')")


def crews_phone(page, ticket: Ticket) -> None:
    """One big button a step."""
    page.click(f"text={ticket.short_number}")
    for word in ("接单", "出发", "我已到达", "已恢复"):
        page.locator(".gobtn", has_text=re.compile(word)).click()
        page.wait_for_load_state()
    page.wait_for_selector("#report:not([hidden])")
    page.click("#report .chips label >> nth=0")
    page.click(".gobtn:visible")
    page.wait_for_url("**/m/")
    ticket.refresh_from_db()
    assert ticket.status == Status.RESOLVED


def first_contact_was_told(min, ticket: Ticket) -> bool:
    told = set(Notice.objects.filter(user=min, facts__number=ticket.number).values_list("what", flat=True))
    return {"dispatch", "accept", "depart", "arrive", "restore", "report"} <= told


def callback_desk(page, ticket: Ticket) -> None:
    """Two keys for a satisfied customer."""
    page.wait_for_selector(f"text={ticket.short_number}")
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=/今日|今天/")


def customer(page, live_server, ticket: Ticket) -> None:
    """From the slip's QR code to the rating, without signing in: it was given on the telephone and counts once."""
    page.context.clear_cookies()
    token = link_for(ticket, "progress", at=timezone.now())
    page.goto(f"{live_server.url}/s/{token}/")
    page.click("a[href*='/rate/']")
    assert "非常满意" in page.inner_text("main")
