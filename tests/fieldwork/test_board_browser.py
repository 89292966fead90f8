"""By keyboard at the dispatch desk: one key sends the chosen job, three send any crew, and the desk is drawn whole."""

import pytest
from django.test import Client

from fieldwork.models import Assignment
from tickets.lifecycle import Status

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_KEYS = 3
COUNT = "window.pressed = 0; addEventListener('keydown', e => { if (e.isTrusted) pressed += 1; }, true);"


@pytest.fixture
def desk(page, live_server, lin, fault):
    client = Client()
    client.force_login(lin)
    cookies = [{"name": name, "value": one.value, "url": live_server.url} for name, one in client.cookies.items()]
    page.context.add_cookies(cookies)
    page.add_init_script(COUNT)
    page.goto(f"{live_server.url}/dispatch/")
    return page


@pytest.mark.parametrize("keys", [["1"], ["a", "e", "Enter"]])
def test_a_job_is_sent_with_three_keys_at_most(desk, fault, company, keys):
    for key in keys[:-1]:
        desk.keyboard.press(key)
    assert desk.evaluate("pressed") + 1 <= MOST_KEYS
    with desk.expect_navigation():
        desk.keyboard.press(keys[-1])

    fault.refresh_from_db()
    made = Assignment.objects.get()
    assert fault.status == Status.DISPATCHED
    assert made.how == ("suggested" if keys == ["1"] else "picked")
    with desk.expect_navigation():
        desk.keyboard.press("z")
    fault.refresh_from_db()
    assert fault.status == Status.REGISTERED


def test_a_job_is_dragged_onto_a_crew(desk, fault, company):
    with desk.expect_navigation():
        desk.drag_and_drop(f"[data-number='{fault.number}'] .t1", f"#crew-{company.second_crew.pk} b")

    assert Assignment.objects.get().how == "dragged"
