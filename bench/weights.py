"""What a browser fetches when it sees the product for the first time: bytes on the wire and requests, page by page.

The product is started as `make up` starts it, in a folder of its own; Chromium comes with an empty cache for each page.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, CDPSession, sync_playwright

from bench.table import show
from tests.browser import QUIET, program

PASSWORD = "Only-for-the-bench-1"
PATIENCE = 300
MOST_REQUESTS = 6
KB = 1024
# who, page, KB on the wire that it is held to; the customer's page is found on the way
STAFF = (
    ("clerk", "/intake/"),
    ("clerk", "/my/"),
    ("clerk", "{ticket}"),
    ("clerk", "/tickets/"),
    ("supervisor", "/board/"),
    ("dispatcher", "/dispatch/"),
    ("complaints", "/complaints/"),
    ("callback", "/callback/"),
)
PHONE = (("crew", "/m/"), ("crew", "{job}"))
HELD = {"staff": 120, "phone": 60, "public": 30}


@contextmanager
def product() -> Iterator[str]:
    """The product with its demo company; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="weights-") as folder:
        env = os.environ | {"DATA_DIR": folder, "PORT": str(port), "DEMO_PASSWORD": PASSWORD}
        with (Path(folder) / "start.log").open("wb") as log:
            house = subprocess.Popen([sys.executable, "-m", "servicedesk.house"], env=env, stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}/readyz", house)
            yield f"http://127.0.0.1:{port}"
        finally:
            house.send_signal(signal.SIGTERM)
            house.wait(60)


def _wait_for(address: str, house: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and house.poll() is None:
        try:
            with urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(1)
    raise RuntimeError("the product did not get ready")


class Visitor:
    """Somebody with an empty cache."""

    def __init__(self, browser: Browser, base: str, *, phone: bool = False) -> None:
        size = {"width": 390, "height": 844} if phone else {"width": 1366, "height": 768}
        # A worker would answer out of its own store: nothing would be on the wire.
        told: Any = {"viewport": size, "locale": "zh-CN", "service_workers": "block"}
        self.context = browser.new_context(**told)
        self.page, self.base = self.context.new_page(), base

    def sign_in(self, login: str) -> None:
        self.page.goto(f"{self.base}/sign-in/?next=/notices/")
        self.page.fill("[name=login]", login)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("form button.pri")
        self.page.wait_for_load_state()

    def first(self, path: str, selector: str) -> str:
        """The address of the first link on a page that fits."""
        self.page.goto(self.base + path)
        return str(self.page.locator(selector).first.get_attribute("href", timeout=5000))

    def weigh(self, path: str) -> tuple[int, int]:
        """Bytes on the wire and requests of a page that nothing of is known yet."""
        cdp = self.context.new_cdp_session(self.page)
        seen = _listen(cdp)
        cdp.send("Network.clearBrowserCache")
        self.page.goto(self.base + path, wait_until="networkidle")
        cdp.detach()
        return sum(seen.values()), len(seen)


def _listen(cdp: CDPSession) -> dict[str, int]:
    seen: dict[str, int] = {}

    def sent(told: dict[str, Any]) -> None:
        if told["request"]["url"].startswith("http"):
            seen[told["requestId"]] = 0

    def done(told: dict[str, Any]) -> None:
        if told["requestId"] in seen:
            seen[told["requestId"]] = int(told["encodedDataLength"])

    cdp.on("Network.requestWillBeSent", sent)
    cdp.on("Network.loadingFinished", done)
    cdp.send("Network.enable")
    return seen


def weigh_all(browser: Browser, base: str) -> list[tuple[str, object, str]]:
    """A row for each page."""
    rows = []
    for login, path in STAFF:
        visitor = _signed_in(browser, base, login)
        ticket = visitor.first("/my/", "main a[href^='/t/']") if path == "{ticket}" else path
        rows.append(_row("staff", path, *visitor.weigh(ticket)))
    for login, path in PHONE:
        visitor = _signed_in(browser, base, login, phone=True)
        job = visitor.first("/m/", "main a[href^='/m/t/']") if path == "{job}" else path
        rows.append(_row("phone", path, *visitor.weigh(job)))
    stranger = Visitor(browser, base, phone=True)
    rows.append(_row("public", "/help/C1/", *stranger.weigh("/help/C1/")))
    return [*rows, _row("public", "/sign-in/", *Visitor(browser, base).weigh("/sign-in/"))]


def _signed_in(browser: Browser, base: str, login: str, *, phone: bool = False) -> Visitor:
    visitor = Visitor(browser, base, phone=phone)
    visitor.sign_in(login)
    return visitor


def _row(family: str, path: str, size: int, requests: int) -> tuple[str, object, str]:
    held = f"{HELD[family]} KB, {MOST_REQUESTS} requests" if path != "/sign-in/" else ""
    return f"{family} {path}", f"{size / KB:.1f} KB, {requests}", held


def main() -> None:
    """Start the product, weigh its pages, show the table."""
    with product() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=list(QUIET))
        rows = weigh_all(browser, base)
        version = browser.version
        browser.close()
    show("weights", rows, chromium=version, cache="empty")


if __name__ == "__main__":
    main()
