"""Every page, empty and full, free of what axe finds against WCAG 2.2 AA.

The pages of the staff take turns: a third of them each day, all of them with `FULL=1`.
"""

import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from tests.bulk.test_pages import ODD, hand_in
from tickets.actions import windows
from tickets.actions.telling import link_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    # What is in order is not listed, which is most of the work.
    "resultTypes": ["violations"],
}
PROMISE = "/manage/promises/power-fault-arrive-sgcc-2011-urban/"
PAGES = {
    "min": [
        "/habits/",
        "/intake/",
        "/my/",
        "/notices/",
        "/knowledge/",
        "/knowledge/texts/",
        "/t/{number}/",
        "/t/{number}/slip/",
    ],
    "lin": [
        "/outages/",
        "/outages/?show=map",
        "/outages/new/",
        "/tickets/",
        "/dispatch/",
        "/dispatch/day/",
        "/rota/",
        "/applications/",
        "/filings/",
        "/filings/new/",
        "/misconduct/taken-in/",
        "/upstream/",
        "/handover/",
    ],
    "qian": ["/complaints/analysis/", "/recoveries/", "/complaints/"],
    "jing": ["/calls/", "/calls/back/", "/callback/", "/callback/calendar/", "/callback/summary/"],
    "guo": [
        "/upstream/reconcile/",
        "/board/",
        "/board/?view=open",
        "/manage/walls/",
        "/calls/all/",
        "/manage/calls/",
        "/board/orders/",
        "/visits/",
        "/board/extensions/",
        "/t/{number}/",
        "/t/{number}/plan/",
        "/manage/messages/",
        "/manage/stuck/",
        "/status/",
        "/reports/kept/",
        "/reports/",
        "/reports/?tab=promises",
        "/reports/?tab=volume",
        "/reports/?tab=customer",
        "/reports/behind/?what=cases.own",
        "/reports/measures/",
        "/reports/?tab=indexes",
        "/reports/?tab=keys",
        "/reports/bulletins/",
        "/reports/orders/",
        "/reports/rules/",
        "/t/{number}/why/",
        "/watch/",
        "/recheck/",
        "/hazards/",
        "/supply-security/",
        "/supply-security/new/",
        "/hazards/?show=inspections",
        "/satisfaction/",
        "/satisfaction/halls/",
        "/satisfaction/checks/",
        "/callback/handover/",
        "/manage/questionnaires/five-levels/",
        "/manage/questionnaires/plan/",
        "/reviews/",
        "/appointments/",
        "/stock/",
        "/stock/in/",
        "/stock/places/",
        "/handover/duty/",
        "/handover/past/",
        "/manage/handover/",
        "/qa/",
        "/qa/mine/",
        "/qa/figures/",
        "/qa/draws/",
        "/qa/exams/",
        "/qa/exams/questions/",
        "/qa/training/",
        "/qa/merits/",
        "/qa/rounds/",
        "/qa/projects/",
        "/manage/qa/",
        "/manage/qa/sheets/desk/",
    ],
    "root": [
        "/manage/",
        "/manage/start/trade/",
        "/manage/start/people/",
        "/manage/start/test/",
        "/manage/brand/",
        "/manage/units/",
        "/manage/crews/table/",
        "/manage/texts/",
        "/manage/texts/registered/",
        "/manage/people/",
        "/manage/people/new/",
        "/manage/doors/",
        "/manage/doors/sso/",
        "/manage/retention/?kind=cases&days=1095",
        "/me/security/",
        "/me/factor/",
        "/manage/roles/?role=admin",
        "/manage/changes/",
        "/manage/categories/",
        "/manage/categories/new/",
        "/manage/categories/import/",
        "/manage/categories/halls/",
        "/manage/categories/no-power/",
        "/manage/categories/no-power/history/",
        "/manage/complaints/",
        "/manage/channels/",
        "/manage/windows/",
        "/knowledge/new/",
        "/manage/promises/",
        PROMISE,
        f"{PROMISE}revise/",
        "/manage/promises/lines/new/",
        "/manage/promises/try/?limit=5wd&start=2026-02-13T16:30&other_limit=24h",
        "/manage/calendars/?year=2026",
        "/manage/calendars/cn-office/notice/",
        "/manage/calendars/cn-office/hours/",
        "/manage/figures/",
        "/manage/imports/",
        "/manage/exports/",
        "/manage/doubles/",
        "/manage/watch-rules/",
        "/manage/watch-rules/new/",
        "/manage/rest/",
        "/manage/crews/",
        "/manage/crews/rules/",
        "/manage/crews/phones/",
        "/manage/clients/",
        "/manage/clients/new/",
        "/manage/webhooks/",
        "/manage/upstreams/",
        "/manage/upstreams/new/",
        "/manage/applications/",
        "/manage/handlers/",
        "/manage/sheets/reports/",
        "/manage/sheets/windows/",
        "/manage/outages/",
        "/manage/outages/grid/",
    ],
    "shen": ["/audit/", "/misconduct/readings/"],
}
PHONE_PAGES = {
    "qiang": ["/m/", "/m/t/{number}/", "/m/t/{number}/visit/"],
    "guo": ["/reports/kept/", "/t/{number}/why/"],
    "root": [f"{PROMISE}revise/", "/manage/calendars/?year=2026", "/manage/calendars/cn-office/hours/"],
}


