"""The callback desk by keys and the rating without script, in a real Chromium."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from surveys.actions.asking import questionnaire_of
from surveys.actions.publishing import keep_draft, publish
from surveys.lifecycle import FIVE_LEVELS
from surveys.models import Callback, Survey
from tests.people import MONDAY_NINE, PASSWORD
from tests.surveys.test_own_questions import OWN
from tickets.actions.telling import link_for
from tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("always")]


@pytest.fixture
def signed_in(live_server, page, jing, repair):
    """陈静 at her desk, two customers to call."""
    for after in (0, 5):
        repair(after=after)
    page.goto(f"{live_server.url}/callback/")
    page.fill("[name=login]", "jing")
    page.fill("[name=password]", PASSWORD)
    page.click("form button.pri")
    page.wait_for_url("**/callback/")
    return page


def test_a_satisfied_customer_takes_two_keys_and_brings_the_next(signed_in):
    first = Ticket.objects.order_by("number").first()
    page = signed_in

    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/callback/[0-9a-f-]{36}/"))

    done = Callback.objects.get(ticket=first)
    assert (done.outcome, done.score) == ("satisfied", 5)
    assert Ticket.objects.exclude(pk=first.pk).get().short_number in page.title()


def test_a_dissatisfied_customer_takes_four(signed_in):
    page = signed_in
    assert not page.is_visible(".why")

    for key in ("4", "r", "1", "Control+Enter"):
        page.keyboard.press(key)
    page.wait_for_url(re.compile(r"/callback/[0-9a-f-]{36}/"))

    done = Callback.objects.exclude(outcome="").get()
    assert (done.outcome, done.score, done.ticket.round) == ("dissatisfied", 2, 2)


def test_the_number_is_shown_in_place(signed_in):
    page = signed_in

    page.keyboard.press("p")
    page.wait_for_selector("a[href='tel:13800006217']")

    page.keyboard.press("6")
    assert page.is_checked("#key-6")


def test_f8_brings_the_other_one(signed_in):
    page = signed_in
    shown = page.title()

    page.keyboard.press("F8")
    page.wait_for_url(re.compile(r"/callback/[0-9a-f-]{36}/"))

    assert page.title() != shown


def test_the_rating_needs_no_script_and_one_tap(live_server, chromium, survey):
    Survey.objects.update(expires_at=timezone.now() + timedelta(days=1))
    token = link_for(survey.ticket, "survey", at=timezone.now(), n=1)
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()

    page.goto(f"{live_server.url}/s/{token}/rate/")
    page.click("button[value='5']")
    page.wait_for_load_state()
    page.fill("[name=comment]", "来得很快")
    page.click(".words button")
    page.wait_for_load_state()
    context.close()

    survey = Survey.objects.get()
    assert (survey.score, survey.comment) == (5, "来得很快")


def test_what_an_answer_leads_to_comes_at_once_and_an_exclusive_one_clears_the_rest(
    live_server, phone, company, root, jing, repair
):
    questionnaire_of(company.org, at=MONDAY_NINE)
    told = {"name": "五级", "purpose": "case", "questions": [*FIVE_LEVELS, *OWN], "by": root, "at": MONDAY_NINE}
    keep_draft(company.org, "five-levels", **told)
    publish(company.org, "five-levels", by=root, at=MONDAY_NINE)
    ticket = repair()
    Survey.objects.update(expires_at=timezone.now() + timedelta(days=1))
    phone.goto(f"{live_server.url}/s/{link_for(ticket, 'survey', at=timezone.now(), n=1)}/rate/")
    phone.click("button[value='5']")
    phone.wait_for_selector("#q-spent")

    phone.click("label:has([value=queue])")
    phone.fill("#q-where textarea", "三号窗")
    phone.click("label:has([value=none])")
    phone.wait_for_selector("#q-where", state="detached")
    assert not phone.is_checked("[value=queue]")
    phone.click("form[data-ask] button.pri")
    phone.wait_for_selector("#q-spent", state="detached")

    assert Survey.objects.get().answers == {"spent": {"chosen": ["none"]}}


def test_the_progress_page_can_urge(live_server, phone, fault):
    """A page that hides its address from other sites must still be able to send its own form."""
    token = link_for(fault, "progress", at=timezone.now(), n=1)
    phone.goto(f"{live_server.url}/s/{token}/")

    phone.click(f"form[action='/s/{token}/urge/'] button")
    phone.wait_for_url(f"**/s/{token}/")

    fault.refresh_from_db()
    assert fault.urges == 1
