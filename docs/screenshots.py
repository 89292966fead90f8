"""Take the pictures of the README from a running product: `make up`, then `make screenshots`.

BASE_URL (default http://127.0.0.1:8000) and DEMO_PASSWORD say where and with which password; Chromium must be installed.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

BASE = os.environ.get("BASE_URL", "http://127.0.0.1:8000")
PASSWORD = os.environ.get("DEMO_PASSWORD", "")
FOLDER = Path(__file__).resolve().parent / "img"
DESK, PHONE = (1366, 768), (390, 844)
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


def counter(page: Page) -> None:
    """The request of the brochure, filled in by keyboard and not yet submitted."""
    page.keyboard.press("F2")
    page.keyboard.type("6217 cgf")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1500)
    page.keyboard.press("F4")
    for key in "111311":
        page.keyboard.press(key)
        page.wait_for_timeout(500)
    page.wait_for_timeout(1500)


def first_ticket(page: Page) -> None:
    page.locator("table a[href^='/t/']").first.click()
    page.wait_for_load_state()


def first_task(page: Page) -> None:
    page.locator("a.task").nth(1).click()
    page.wait_for_load_state()


SHOTS = (
    ("intake", "clerk", "/intake/", DESK, counter),
    ("board", "supervisor", "/board/", DESK, None),
    ("ticket", "supervisor", "/board/?view=open", DESK, first_ticket),
    ("dispatch", "dispatcher", "/dispatch/", DESK, None),
    ("callback", "callback", "/callback/", DESK, None),
    ("crew", "crew", "/m/", PHONE, first_task),
)


def main() -> int:
    """Take every picture; returns 1 with a sentence if the product does not answer or there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium or not PASSWORD:
        print("Install Chromium and set DEMO_PASSWORD to the password of the demo logins.", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        for name, login, path, (width, height), play in SHOTS:
            context = browser.new_context(
                viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai"
            )
            page = context.new_page()
            page.goto(f"{BASE}/sign-in/?next={path}")
            page.fill("[name=login]", login)
            page.fill("[name=password]", PASSWORD)
            page.click("form button.pri")
            page.wait_for_url(f"**{path}")
            if play:
                play(page)
            page.screenshot(path=FOLDER / f"{name}.png")
            print(name)
            context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
