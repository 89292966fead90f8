"""By keyboard alone: three tickets are chased with eight keys; the list stands still; a phone needs no sideways."""

import re

import pytest
from django.utils import timezone

from supervision import walls
from tests.people import minutes, no_power
from tests.test_axe import enter, faults_of
from tickets.actions import desk
from tickets.models import Clock, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def late(company, min, guifang, flat) -> list[Ticket]:
    at = timezone.now()
    made = [desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=at) for _n in range(3)]
    Clock.objects.update(started_at=at - minutes(90), due_at=at - minutes(30))
    return made


def test_three_are_chased_with_eight_keys_and_a_ninth_looks_beside(page, phone, live_server, late, guo):
    enter(page, live_server, "guo")
    page.goto(f"{live_server.url}/board/")
    page.evaluate("window.pressed = 0; addEventListener('keydown', function () { window.pressed += 1; }, true)")

    for key in ("j", "x", "j", "x", "j", "x"):
        page.keyboard.press(key)
    assert page.locator("[data-bulk-count]").text_content() == "3"
    reached = re.findall("[0-9]+", page.locator("[data-bulk-reach]").text_content())
    assert reached == ["0", "0", "1"]  # nobody has them yet; they are of one hall
    page.keyboard.press("u")
    pressed = page.evaluate("window.pressed") + 1
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert pressed <= 8
    assert set(Ticket.objects.values_list("urges", flat=True)) == {1}
    assert int(page.locator("#board-bands [data-left]").text_content() or 9) <= 10
    page.keyboard.press("j")
    page.keyboard.press("Space")
    page.wait_for_selector("#peek section")
    assert faults_of(page) == []
    enter(phone, live_server, "guo")
    phone.goto(f"{live_server.url}/board/")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_wall_screen_is_free_of_faults_and_says_when_it_stands_still(page, live_server, company, late, guo):
    _key, secret = walls.make_wall_key(name="墙", unit=company.org, by=guo, at=timezone.now())
    page.clock.install()
    page.goto(f"{live_server.url}/wall/{secret}/")
    assert faults_of(page) == []
    assert page.locator("[data-stale]").is_hidden()

    page.route("**/wall/**", lambda route: route.abort())
    page.clock.fast_forward(45_000)
    page.locator("[data-stale]").wait_for()
    assert page.locator("[data-page]").nth(1).is_hidden()

    page.unroute("**/wall/**")
    Clock.objects.update(due_at=timezone.now() + minutes(20))
    page.clock.fast_forward(11_000)
    page.locator("#wall[data-late='0']").wait_for()
    page.clock.fast_forward(20_000)
    assert page.locator("[data-page]").nth(1).is_visible()  # nothing is late any more: the pages turn
    assert page.evaluate("getComputedStyle(document.getElementById('wall')).transform") == "none"
    page.clock.fast_forward(600_000)
    assert "1, 2, 0" in page.evaluate("getComputedStyle(document.getElementById('wall')).transform")  # nothing burns in
