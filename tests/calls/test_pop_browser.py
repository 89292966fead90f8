"""In a real browser: it comes up within two seconds, without the focus, and never while an input method composes."""

import os
import time

import pytest

from tests.calls.conftest import PHONE
from tests.test_axe import enter, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_it_comes_up_beside_what_somebody_writes(page, live_server, heard, seated, fault, min):
    enter(page, live_server, "min")
    page.goto(f"{live_server.url}/intake/")
    box = page.locator("#id_description")
    box.fill("半层楼")
    box.dispatch_event("compositionstart")
    began = time.monotonic()
    with page.expect_response(lambda answer: "/calls/now/" in answer.url and answer.status == 200):
        heard("c1", "ringing", extension="801")
    page.wait_for_timeout(100)
    assert page.locator(".callstrip .pop1").count() == 0, "an input method composes"
    box.dispatch_event("compositionend")
    strip = page.locator(".callstrip .pop1")
    strip.wait_for()

    assert time.monotonic() - began < 2 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)), "2 s where nobody waits"
    assert page.evaluate("document.activeElement.id") == "id_description"
    assert fault.short_number in strip.inner_text()
    assert PHONE not in page.content()
    assert faults_of(page) == []
    box.press("Alt+t")
    page.wait_for_url("**/intake/?ch=hotline&call=*")
    assert page.locator("#id_contact_phone").input_value() == "138****6217"
    assert PHONE not in page.url
