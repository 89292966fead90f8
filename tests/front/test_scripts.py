"""The small scripts in a real browser: keys, choices, clocks, forms that go out once."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from playwright.sync_api import Page

from servicedesk.bundles import join
from servicedesk.clockface import time_left

pytestmark = pytest.mark.browser

NINE = datetime(2026, 3, 18, 1, 0, tzinfo=UTC)
FORM = """
<form id="f" method="post"><input id="q" name="q" data-key="F2">
<fieldset data-choice data-key="F4"><legend>Kind</legend>
<label><input type="radio" name="a" value="1" required>one</label><label><input type="radio" name="a" value="2">two</label></fieldset>
<fieldset data-choice><legend>Fuse</legend>
<label><input type="radio" name="b" value="1" required>one</label><label><input type="radio" name="b" value="2">two</label></fieldset>
<textarea id="words" name="w"></textarea>
<button id="save" data-key="F9 Ctrl+Enter">Save</button></form>
<button id="urge" data-key="u">Urge</button>
<button id="shut" data-key="d" aria-disabled="true" aria-describedby="why">Close</button><p id="why">Arrive first</p>
<table><tbody data-list><tr data-row id="r1"><td><input type="checkbox" data-pick></td><td><a href="#1" data-open>one</a></td></tr>
<tr data-row id="r2"><td><input type="checkbox" data-pick></td><td><a href="#2" data-open>two</a></td></tr></tbody></table>
<div data-bulk hidden><b data-bulk-count></b></div><div id="toasts"></div>
"""


def opened(page: Page, body: str, *, language: str = "en", shortcuts: str = "on") -> Page:
    """A page with the staff's script, as the server would have made it at nine."""
    with override(language):
        words = render_to_string("parts/_words.html", {"page_time": NINE})
    page.set_content(f'<html><head>{words}</head><body data-shortcuts="{shortcuts}">{body}</body></html>')
    page.evaluate(
        "window.pressed = []; document.addEventListener('click', e => window.pressed.push(e.target.id));"
        "window.sent = 0; window.addEventListener('submit', e => { window.sent += !e.defaultPrevented; e.preventDefault(); });"
    )
    page.add_script_tag(content=join("bundles/staff.js").decode())
    return page


def focused(page: Page) -> str:
    return page.evaluate("(document.activeElement.id || document.activeElement.name || '')")


def test_function_keys_find_their_places(page):
    opened(page, FORM)

    page.keyboard.press("F2")
    assert focused(page) == "q"
    page.keyboard.press("F4")
    assert focused(page) == "a"
    page.keyboard.press("F9")
    assert page.evaluate("window.pressed").count("save") == 1


def test_letters_act_only_outside_of_writing(page):
    opened(page, FORM)

    page.focus("#words")
    page.keyboard.press("u")
    assert page.input_value("#words") == "u"
    assert page.evaluate("window.pressed") == []
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    assert page.evaluate("window.pressed") == ["urge"]


def test_letters_can_be_turned_off(page):
    opened(page, FORM, shortcuts="off")

    page.keyboard.press("u")
    page.keyboard.press("F2")

    assert page.evaluate("window.pressed") == []
    assert focused(page) == "q"


@pytest.mark.parametrize("sign", ["isComposing: true", "keyCode: 229"])
def test_keys_of_an_input_method_are_left_alone(page, sign):
    """Both signs are needed: some input methods end with an Enter that is marked by its key code only."""
    opened(page, FORM)

    page.evaluate(
        f"document.getElementById('words').dispatchEvent(new KeyboardEvent('keydown',"
        f"{{key: 'Enter', code: 'Enter', ctrlKey: true, bubbles: true, {sign}}}))"
    )
    assert page.evaluate("window.pressed") == []
    page.focus("#words")
    page.keyboard.press("Control+Enter")
    assert page.evaluate("window.pressed") == ["save"]


def test_digits_choose_and_lead_to_the_next_question(page):
    opened(page, FORM)

    page.keyboard.press("F4")
    page.keyboard.press("2")

    assert page.evaluate("document.forms[0].elements.a.value") == "2"
    assert focused(page) == "b"
    page.keyboard.press("1")
    assert page.evaluate("document.forms[0].elements.b.value") == "1"


def test_what_may_not_be_done_says_why(page):
    opened(page, FORM)

    page.keyboard.press("d")

    assert "Arrive first" in page.inner_text("#toasts")
    assert page.evaluate("window.pressed") == []


def test_lists_are_walked_and_picked_by_key(page):
    opened(page, FORM)

    for key in "jjx":
        page.keyboard.press(key)

    assert page.get_attribute("#r2", "class") == "cur sel"
    assert page.inner_text("[data-bulk-count]") == "1"
    page.keyboard.press("k")
    assert "cur" in (page.get_attribute("#r1", "class") or "")


