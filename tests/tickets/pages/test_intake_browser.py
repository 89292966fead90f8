"""The counter in a real browser: by keyboard alone, with an input method, and without script."""

import re

import pytest
from playwright.sync_api import Page, expect

from customers.actions import register_customer
from servicedesk.demo import categories
from tests.people import MONDAY_NINE, PASSWORD
from tickets.models import Category, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_KEYS = 20


@pytest.fixture
def hall(company, guifang, flat, min):
    """The categories of a power company's hall, nine on its digits."""
    Category.objects.update(is_active=False)
    categories.load(company.org)


class Hands:
    """Two hands on a keyboard: every key that goes down is counted, no mouse is touched."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1


def sign_in(page: Page, live_server, path: str = "/intake/") -> None:
    page.goto(f"{live_server.url}/sign-in/?next={path}")
    page.fill("[name=login]", "min")
    page.fill("[name=password]", PASSWORD)
    page.click("main button:not([type=button])")
    expect(page.locator("#q")).to_be_focused()


def test_a_walk_in_is_logged_by_keyboard_alone(page, live_server, hall):
    """Goal: at most 20 keys, no click, no page load."""
    sign_in(page, live_server)
    loads = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    hands = Hands(page)

    hands.press(*"6217", "Space", *"cgf", "Enter")
    expect(page.locator("#top-fault")).to_be_focused()
    hands.press("1")
    expect(page.locator("#kind-fault-single")).to_be_focused()
    hands.press("1")
    expect(page.locator("#id_a_neighbours_0")).to_be_focused()
    hands.press("1", "2", "2", "1")
    expect(page.locator("#promises")).to_be_visible()
    with page.expect_popup() as slip:
        hands.press("F9")
    slip.value.close()
    expect(page.locator(".band.ok")).to_be_visible()
    expect(page.locator("#q")).to_be_focused()

    ticket = Ticket.objects.get()
    print(f"keys for a known customer's fault: {hands.keys}, clicks: 0, page loads: {len(loads)}")
    assert re.fullmatch(
        r"邻居是否有电：有电；空气开关：未跳；停电开始：(\d\d-\d\d )?\d\d:\d\d；安全隐患：无", ticket.description
    )
    assert (ticket.contact_name, ticket.address) == ("陈桂芳", "文昌路 86 号 3 幢 2 单元 501")
    assert hands.keys <= MOST_KEYS
    assert loads == []


def test_several_hits_are_chosen_by_a_digit(page, live_server, hall, company):
    register_customer(org=company.org, name="陈国富", phone="13800016217", at=MONDAY_NINE)
    sign_in(page, live_server)
    page.keyboard.type("6217")
    page.keyboard.press("Enter")
    expect(page.locator("#hits [data-key='1']")).to_be_focused()
    page.keyboard.press("2")

    expect(page.locator("#customer .cust")).to_be_visible()


def test_an_input_methods_keys_send_nothing(page, live_server, hall):
    """While a word is being composed, Enter and Ctrl+Enter belong to the input method (keyCode 229)."""
    sign_in(page, live_server)
    page.keyboard.type("6217")
    for target in ("#q", "#id_description", "#id_contact_name"):
        page.focus(target)
        page.evaluate(
            """(where) => {
                const el = document.querySelector(where);
                for (const ctrlKey of [false, true]) {
                    const event = new KeyboardEvent('keydown',
                        {key: 'Enter', code: 'Enter', ctrlKey, bubbles: true, cancelable: true, keyCode: 229, which: 229});
                    el.dispatchEvent(event);
                }
                el.dispatchEvent(new KeyboardEvent('keydown',
                    {key: 'F9', code: 'F9', bubbles: true, cancelable: true, isComposing: true}));
            }""",
            target,
        )
    page.wait_for_timeout(400)

    expect(page.locator("[data-errors]")).to_have_count(0)
    expect(page.locator("#customer .cust")).to_have_count(0)
    assert not Ticket.objects.exists()


def test_a_composition_of_chinese_does_not_submit(page, live_server, hall):
    """The same through the browser's own input-method events."""
    sign_in(page, live_server)
    page.focus("#id_contact_name")
    method = page.context.new_cdp_session(page)
    method.send("Input.imeSetComposition", {"text": "sunxiaomei", "selectionStart": 10, "selectionEnd": 10})
    method.send(
        "Input.dispatchKeyEvent",
        {"type": "rawKeyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229},
    )
    method.send("Input.insertText", {"text": "孙晓梅"})

    expect(page.locator("#id_contact_name")).to_have_value("孙晓梅")
    expect(page.locator("#id_contact_name")).to_be_focused()
    expect(page.locator("[data-errors]")).to_have_count(0)


def test_a_refused_sheet_keeps_what_was_typed_and_takes_the_eye_there(page, live_server, hall):
    sign_in(page, live_server)
    page.fill("#id_description", "家里没电")
    page.keyboard.press("F4")
    page.keyboard.press("1")
    expect(page.locator("#kind-fault-single")).to_be_focused()
    page.keyboard.press("1")
    expect(page.locator("#id_a_neighbours_0")).to_be_focused()
    page.keyboard.press("Control+Enter")

    expect(page.locator("[data-errors]")).to_be_focused()
    expect(page.locator("#id_description")).to_have_value("家里没电")
    page.click("[data-errors] a")
    expect(page.locator("#id_a_neighbours_0")).to_be_focused()


def test_a_description_changed_by_hand_is_never_overwritten(page, live_server, hall):
    sign_in(page, live_server)
    page.keyboard.press("F4")
    page.keyboard.press("1")
    expect(page.locator("#kind-fault-single")).to_be_focused()
    page.keyboard.press("1")
    page.locator("#questions label", has_text="有电").first.click()
    expect(page.locator("#id_description")).to_have_value("邻居是否有电：有电")
    page.fill("#id_description", "老人独居")
    page.locator("#questions label", has_text="未跳").click()
    expect(page.locator("#id_description")).to_have_value("老人独居")

    page.click("[data-remake]")

    expect(page.locator("#id_description")).to_have_value("邻居是否有电：有电；空气开关：未跳")


def test_danger_is_shown_before_anything_is_saved(page, live_server, hall):
    sign_in(page, live_server)
    page.keyboard.press("F4")
    page.keyboard.press("1")
    expect(page.locator("#kind-fault-single")).to_be_focused()
    page.keyboard.press("1")
    expect(page.locator("#hazard")).to_be_hidden()

    page.locator("#questions label", has_text="立即升级").click()

    expect(page.locator("#hazard")).to_be_visible()
    expect(page.locator("#promises + .ms, #preview .ms")).to_be_visible()
    assert not Ticket.objects.exists()


def test_submit_and_print_opens_the_slip_beside_the_blank_sheet(page, live_server, hall):
    sign_in(page, live_server)
    page.keyboard.type("6217")
    page.keyboard.press("Enter")
    expect(page.locator("#top-fault")).to_be_focused()
    page.keyboard.press("2")
    expect(page.locator("#kind-fee-query")).to_be_focused()
    page.keyboard.press("1")
    expect(page.locator("#id_a_period_0")).to_be_focused()
    page.keyboard.press("1")
    with page.context.expect_page() as opened:
        page.keyboard.press("F9")

    expect(opened.value.locator(".no")).to_contain_text(Ticket.objects.get().short_number)
    expect(page.locator(".band.ok")).to_be_visible()


def test_everything_works_without_script(chromium, live_server, hall):
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/sign-in/?next=/intake/")
    page.fill("[name=login]", "min")
    page.fill("[name=password]", PASSWORD)
    page.click("main button:not([type=button])")
    page.fill("#q", "6217")
    page.click(".find .go")
    page.check("#top-fault", force=True)
    page.click("noscript button")
    page.check("#kind-fault-single", force=True)
    page.click("noscript button >> nth=-1")
    for name, value in (("neighbours", "on"), ("breaker", "closed"), ("since", "now"), ("danger", "none")):
        page.check(f"[name=a_{name}][value={value}]", force=True)
    page.click(".foot .btn[data-key='Ctrl+Enter']")

    expect(page.locator(".band.ok")).to_be_visible()
    expect(page.locator(".band.ok")).to_contain_text(Ticket.objects.get().short_number)
    context.close()


def test_a_quick_hand_loses_no_answer(page, live_server, hall):
    """Digits typed before the questions are here are kept and given to them in order."""
    sign_in(page, live_server)
    page.keyboard.press("F4")
    page.evaluate(
        """(digits) => digits.forEach((digit) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown',
            {key: digit, code: 'Digit' + digit, bubbles: true, cancelable: true})))""",
        ["1", "2", "3", "1"],
    )

    expect(page.locator("#kind-fault-building")).to_be_checked()
    expect(page.locator("#id_a_since_2")).to_be_checked()
    expect(page.locator("#id_a_danger_0")).to_be_checked()
    expect(page.locator("#top-fault")).to_be_checked()


def test_the_same_answer_again_goes_on_as_well(page, live_server, hall):
    sign_in(page, live_server)
    page.keyboard.press("F4")
    page.keyboard.press("1")
    expect(page.locator("#kind-fault-single")).to_be_focused()
    page.keyboard.press("F4")
    page.keyboard.press("1")
    expect(page.locator("#kind-fault-single")).to_be_focused()
    page.keyboard.press("2")

    expect(page.locator("#id_a_since_0")).to_be_focused()