def faults_of(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{page.url} {rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


def enter(page, live_server, login: str) -> None:
    """Be signed in as somebody, without the form and its slow hash: the door has a test of its own."""
    client = Client()
    client.force_login(User.objects.get(login=login))
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": name, "value": cookie.value, "url": live_server.url} for name, cookie in client.cookies.items()]
    )


def todays(paths: list[str]) -> list[str]:
    """Those whose turn it is, the same ones all day."""
    return paths if os.environ.get("FULL") else paths[timezone.localdate().toordinal() % 3 :: 3]


def walk(page, live_server, pages: dict[str, list[str]], number: str) -> list[str]:
    faults = []
    for login, paths in pages.items():
        enter(page, live_server, login)
        for path in paths:
            page.goto(live_server.url + path.format(number=number))
            assert "/sign-in/" not in page.url
            faults += faults_of(page)
    return faults


def test_the_staff_pages_with_work_on_them(page, live_server, dispatched, min, lin, qian, jing, guo, root, shen):
    pages = {login: todays(paths) for login, paths in PAGES.items()}

    assert walk(page, live_server, pages, dispatched.number) == []


def test_the_staff_pages_with_nothing_on_them(page, live_server, company, lin, qian, jing, guo):
    empty = {"lin": ["/dispatch/", "/my/"], "qian": ["/complaints/"], "jing": ["/callback/"], "guo": ["/board/"]}

    assert walk(page, live_server, empty, "") == []


def test_the_page_of_a_file_of_rows(page, phone, live_server, company, root):
    """One good row, two bad ones, its columns told."""
    client = Client()
    client.force_login(root)
    path = hand_in(
        client,
        ODD.replace("用户的户号".encode("gb18030"), "户号".encode("gb18030")),
        way="supply_points.closed",
        hall=str(company.hall.pk),
    ).headers["Location"]
    for reader in (page, phone):
        assert walk(reader, live_server, {"root": [path]}, "") == []
        assert reader.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_phone_pages(phone, live_server, departed, qiang, guo, root):
    assert walk(phone, live_server, PHONE_PAGES, departed.number) == []


def test_the_pad_on_the_desk(phone, live_server, company, root):
    window = windows.open_window(company.hall, name="1", by=root, at=timezone.now())
    phone.goto(f"{live_server.url}/s/{windows.pad_token(window)}/pad/")

    assert faults_of(phone) == []


def test_the_customers_page_and_the_door(phone, live_server, departed):
    phone.goto(f"{live_server.url}/s/{link_for(departed, 'progress', at=timezone.now())}/")
    faults = faults_of(phone)
    phone.goto(f"{live_server.url}/sign-in/")

    assert faults + faults_of(phone) == []


API_PAGES = ("", "?q=tickets+urge", "complaints/", "read/journeys/", "read/client.sh/")


def test_the_api_s_pages_in_both_sizes(page, phone, live_server):
    """Read by engineers who have no name here; "/" leads to the search, and a call is copied with one press."""
    faults = []
    for reader in (page, phone):
        for path in API_PAGES if reader is phone else API_PAGES[2:4]:
            reader.goto(f"{live_server.url}/api/v1/docs/{path}")
            faults += faults_of(reader)
            assert reader.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    reader.keyboard.press("/")

    assert (faults, reader.evaluate("document.activeElement.id")) == ([], "q")
    reader.locator("button[data-copy-from]").first.click()
    expect(reader.locator("button[data-copy-from]").first).to_have_text(re.compile("^(已复制|Copied)$"))
