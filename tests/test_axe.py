"""Every page of the main job, empty and full, free of what axe finds against WCAG 2.2 AA."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from tests.people import PASSWORD
from tickets.actions.telling import link_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
PAGES = {
    "min": ["/intake/", "/my/", "/notices/", "/t/{number}/", "/t/{number}/slip/"],
    "lin": ["/dispatch/"],
    "qian": ["/complaints/"],
    "jing": ["/callback/"],
    "guo": ["/board/", "/board/?view=open", "/manage/messages/"],
    "shen": ["/audit/"],
}
PHONE_PAGES = {"qiang": ["/m/", "/m/t/{number}/"]}


def faults_of(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{page.url} {rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


def sign_in(page, live_server, login: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/sign-in/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("form button.pri")
    page.wait_for_load_state()


def walk(page, live_server, pages: dict[str, list[str]], number: str) -> list[str]:
    faults = []
    for login, paths in pages.items():
        sign_in(page, live_server, login)
        for path in paths:
            page.goto(live_server.url + path.format(number=number))
            faults += faults_of(page)
    return faults


def test_the_staff_pages_with_work_on_them(page, live_server, dispatched, min, lin, qian, jing, guo, shen):
    assert walk(page, live_server, PAGES, dispatched.number) == []


def test_the_staff_pages_with_nothing_on_them(page, live_server, company, lin, qian, jing, guo):
    empty = {"lin": ["/dispatch/", "/my/"], "qian": ["/complaints/"], "jing": ["/callback/"], "guo": ["/board/"]}

    assert walk(page, live_server, empty, "") == []


def test_the_phone_pages(phone, live_server, departed, qiang):
    assert walk(phone, live_server, PHONE_PAGES, departed.number) == []


def test_the_customers_page_and_the_door(phone, live_server, departed):
    phone.goto(f"{live_server.url}/s/{link_for(departed, 'progress', at=timezone.now())}/")
    faults = faults_of(phone)
    phone.goto(f"{live_server.url}/sign-in/")

    assert faults + faults_of(phone) == []
