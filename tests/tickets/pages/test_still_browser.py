"""No row moves under the cursor, however much happens: five events a second for eight seconds."""

import re
import time

import pytest

from tests.people import no_power
from tests.test_axe import enter
from tickets.actions import desk, urging
from tickets.refusals import UrgedAlready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECONDS, APART = 10, 0.2
PLACES = """() => Array.from(document.querySelectorAll('#queue-rows > li, tbody > tr[id]')).map(
    row => [row.id, Math.round(row.getBoundingClientRect().top)])"""
BESIDE = ("/board/?view=all", "/tickets/")


def quickly(route):
    """The same page, asking for news five times as often as it usually would; the mechanism is the page's own."""
    answer = route.fetch()
    body = re.sub(r'data-live-every="\d+"', 'data-live-every="0.4"', answer.text())
    route.fulfill(response=answer, body=body)


def beside(desktop, live_server, path):
    """Another page of the same person, under the cursor too."""
    page = desktop.context.new_page()
    page.route(re.compile(r"/(board|tickets)/(\?.*)?$"), quickly)
    page.goto(live_server.url + path)
    page.hover("tbody > tr:nth-child(3)")
    return page


def test_no_row_moves_while_things_happen(desktop, live_server, company, guifang, flat, min, lin, guo):
    cases = [desk.register(no_power(company, guifang, flat), unit=company.hall, by=min) for _n in range(8)]
    enter(desktop, live_server, "guo")
    others = [beside(desktop, live_server, path) for path in BESIDE]
    stood = [page.evaluate(PLACES) for page in others]
    assert all(len(rows) >= 8 for rows in stood)
    desktop.route(re.compile(r"/dispatch/$"), quickly)
    desktop.goto(f"{live_server.url}/dispatch/")
    desktop.hover("#queue-rows > li:nth-child(3)")
    before, moved, done, began = desktop.evaluate(PLACES), [], 0, time.monotonic()

    while time.monotonic() < began + SECONDS:
        happen(done, cases, company, guifang, flat, min, lin)
        done += 1
        places = desktop.evaluate(PLACES)
        moved += [] if places == before else [places]
        moved += [page.url for page, rows in zip(others, stood, strict=True) if page.evaluate(PLACES) != rows]
        desktop.wait_for_timeout(max(0, (began + done * APART - time.monotonic()) * 1000))

    desktop.wait_for_selector("[data-live-pill='queue-rows']:not([hidden])", timeout=5000)
    assert moved == [], "0 rows move under the cursor"
    assert done > SECONDS, "things did happen"
    desktop.keyboard.press("Period")
    desktop.wait_for_function("n => document.querySelectorAll('#queue-rows > li').length > n", arg=len(before))
    for page in (desktop, *others):  # what it has asked last is answered before the page is gone
        page.unroute_all(behavior="wait")


def happen(n, cases, company, guifang, flat, min, lin):
    """In turn: a new request, a note, an urging, one that leaves the list."""
    case = cases[n % len(cases)]
    if n % 4 == 0:
        desk.register(no_power(company, guifang, flat), unit=company.hall, by=min)
    elif n % 4 == 1:
        desk.note(case, text=f"第 {n} 件事", by=min)
    elif n % 4 == 2:
        try:
            urging.urge(case, by=lin)
        except UrgedAlready:
            desk.note(case, text="又来电", by=lin)
    elif case.is_open and n < 8:
        desk.withdraw(case, reason="来电了", by=min)
        case.refresh_from_db()
