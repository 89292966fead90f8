"""One real Chromium for the browser tests: found on the machine, never downloaded."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Nothing but this machine can be reached, so a page that asks a stranger for a script shows it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
RESULTS = Path(__file__).resolve().parent.parent / "test-results"


def program() -> str:
    """Chromium's path; without one the test is skipped, or fails where a browser is required."""
    found = next((path for name in NAMES if (path := shutil.which(name))), "")
    if not found and os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail("no Chromium on this machine, and REQUIRE_BROWSER=1", pytrace=False)
    if not found:
        pytest.skip("no Chromium on this machine")
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser itself, started once for each worker."""
    path = program()
    # Playwright keeps an event loop in this thread, which Django would take for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def desktop(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page as wide as a hall's screen."""
    yield from _page(chromium, request, width=1366, height=768)


@pytest.fixture
def phone(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page as narrow as a crew's telephone."""
    yield from _page(chromium, request, width=390, height=844)


@pytest.fixture
def page(desktop: Page) -> Page:
    """The page most tests want."""
    return desktop


def _page(chromium: Browser, request: pytest.FixtureRequest, *, width: int, height: int) -> Iterator[Page]:
    is_served = "live_server" in request.fixturenames
    if is_served:  # set up first, so that the page is gone before the tables are emptied
        request.getfixturevalue("live_server")
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    context.set_default_timeout(10_000)
    page, broken = _watched(context)
    yield page
    if request.session.testsfailed:
        _keep_picture(page, request.node.name)
    context.close()
    if is_served:
        _let_the_server_finish()
    assert not broken, broken


def _let_the_server_finish() -> None:
    """Wait for what the page has asked last (a draft, who else is here): it must not meet the emptying of the tables."""
    end = time.monotonic() + 5
    while time.monotonic() < end and any("process_request" in one.name for one in threading.enumerate()):
        time.sleep(0.01)


def _watched(context: BrowserContext) -> tuple[Page, list[str]]:
    """A page whose script errors and broken content rules fail the test."""
    page, broken = context.new_page(), []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            broken.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: broken.append(str(error)))
    return page, broken


def _keep_picture(page: Page, name: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    page.screenshot(path=RESULTS / f"{name.replace('/', '_')[:100]}.png", full_page=True)
