"""A person who has never seen the product opens a hall: walked as they would, with clicks, keys and pages counted.

What it takes them is reckoned, and printed beside the time that the machine took. The figures of the last walk stand in
docs/journeys/first-hour.md. Another trade: TRADE=water.
"""

import os
import time

import pytest
from django.apps import apps

from accounts.models import Brand, User
from customers.models import Customer
from deadlines.loading import load_shipped
from onboarding.founding import found
from onboarding.models import Start
from tests.onboarding.test_first_hour import CUSTOMERS, PEOPLE, UNITS
from tickets.models import Ticket
from tickets.moment import database_time

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TRADE = os.environ.get("TRADE", "power")
OWN = "Zheng 2026 goes on holiday"
DESK = "名称,编码,类型,职责\n投诉台,XT,台席,complaints\n"
# Seconds: to find what to press and press it; a key; to take in a page one has not seen.
A_CLICK, A_KEY, A_PAGE = 5.0, 0.25, 8.0
# Keys that a sign takes: a Chinese one is typed by its sound and chosen.
CHINESE = 4


def keys_of(text: str) -> int:
    return sum(CHINESE if sign > "\u2fff" else 1 for sign in text)


class Walker:
    """Clicks and types, and counts both; a page counts when its address is new."""

    def __init__(self, page, at: str) -> None:
        self.page, self.at, self.clicks, self.keys, self.began = page, at, 0, 0, time.monotonic()
        self.seen: list[str] = []
        page.on("framenavigated", lambda frame: self.seen.append(frame.url.partition("?")[0]))

    def click(self, what: str) -> None:
        self.clicks += 1
        self.page.click(what)

    def type(self, where: str, text: str) -> None:
        self.clicks, self.keys = self.clicks + 1, self.keys + keys_of(text)
        self.page.fill(where, text)

    def hand_in(self, name: str, text: str) -> None:
        """A table: filled in cell by cell, saved, chosen."""
        self.clicks, self.keys = self.clicks + 3, self.keys + keys_of(text)
        self.page.set_input_files("[name=file]", {"name": name, "mimeType": "text/csv", "buffer": text.encode()})

    def seconds(self) -> float:
        return self.clicks * A_CLICK + self.keys * A_KEY + len(set(self.seen)) * A_PAGE

    def told(self) -> str:
        pages, took = len(set(self.seen)), time.monotonic() - self.began
        reckoned = (
            f"{self.clicks} clicks x {A_CLICK:g} s + {self.keys} keys x {A_KEY:g} s + {pages} pages x {A_PAGE:g} s"
        )
        return (
            f"first hour, {TRADE}: {reckoned} = {self.seconds() / 60:.1f} minutes; the machine itself took {took:.0f} s"
        )


def test_a_hall_is_open_in_under_fifteen_minutes(page, live_server, bare):
    load_shipped(apps)  # a test with real transactions before this one has left what other tests need of it
    boss, password = found(company="我的公司", code="BH", admin="郑开", login="zheng", at=database_time())
    me = Walker(page, live_server.url)
    page.set_default_timeout(60_000)  # what is timed here is the person
    page.goto(f"{me.at}/")
    sign_in(me, password)
    me.type("[name=name]", "滨海公司")
    me.type("[name=hotline]", "96777")
    me.click("button[name=company]")
    me.click(f"button[name=trade][value={TRADE}]")
    page.wait_for_selector("#loaded")
    me.click("a.btn.pri[data-key=n]")
    for name, text in (("units.csv", UNITS + DESK.partition("\n")[2]), ("people.csv", PEOPLE)):
        me.hand_in(name, text)
        me.click("button[name=table]")
        me.click("form.formfoot button.pri")
        me.click("a.btn.pri[data-key=n]")
    bring_customers(me)
    me.click("form.card button.pri")
    page.wait_for_url("**/passwords/")
    me.click("section.card button.pri")
    page.wait_for_selector("td code")
    assert page.locator("td code").count() == 6
    me.click("nav a")
    me.click("section.card button.pri")
    page.wait_for_selector("#open")

    print(me.told())
    assert page.locator("#lacking").count() == 0 and "何派" in page.inner_text("main")
    assert me.seconds() < 15 * 60 and me.clicks <= 45
    assert Start.objects.get().ended_at is not None and Ticket.objects.get().undone_at is not None
    assert Brand.objects.get(unit=boss.org).hotline == "96777" and Customer.objects.count() == 2
    assert User.objects.filter(org=boss.org, is_service=False).count() == 7


def bring_customers(me: Walker) -> None:
    """Customers go to the page of all imports, and the way back stands there."""
    me.hand_in("customers.csv", CUSTOMERS)
    me.click("section.card button.pri")
    me.page.wait_for_url("**/manage/imports/**")
    me.click("main button.pri")
    me.page.wait_for_selector("text=/2/")
    me.click(".crumb a[href='/manage/start/']")
    me.page.wait_for_url("**/manage/start/customers/")
    me.click("button[name=go]")


def sign_in(me: Walker, password: str) -> None:
    """By the printed password once, then by one of their own; what is unfinished opens by itself."""
    me.type("[name=login]", "zheng")
    me.type("[name=password]", password)
    me.click("form button.pri")
    me.page.wait_for_url("**/sign-in/new-password/")
    for field in me.page.locator("input[type=password]").all():
        me.clicks, me.keys = me.clicks + 1, me.keys + len(OWN)
        field.fill(OWN)
    me.click("form button.pri")
    me.page.wait_for_url("**/manage/start/**")
