"""The paper itself: counted, marked, one for a whole visit, as long as its words, and with every rare character."""

import re
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image, ImageChops

from tests.people import MONDAY_NINE, minutes, no_power
from tests.test_axe import enter, faults_of
from tests.tickets.pages.conftest import shown
from tickets.actions import desk
from tickets.models import Category, Ticket, Visit

MM = 72 / 25.4
RARE = "珺璟昇𠮷"


def test_a_reprint_says_so_and_the_ticket_says_how_often(client, min, fault):
    client.force_login(min)

    first, second = (client.get(f"/t/{fault.number}/slip/").content.decode() for _again in range(2))

    assert "again" not in first
    assert '<p class="mid again">' in second
    fault.refresh_from_db()
    assert fault.slips == 2
    assert "2 次" in shown(client, f"/t/{fault.number}/")


def test_the_categorys_own_words_stand_on_it(client, company, min, guifang, flat):
    Category.objects.filter(pk=company.fault.pk).update(receipt="请在家等候，勿自行合闸。")
    company.fault.refresh_from_db()
    ticket = desk.register(no_power(company, guifang, flat), unit=company.hall, by=min, at=MONDAY_NINE)
    client.force_login(min)

    assert "请在家等候，勿自行合闸。" in shown(client, f"/t/{ticket.number}/slip/")
    assert "请在家等候，勿自行合闸。" in shown(client, f"/t/{ticket.number}/slip/?size=a5")


@pytest.fixture
def of_one_visit(company, min, fault, guifang, flat):
    """A second request of the same customer at the same visit."""
    now = timezone.now()
    state = {"state": "served", "clerk": min, "called_at": now, "began_at": now, "ended_at": now}
    visit = Visit.objects.create(org=company.org, hall=company.hall, day=now.date(), taken_at=now, **state)
    words = {"category": company.enquiry, "customer": guifang, "contact_phone": "13800006217"}
    second = desk.register(desk.Intake(**words), unit=company.hall, by=min, at=MONDAY_NINE + minutes(3))
    Ticket.objects.filter(pk__in=[fault.pk, second.pk]).update(visit=visit)
    return fault, second


def test_what_was_taken_in_at_one_visit_goes_on_one_paper(client, min, of_one_visit):
    first, second = of_one_visit
    client.force_login(min)

    alone = shown(client, f"/t/{first.number}/slip/")
    together = shown(client, f"/t/{first.number}/slip/?visit=1")

    assert second.number not in alone
    assert "?visit=1" in alone
    assert first.number in together
    assert second.number in together
    assert together.count("<svg") == 2, "a code for each"
    second.refresh_from_db()
    assert second.slips == 1


def test_nothing_of_the_visit_that_one_may_not_see(client, min, of_one_visit):
    first, second = of_one_visit
    second.barred.create(org=second.org, user=min)
    client.force_login(min)

    assert second.number not in shown(client, f"/t/{first.number}/slip/?visit=1")


def test_without_a_printer_the_code_is_on_the_screen(client, min, fault, shen):
    client.force_login(min)

    page = shown(client, f"/t/{fault.number}/slip/code/")

    assert '<body class="slip screen">' in page
    assert "陈" not in page
    fault.refresh_from_db()
    assert fault.slips == 0, "no paper"
    client.force_login(shen)
    assert client.get(f"/t/{fault.number}/slip/code/").status_code == 403


def pages_of(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page, in millimetres."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", pdf)
    return [(float(width) / MM, float(height) / MM) for width, height in boxes]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_in_a_browser_the_paper_is_one_page_as_long_as_its_words(page, live_server, min, fault):
    Ticket.objects.filter(pk=fault.pk).update(title=f"单户无电：{RARE}" * 3, contact_name=RARE)
    enter(page, live_server, "min")
    page.goto(f"{live_server.url}/t/{fault.number}/slip/")
    page.wait_for_function("document.styleSheets[document.styleSheets.length-1].cssRules.length > 1")
    faults = faults_of(page)
    height = page.evaluate("document.querySelector('.paper').getBoundingClientRect().height * 25.4 / 96")
    code = page.evaluate("document.querySelector('.qr svg').getBoundingClientRect().width * 25.4 / 96")
    side = page.evaluate("document.querySelector('.qr svg').viewBox.baseVal.width")
    letters = page.evaluate(
        "72 / (parseFloat(getComputedStyle(document.querySelector('.paper')).fontSize) * 25.4 / 96)"
    )
    ((wide, long),) = pages_of(page.pdf(prefer_css_page_size=True))

    assert round(wide) == 80
    assert height - 4 <= long <= height + 1, "neither cut off nor a tail of white paper"
    assert code * (side - 8) / side >= 22, "without its quiet zone"
    assert round(letters) == 24
    assert distinct(page), "every rare character has a picture of its own"
    for size, millimetres in (("a4", (210, 297)), ("a5", (148, 210))):
        page.goto(f"{live_server.url}/t/{fault.number}/slip/?size={size}")
        ((wide, long),) = pages_of(page.pdf(prefer_css_page_size=True))
        assert (round(wide), round(long)) == millimetres
        faults += faults_of(page)
    page.goto(f"{live_server.url}/t/{fault.number}/slip/code/")
    assert page.evaluate("document.querySelector('svg').getBoundingClientRect().width") == 240
    assert faults + faults_of(page) == []


def distinct(page) -> bool:
    """Whether no two rare characters look alike, and none like one that no font has."""
    page.set_viewport_size({"width": 800, "height": 600})
    page.evaluate("document.fonts.load('40px \"Desk Sans SC\"', '珺璟昇𠮷')")
    pictures = []
    for letter in [*RARE, "\U0010fffd"]:
        page.evaluate(
            """letter => {const h = document.querySelector('h1'); h.textContent = letter;
                          h.setAttribute('lang', 'zh-CN');}""",
            letter,
        )
        pictures.append(Image.open(BytesIO(page.locator("h1").screenshot())).convert("L"))
    return all(
        one.size != other.size or ImageChops.difference(one, other).getbbox()
        for n, one in enumerate(pictures)
        for other in pictures[:n]
    )
