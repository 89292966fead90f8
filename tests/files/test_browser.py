"""Choosing, photographing and looking at files in a real Chromium."""

import copy

import pytest

from tests.files.samples import picture
from tests.test_axe import enter, faults_of
from tickets.models import Attachment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BRIDGE = "http://127.0.0.1:18181"


@pytest.fixture
def bridge(settings, page):
    """A stand-in for the program of the desk that knows its document camera."""
    settings.DEVICE_BRIDGE_URL = BRIDGE
    policy = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["connect-src"].append(BRIDGE)
    settings.CONTENT_SECURITY_POLICY = policy
    headers = {"Access-Control-Allow-Origin": "*"}
    page.route(
        f"{BRIDGE}/capture", lambda route: route.fulfill(body=picture(), content_type="image/jpeg", headers=headers)
    )


def test_a_paper_under_the_document_camera_is_on_the_ticket(page, live_server, fault, min, bridge):
    enter(page, live_server, "min")
    page.goto(f"{live_server.url}/t/{fault.number}/")
    page.click("#files summary")
    page.set_input_files("#files-in", {"name": "x.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"})
    assert "x.svg" in page.inner_text("#files-in-said"), "told before anything is sent"

    page.click("#files [data-camera]")
    page.click(".cam .btn.pri")
    page.wait_for_function("document.getElementById('files-in').files.length === 1")
    page.click("#files button.pri")
    page.wait_for_selector("#files .papers img")

    row = Attachment.objects.get()
    assert (row.name, row.audience, row.by.login) == ("paper-1.jpg", "internal", "min")
    page.evaluate("scrollTo(0, 0)")
    faults = faults_of(page)
    page.click("#files .papers a")
    page.wait_for_selector(".shown img")
    assert page.evaluate("document.querySelector('.shown img').naturalWidth") == 640
    assert faults + faults_of(page) == []


def test_at_the_counter_a_choice_is_laid_by_at_once(page, live_server, company, min):
    enter(page, live_server, "min")
    page.goto(f"{live_server.url}/intake/")
    page.set_input_files("#papers-in", {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": picture()})

    page.wait_for_selector("#papers .papers img")

    assert Attachment.objects.get().ticket is None
    assert faults_of(page) == []
