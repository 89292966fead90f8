"""By keyboard alone, with an input method on: keys counted, compositions left alone, scans read past it."""

import pytest
from django.test import Client

from servicedesk.demo import categories
from tickets.models import Category, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_KEYS_UNKNOWN = 60
COMPOSED = {"KeyC", "KeyH", "KeyE", "KeyN"}
COUNT = """
window.pressed = [];
addEventListener('keydown', e => { if (e.isTrusted && !/^(Control|Shift|Alt)/.test(e.code)) pressed.push(e.code); }, true);
"""


@pytest.fixture
def counter(page, live_server, company, flat, min):
    """The clerk's page, with the nine kinds of the demo on their digits; keys are counted."""
    Category.objects.filter(org=company.org).update(is_active=False)
    categories.load(company.org)
    enter(page, live_server, min)
    page.add_init_script(COUNT)
    page.goto(f"{live_server.url}/intake/")
    until(page, "document.activeElement.id === 'q'")
    return page


def enter(page, live_server, user) -> None:
    client = Client()
    client.force_login(user)
    cookies = [{"name": name, "value": cookie.value, "url": live_server.url} for name, cookie in client.cookies.items()]
    page.context.add_cookies(cookies)


def until(page, condition: str) -> None:
    """Wait until something holds on the page; its policy forbids Playwright's own way of polling."""
    for _turn in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def compose(page, text: str) -> None:
    """As an input method does it: keys of no meaning, a growing composition, then the finished characters."""
    cdp = page.context.new_cdp_session(page)
    for letter in "chen":
        key = {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "code": f"Key{letter.upper()}", "key": "Process"}
        cdp.send("Input.dispatchKeyEvent", key)
        cdp.send("Input.imeSetComposition", {"text": letter, "selectionStart": 1, "selectionEnd": 1})
    cdp.send(
        "Input.dispatchKeyEvent",
        {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "code": "Enter", "key": "Process"},
    )
    cdp.send("Input.insertText", {"text": text})


def test_an_unknown_customer_takes_at_most_60_keys(counter):
    page = counter

    page.keyboard.type("13912340000")
    press(page, "Enter")
    page.wait_for_selector("text=/没有找到/")
    press(page, "F4", "1", "1", "1", "2", "2", "1")
    until(page, "document.querySelectorAll('#questions input:checked').length === 4")
    press(page, "Tab")
    compose(page, "文昌路5号2单元")
    press(page, "Tab", "Tab")
    compose(page, "沈红")
    composing = sum(code in COMPOSED for code in page.evaluate("pressed"))
    press(page, "Control+Enter")
    page.wait_for_selector("text=/已受理 \\d{4}-0001/")

    # The keys of a composition stand for what a person presses: three a character, one a digit.
    written = 3 * len("文昌路号单元沈红") + len("52")
    assert len(page.evaluate("pressed")) - composing + written <= MOST_KEYS_UNKNOWN
    ticket = Ticket.objects.get()
    assert (ticket.contact_name, ticket.contact_phone, ticket.address) == ("沈红", "13912340000", "文昌路5号2单元")


def test_a_scan_is_read_past_the_input_method_wherever_the_focus_stands(counter, flat):
    page = counter
    page.focus("#id_description")
    page.keyboard.type("客户说")

    # What an input method makes of the keys stands in the field by the time the scan is over.
    page.evaluate(
        """number => { const at = document.activeElement;
        for (const one of number) at.dispatchEvent(new KeyboardEvent('keydown', {code: 'Digit' + one, key: 'Process', keyCode: 229, bubbles: true})), at.value += '零';
        at.dispatchEvent(new KeyboardEvent('keydown', {code: 'Enter', key: 'Process', keyCode: 229, bubbles: true, cancelable: true})); }""",
        flat.account_number,
    )
    page.wait_for_selector("text=陈*芳")

    assert page.input_value("#id_description") == "客户说"


def test_the_one_box_goes_to_a_page_by_its_initials_and_letters_can_be_switched_off(counter, live_server):
    page = counter
    page.keyboard.press("Control+K")
    page.wait_for_selector("#palette")
    page.keyboard.type("wd")
    page.wait_for_selector("#palette [aria-selected=true] >> text=我的")
    press(page, "Enter")
    page.wait_for_url("**/my/")

    press(page, "g", "i")
    page.wait_for_url("**/intake/")
    page.click(".menu summary")
    page.click(".menu button[name=shortcuts]")
    until(page, "document.body.dataset.shortcuts === 'off'")
    page.evaluate("document.activeElement.blur()")
    press(page, "g", "m")
    press(page, "F2")
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.url.endswith("/intake/")
