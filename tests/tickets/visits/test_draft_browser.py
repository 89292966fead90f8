"""The counter in a real browser: the queue on F8, drafts that survive, the undo, a network that is away for a while."""

import pytest
from playwright.sync_api import expect

from tests.people import no_power
from tests.test_axe import enter
from tickets.actions import numbers
from tickets.actions.drafting import drafts_of, words_of
from tickets.models import Ticket, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_morning_at_the_counter(page, live_server, company, guifang, flat, min, line):
    """F8 calls, the first word begins the visit, a reload loses nothing, what was registered is undone and kept."""
    for number in ("A037", "A038"):
        numbers.take_number(company.hall, number=number, by=line)
    enter(page, live_server, "min")
    page.goto(f"{live_server.url}/intake/")
    page.keyboard.press("F8")
    expect(page.locator("#visit-bar")).to_contain_text("A037")

    page.fill("#q", "6217")
    page.keyboard.press("Enter")
    expect(page.locator("#customer .cust")).to_be_visible()
    page.locator("#tops label", has_text="单户无电").click()
    expect(page.locator("#questions")).to_be_visible()
    page.fill("#id_description", "家里没电")
    expect(page.locator("#draft-said")).not_to_be_empty()
    box = page.locator(".foot .pri").bounding_box()
    assert box["y"] + box["height"] <= 768
    assert Visit.objects.get(clerk=min).state == "serving"

    page.reload()
    expect(page.locator("#drafts")).to_contain_text("A037")
    page.keyboard.press("Alt+g")
    expect(page.locator("#id_description")).to_have_value("家里没电")
    for name, value in no_power(company, guifang, flat).answers.items():
        page.locator(f"[name=a_{name}][value={value}]").check(force=True)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".band.ok")).to_be_visible()
    expect(page.locator(".band.ok")).to_contain_text(Ticket.objects.get().short_number)
    expect(page.locator(".band.ok [data-left]")).not_to_be_empty()

    page.keyboard.press("Alt+z")
    expect(page.locator("#id_description")).to_have_value("家里没电")
    assert Ticket.objects.get().undone_at
    page.locator("#id_description").press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#id_description")).to_have_value("")
    page.keyboard.press("Alt+z")
    expect(page.locator("#id_description")).to_have_value("家里没电")


def test_while_the_network_is_away_the_tab_keeps_what_is_written(page, live_server, company, min):
    enter(page, live_server, "min")
    page.goto(f"{live_server.url}/intake/")
    page.context.set_offline(True)
    page.fill("#id_contact_name", "孙晓梅")
    expect(page.locator("#kept-here")).to_be_visible()
    assert drafts_of(min) == []

    page.context.set_offline(False)
    expect(page.locator("#kept-here")).to_be_hidden()

    assert words_of(drafts_of(min)[0])["contact_name"] == "孙晓梅"
    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('draft:'))") == []
