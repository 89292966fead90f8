"""A person who has never seen the product opens a hall: walked as they would, with clicks and keys counted.

The figures stand in docs/journeys/first-hour.md; a person reads and thinks, for which five seconds are taken a click and
a quarter of a second a key.
"""

import pytest
from django.apps import apps

from accounts.models import User
from deadlines.loading import load_shipped
from onboarding.founding import found
from onboarding.models import Start
from tests.onboarding.test_first_hour import PEOPLE, UNITS
from tickets.models import Ticket
from tickets.moment import database_time

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OWN = "Zheng 2026 goes on holiday"
A_CLICK, A_KEY = 5.0, 0.25


class Walker:
    """Clicks and types, and counts both."""

    def __init__(self, page, at: str) -> None:
        self.page, self.at, self.clicks, self.keys = page, at, 0, 0

    def click(self, what: str) -> None:
        self.clicks += 1
        self.page.click(what)

    def type(self, where: str, text: str) -> None:
        self.clicks, self.keys = self.clicks + 1, self.keys + len(text)
        self.page.fill(where, text)

    def hand_in(self, name: str, text: str) -> None:
        self.clicks += 3  # the button, the file, yes
        self.page.set_input_files("[name=file]", {"name": name, "mimeType": "text/csv", "buffer": text.encode()})


def test_a_hall_is_open_in_under_fifteen_minutes(page, live_server, bare):
    load_shipped(apps)  # a test with real transactions before this one has left what other tests need of it
    boss, password = found(company="滨海燃气", code="BH", admin="郑开", login="zheng", at=database_time())
    me = Walker(page, live_server.url)
    page.goto(f"{me.at}/sign-in/?next=/manage/start/")
    sign_in(me, password)
    me.click("button[name=trade][value=gas]")
    page.wait_for_selector("#loaded", timeout=20_000)
    me.click("a.btn.pri[data-key=n]")
    for name, text in (("units.csv", UNITS), ("people.csv", PEOPLE)):
        me.hand_in(name, text)
        me.click("button[name=table]")
        me.click("form.formfoot button.pri")
        me.click("a.btn.pri[data-key=n]")
    me.click("button[name=go]")
    me.click("form.card button.pri")
    page.wait_for_url("**/passwords/")
    me.click("section.card button.pri")
    page.wait_for_selector("td code")
    assert page.locator("td code").count() == 4
    me.click("nav a")
    me.click("section.card button.pri")
    page.wait_for_selector("#open")

    seconds = me.clicks * A_CLICK + me.keys * A_KEY
    print(f"first hour: {me.clicks} clicks, {me.keys} keys, {seconds / 60:.1f} minutes")
    assert seconds < 15 * 60 and me.clicks <= 40
    assert Start.objects.get().ended_at is not None and Ticket.objects.get().undone_at is not None
    assert User.objects.filter(org=boss.org, is_service=False).count() == 5


def sign_in(me: Walker, password: str) -> None:
    """By the printed password once, then by one of their own."""
    me.type("[name=login]", "zheng")
    me.type("[name=password]", password)
    me.click("form button.pri")
    me.page.wait_for_url("**/sign-in/new-password/")
    for field in me.page.locator("input[type=password]").all():
        me.clicks, me.keys = me.clicks + 1, me.keys + len(OWN)
        field.fill(OWN)
    me.click("form button.pri")
    me.page.wait_for_url("**/manage/start/**")
