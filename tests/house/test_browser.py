"""The browser that all browser tests stand on."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.browser


def test_a_real_chromium_reaches_the_desk_and_nothing_else(live_server: LiveServer, page: Page) -> None:
    page.goto(f"{live_server.url}/healthz")
    assert page.inner_text("body").strip() == "ok"
    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")