def test_a_form_goes_out_once(page):
    opened(page, FORM.replace(" required", ""))

    for _ in range(3):
        page.click("#save")

    assert page.evaluate("window.sent") == 1
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow'))")
    page.click("#save")
    assert page.evaluate("window.sent") == 2


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_browser_says_what_the_server_says(page, language):
    opened(page, "", language=language)
    seconds = [0, 1, 59, 60, 61, 3599, 3600, 3661, 86399, 86400, 200000, -1, -59, -60, -3600, -3661, -86400, -300000]

    for kind in ("list", "big"):
        said = page.evaluate("([all, kind]) => all.map(s => window.desk.timeLeft(s * 1000, 0, kind))", [seconds, kind])
        with override(language):
            meant = [time_left(NINE + timedelta(seconds=s), NINE, kind) for s in seconds]
        assert said == meant


def test_a_clock_that_runs_out_changes_shape_words_and_colour(page):
    due = (NINE + timedelta(seconds=1)).isoformat()
    soon = (NINE - timedelta(minutes=5)).isoformat()
    opened(
        page,
        f'<span class="st soon" data-clock data-what="Arrive"><svg><use href="/s.svg#half"></use></svg>'
        f'<time data-due="{due}" data-soon="{soon}" data-kind="list"></time></span><div id="toasts"></div>',
    )

    page.wait_for_function("document.querySelector('time').textContent === 'just over'", timeout=5000)

    assert page.get_attribute("[data-clock]", "class") == "st over"
    assert page.get_attribute("use", "href") == "/s.svg#tri"
    assert re.search("Arrive: overdue", page.inner_text("#toasts"))


def test_the_key_sheet_lists_the_keys_of_the_page(page):
    opened(
        page,
        FORM + '<a href="#keys" data-dialog="keys-sheet" data-key="?" data-key-word="Keys">?</a>'
        '<dialog id="keys-sheet"><div data-sheet></div><button data-close>x</button></dialog>',
    )

    page.keyboard.press("?")

    sheet = page.inner_text("[data-sheet]")
    assert "Urge" in sheet
    assert "F9" in sheet
    page.keyboard.press("Escape")
    assert not page.is_visible("[data-sheet]")


def test_g_and_a_letter_go_to_a_place(page):
    opened(page, '<a id="board" href="#board" data-go="b">Board</a><button id="merge" data-key="g">Merge</button>')

    page.keyboard.press("g")
    page.keyboard.press("b")
    assert page.evaluate("window.pressed") == ["board"]
    page.wait_for_timeout(1000)
    page.keyboard.press("g")
    page.wait_for_timeout(1100)
    assert page.evaluate("window.pressed") == ["board", "merge"]


LIVE = """
<button id="pill" data-live-pill="rows" data-key="." hidden><span data-live-count></span></button><b id="n" data-live-also>1</b>
<table><tbody id="rows" data-list data-live="https://desk.test/rows/" data-live-version="1" data-live-every="0.2">{rows}</tbody></table>
"""


def row(name: str, version: int, words: str) -> str:
    return (
        f'<tr id="{name}" data-row data-v="{version}"><td><input type="checkbox" data-pick></td>'
        f'<td><a href="#{name}" data-open>{words}</a></td></tr>'
    )


def test_a_live_list_changes_in_place_and_never_moves_by_itself(page):
    answers = [
        row("new", 1, "new") + row("a", 2, "a changed") + row("b", 2, "b changed") + '<b id="n" data-live-also>2</b>'
    ]

    standing_there = []

    def answer(route):
        if answers and standing_there:
            headers = {"X-Live-Version": "2", "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "*"}
            route.fulfill(status=200, body=answers.pop(), headers=headers | {"Content-Type": "text/html"})
        else:
            route.fulfill(status=204, headers={"Access-Control-Allow-Origin": "*"})

    page.route("https://desk.test/**", answer)
    page.route("https://desk.test/", lambda route: route.fulfill(body="<html></html>", content_type="text/html"))
    page.goto("https://desk.test/")
    opened(page, LIVE.format(rows=row("b", 1, "b") + row("a", 1, "a") + row("gone", 1, "gone")))
    page.check("#a input")
    page.focus("#b a")
    standing_there.append("b")  # the news come only now, however slow the machine is
    page.wait_for_function("document.querySelector('#a a').textContent === 'a changed'")

    assert page.inner_text("#b a") == "b"  # somebody stands on it
    assert page.is_checked("#a input")
    assert page.inner_text("#n") == "2"
    assert page.evaluate("[...document.querySelectorAll('#rows tr')].map(r => r.id)") == ["b", "a", "gone"]
    assert "gone" in (page.get_attribute("#gone", "class") or "")
    assert "4 updates, list not moved" in page.inner_text("#pill")

    page.evaluate("document.activeElement.blur()")
    page.wait_for_function("document.querySelector('#b a').textContent === 'b changed'")
    page.keyboard.press(".")
    assert page.evaluate("[...document.querySelectorAll('#rows tr')].map(r => r.id)") == ["new", "a", "b"]
    assert page.inner_text("#b a") == "b changed"
    assert page.is_checked("#a input")
    assert page.is_hidden("#pill")
