"""A real phone without a network: a shift's steps wait on it over a reload, and arrive once, in order, at their times."""

import pytest
from django.utils import timezone

from accounts.models import User
from customers.models import SupplyPoint
from fieldwork.models import PhoneAction
from tests.fieldwork.phones import picture
from tests.people import minutes
from tests.test_axe import enter, faults_of
from tickets.actions import field
from tickets.models import Attachment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = ("接单", "出发", "我已到达", "已恢复")


@pytest.fixture
def job(fault, company, lin):
    SupplyPoint.objects.filter(pk=fault.supply_point_id).update(latitude=30.25, longitude=120.165)
    return field.dispatch(fault, crew=company.crew, by=lin, at=timezone.now() - minutes(30))


UNTIL = """async told => {
  for (let n = 0; n < 200; n += 1) {
    if (%s) return;
    await new Promise(done => setTimeout(done, 50));
  }
  throw new Error('in vain');
}"""


def is_kept(phone, path: str) -> None:
    phone.evaluate(UNTIL % "navigator.serviceWorker.controller && await caches.match(told)", path)


def tap(phone, word: str) -> None:
    phone.locator(".gobtn:visible", has_text=word).click()


def waiting(phone, count: int) -> None:
    phone.evaluate(UNTIL % "(await desk.queue.list()).length === told", count)


def test_a_shift_without_a_network(phone, live_server, job, qiang, wei):
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"latitude": 30.25, "longitude": 120.165, "accuracy": 12})
    enter(phone, live_server, "qiang")
    where = f"/m/t/{job.number}/"
    phone.goto(f"{live_server.url}/m/")
    is_kept(phone, where)
    phone.context.set_offline(True)

    phone.goto(live_server.url + where)
    for word in WORDS[:3]:
        tap(phone, word)
    phone.set_input_files(
        "input[data-photo] >> nth=0", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    waiting(phone, 4)
    phone.reload()
    tap(phone, WORDS[3])
    waiting(phone, 5)
    phone.wait_for_selector("#queue:visible >> text=/5/")
    assert faults_of(phone) == []
    assert not PhoneAction.objects.exists()

    someone_else_sees_nothing(phone, live_server, where)
    enter(phone, live_server, "qiang")
    phone.goto(live_server.url + where)
    waiting(phone, 0)

    sent = list(PhoneAction.objects.order_by("received_at").values_list("verb", "seq", "outcome"))
    assert sent == [(v, n + 1, "done") for n, v in enumerate(("accept", "depart", "arrive", "photo", "restore"))]
    steps = list(job.timeline.filter(client_id__isnull=False).values_list("what", "at", "recorded_at"))
    assert [what for what, _at, _heard in steps] == ["accept", "depart", "arrive", "restore"]
    assert all(at < heard for _what, at, heard in steps)
    assert job.timeline.get(what="arrive").facts["place"]["found"] == "near"
    assert Attachment.objects.get(ticket=job).kind == "proof"
    assert not any("desk_unsent" in cookie["name"] for cookie in phone.context.cookies())


def someone_else_sees_nothing(phone, live_server, where: str) -> None:
    """She signs out with steps unsent and is warned; the next person on this phone neither sees nor sends them."""
    phone.context.set_offline(False)
    phone.context.route("**/m/sync/", lambda route: route.abort())
    phone.evaluate("document.querySelector('form[action$=\"sign-out/\"]').requestSubmit()")
    phone.click("[data-leave-now]:visible")
    phone.wait_for_url("**/sign-in/**")
    assert phone.evaluate("caches.keys().then(all => all.filter(n => n.startsWith('pages-')).length)") == 0
    phone.context.set_offline(True)
    answer = phone.goto(live_server.url + where)
    assert answer is not None and answer.status == 503
    phone.context.set_offline(False)
    phone.context.unroute("**/m/sync/")
    enter(phone, live_server, "wei")
    phone.goto(f"{live_server.url}/m/")
    waiting(phone, 0)
    assert phone.locator("#queue").is_hidden()
    assert not PhoneAction.objects.filter(user=User.objects.get(login="wei")).exists()
