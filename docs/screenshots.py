"""Take the pictures of the README and the guides from a running product: `make up`, then `make screenshots`.

BASE_URL (default http://127.0.0.1:8000) and DEMO_PASSWORD say where and with which password; Chromium must be installed.
ONLY=board,wall takes these alone.
"""

import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

BASE = os.environ.get("BASE_URL", "http://127.0.0.1:8000")
PASSWORD = os.environ.get("DEMO_PASSWORD", "")
FOLDER = Path(__file__).resolve().parent / "img"
DESK, PHONE = (1366, 768), (390, 844)
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--lang=zh-CN")
COLOURS = 256


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


def first_row(page: Page) -> None:
    page.locator("main td a").first.click()
    page.wait_for_load_state()


def chosen(page: Page) -> None:
    """Three tickets chosen, as before an urging."""
    for key in "jxjxjx":
        page.keyboard.press(key)


def hung(page: Page) -> None:
    """A new wall screen, as it hangs in the duty room."""
    page.fill("[name=name]", "值班室")
    page.click("main form button.pri")
    page.goto(page.locator("main code").first.inner_text().strip())


def tried(page: Page) -> None:
    """A limit of working days, tried over a weekend."""
    page.fill("[name=limit]", "5wd")
    page.fill("[name=start]", "2026-09-24T16:20")
    page.click("main button.pri")
    page.wait_for_load_state()


def scored(page: Page) -> None:
    """The first items of an inspection with their marks."""
    page.goto(f"{BASE}/qa/next/")
    for key in "j555":
        page.keyboard.press(key)
        page.wait_for_timeout(200)


def told(page: Page) -> None:
    """The bulletin of the last month that was told."""
    page.locator("main a.t1").first.click()
    page.wait_for_load_state()


SHOTS = (
    ("audit", "auditor", "/audit/", DESK, None),
    ("intake", "clerk", "/intake/", DESK, counter),
    ("board", "supervisor", "/board/", DESK, None),
    ("chosen", "supervisor", "/board/", DESK, chosen),
    ("wall", "supervisor", "/manage/walls/", DESK, hung),
    ("ticket", "supervisor", "/board/?view=open", DESK, first_ticket),
    ("dispatch", "dispatcher", "/dispatch/", DESK, None),
    ("handover", "dispatcher", "/handover/", DESK, None),
    ("complaints", "complaints", "/complaints/", DESK, None),
    ("callback", "callback", "/callback/", DESK, None),
    ("calls", "clerk", "/calls/", DESK, None),
    ("crew", "crew", "/m/", PHONE, first_task),
    ("reports", "supervisor", "/reports/?tab=promises", DESK, None),
    ("indexes", "supervisor", "/reports/?tab=indexes", DESK, None),
    ("bulletin", "supervisor", "/reports/bulletins/", DESK, told),
    ("quality", "quality", "/qa/", DESK, scored),
    ("figures", "quality", "/qa/figures/", DESK, None),
    ("settings", "admin", "/manage/", DESK, None),
    ("start", "admin", "/manage/start/trade/", DESK, None),
    ("unit", "admin", "/manage/units/", DESK, first_row),
    ("tried", "admin", "/manage/promises/try/", DESK, tried),
    ("clients", "admin", "/manage/clients/", DESK, first_row),
    ("retention", "admin", "/manage/retention/", DESK, None),
)


def light(picture: Path) -> None:
    """The same picture in a palette: a third of its bytes, and no difference that an eye finds."""
    with Image.open(picture) as whole:
        small = whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(picture, optimize=True)


def main() -> int:
    """Take every picture; returns 1 with a sentence if the product does not answer or there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium or not PASSWORD:
        print("Install Chromium and set DEMO_PASSWORD to the password of the demo logins.", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        only = os.environ.get("ONLY", "").split(",")
        for name, login, path, (width, height), play in SHOTS:
            if only != [""] and name not in only:
                continue
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
            page.wait_for_timeout(600)
            page.screenshot(path=FOLDER / f"{name}.png")
            light(FOLDER / f"{name}.png")
            print(name)
            context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
