"""A real phone without a network: a shift's steps wait on it over a reload, and arrive once, in order, at their times."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from customers.models import SupplyPoint
from fieldwork.models import PhoneAction
from tests.fieldwork.phones import picture
from tests.people import minutes
from tests.test_axe import enter, faults_of
from tickets.actions import field
from tickets.models import Attachment
from worksheets.actions import sheets
from worksheets.models import WorkSheet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = ("接单", "出发", "我已到达", "已恢复")


@pytest.fixture
def job(fault, company, lin):
    SupplyPoint.objects.filter(pk=fault.supply_point_id).update(latitude=30.25, longitude=120.165)
    sheets.adopt_usual(company.org, by=None, at=fault.registered_at)
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
    is_kept(phone, f"{where}sheets/repair/")
    phone.context.set_offline(True)

    phone.goto(live_server.url + where)
    for word in WORDS[:3]:
        tap(phone, word)
    phone.set_input_files(
        "input[data-photo] >> nth=0", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    waiting(phone, 4)
    phone.reload()
    sign(phone)
    write_a_sheet(phone)
    tap(phone, WORDS[3])
    waiting(phone, 7)
    phone.wait_for_selector("#queue:visible >> text=/7/")
    assert faults_of(phone) == []
    assert not PhoneAction.objects.exists()

    someone_else_sees_nothing(phone, live_server, where)
    enter(phone, live_server, "qiang")
    phone.goto(live_server.url + where)
    waiting(phone, 0)

    sent = list(PhoneAction.objects.order_by("received_at").values_list("verb", "seq", "outcome"))
    verbs = ("accept", "depart", "arrive", "photo", "photo", "sheet", "restore")
    assert sent == [(v, n + 1, "done") for n, v in enumerate(verbs)]
    steps = list(job.timeline.filter(client_id__isnull=False).values_list("what", "at", "recorded_at"))
    assert [what for what, _at, _heard in steps] == ["accept", "depart", "arrive", "sheet", "restore"]
    assert WorkSheet.objects.get().said["fault"] == "反复跳闸" and WorkSheet.objects.get().state == "done"
    assert all(at < heard for _what, at, heard in steps)
    assert job.timeline.get(what="arrive").facts["place"]["found"] == "near"
    assert set(Attachment.objects.filter(ticket=job).values_list("kind", flat=True)) == {"proof", "slip"}
    assert not any("desk_unsent" in cookie["name"] for cookie in phone.context.cookies())


def sign(phone) -> None:
    """A finger on the glass; somebody who cannot draw types the name, and the last word counts."""
    phone.locator("#sign summary").click()
    phone.fill("[data-sign-name]", "陈桂芳")
    box = phone.locator("#sign canvas").bounding_box()
    line = phone.context.new_cdp_session(phone)
    x, y = box["x"] + 40, box["y"] + 40
    for what, points in (("touchStart", [0]), ("touchMove", [30]), ("touchMove", [80]), ("touchEnd", [])):
        touch = [{"x": x + far, "y": y + far / 2} for far in points]
        line.send("Input.dispatchTouchEvent", {"type": what, "touchPoints": touch})
    assert phone.input_value("[data-sign-name]") == ""
    phone.locator("#sign button.pri").click()
    waiting(phone, 5)


def write_a_sheet(phone) -> None:
    """Begun without signal: what has to be written is asked for; it is there again after a second look, under one id."""
    phone.locator("[data-kind=repair]").click()
    phone.locator("#sheet").wait_for()
    phone.check("[name=s_warranty][value=保外]", force=True)
    phone.fill("[name=s_fault]", "反复跳闸")
    phone.locator(".gobtn").click()
    assert phone.locator("[data-sheet-said]").inner_text()
    phone.check("[name=s_way][value=更换部件]", force=True)
    phone.fill("[name=s_done]", "换漏电保护器")
    phone.locator(".gobtn").click()
    phone.locator("[data-sheets] [data-sheet]").click()
    expect(phone.locator("[name=s_fault]")).to_have_value("反复跳闸")  # read from what the phone keeps
    phone.locator("a.ic").first.click()
    phone.locator("[data-sheets]").wait_for()
    waiting(phone, 6)


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


def test_what_is_being_written_stays_when_the_page_is_renewed(phone, live_server, job, qiang):
    """The answer to a step may come while the cause is being chosen; every step taken in a hurry is confirmed on the page."""
    enter(phone, live_server, "qiang")
    phone.goto(f"{live_server.url}/m/t/{job.number}/")
    for word in WORDS:
        tap(phone, word)
    chosen = phone.locator("#report .chips input >> nth=0")
    phone.locator("#report .chips label >> nth=0").click()
    expect(phone.locator(".gobtn")).to_have_count(1)
    expect(chosen).to_be_checked()
    tap(phone, "")
    phone.wait_for_url("**/m/")
