"""htmx under the product's own content policy: refused forms in place, the CSRF header, an ended session."""

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override
from playwright.sync_api import Page, Route

from servicedesk.bundles import join
from tests.front.test_scripts import NINE

pytestmark = pytest.mark.browser

HOUSE = "https://desk.test"
BODY = """
<form id="f" method="post" action="/save/" hx-post="/save/" hx-target="#f" hx-swap="outerHTML">
<input type="hidden" name="csrfmiddlewaretoken" value="token-of-this-page"><input id="words" name="w">
<button id="save">Save</button></form>
<ul id="list" hx-get="/rows/" hx-trigger="refresh" hx-swap="morph"><li id="one"><input id="typed"><input id="left"></li></ul><div id="toasts"></div>
"""


def policy() -> str:
    told = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(value)}" for name, value in told.items())


def document() -> str:
    with override("en"):
        head = render_to_string("parts/_htmx.html") + render_to_string("parts/_words.html", {"page_time": NINE})
    return (
        f'<!DOCTYPE html><html lang="en"><head>{head}<script src="/staff.js" defer></script></head>'
        f'<body hx-ext="morph">{BODY}</body></html>'
    )


@pytest.fixture
def heard(page: Page) -> list[dict[str, str]]:
    """The requests that reached the house, which answers as each test tells it in `answers`."""
    return []


@pytest.fixture
def house(page: Page, heard: list[dict[str, str]]) -> dict[str, dict[str, object]]:
    answers: dict[str, dict[str, object]] = {
        "/": {"body": document(), "headers": {"Content-Security-Policy": policy(), "Content-Type": "text/html"}},
        "/staff.js": {"body": join("bundles/staff.js").decode(), "content_type": "text/javascript"},
    }

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOUSE)
        heard.append({"path": path, **route.request.headers})
        route.fulfill(**answers.get(path, {"status": 404, "body": ""}))  # type: ignore[arg-type]

    page.route(f"{HOUSE}/**", answer)
    page.goto(f"{HOUSE}/")
    return answers


def test_a_refused_form_comes_back_in_place_with_what_was_typed(page, house, heard):
    house["/save/"] = {
        "status": 422,
        "content_type": "text/html",
        "body": '<form id="f" method="post"><div class="errs" tabindex="-1" data-errors>Look again</div>'
        '<input id="words" value="typed"><button>Save</button></form>',
    }
    page.fill("#words", "typed")
    page.click("#save")
    page.wait_for_selector("[data-errors]")

    assert page.evaluate("document.activeElement.textContent") == "Look again"
    assert page.input_value("#words") == "typed"
    assert heard[-1]["x-csrftoken"] == "token-of-this-page"


def test_an_ended_session_takes_nothing_away(page, house):
    house["/save/"] = {"status": 401, "body": ""}
    page.fill("#words", "typed")
    page.click("#save")
    page.wait_for_selector(".toast")

    assert "You were signed out" in page.inner_text(".toast")
    assert page.input_value("#words") == "typed"
    assert not page.evaluate("document.getElementById('f').dataset.sent")


@pytest.mark.parametrize(
    ("status", "words"),
    [(403, "You may not do this."), (404, "not there any more"), (429, "Too many"), (500, "Not saved")],
)
def test_other_refusals_are_said_and_keep_the_page(page, house, status, words):
    house["/save/"] = {"status": status, "body": "<h1>a whole page</h1>", "content_type": "text/html"}
    page.fill("#words", "typed")
    page.click("#save")
    page.wait_for_selector(".toast.over")

    assert words in page.inner_text(".toast")
    assert page.input_value("#words") == "typed"


def test_a_morphed_list_keeps_the_focus_and_what_was_typed(page, house):
    house["/rows/"] = {
        "content_type": "text/html",
        "body": '<ul id="list"><li id="zero">new</li><li id="one"><input id="typed"><input id="left" value="new"></li></ul>',
    }
    page.fill("#left", "left alone")
    page.fill("#typed", "half a word")
    page.evaluate("document.getElementById('list').dispatchEvent(new Event('refresh'))")
    page.wait_for_selector("#zero")

    assert page.input_value("#typed") == "half a word"
    assert page.input_value("#left") == "left alone"
    assert page.evaluate("document.activeElement.id") == "typed"
