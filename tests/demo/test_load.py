"""The demo as somebody finds it after the first start."""

import json
import os
import stat
from collections import Counter
from datetime import timedelta
from io import StringIO
from time import monotonic

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import Notice, Unit, User
from complaints.lifecycle import LANES
from customers.lookup import look_up
from customers.models import Customer, Message, SupplyPoint
from hotline.model_hooks import Hook, HookMessage
from hotline.models import ApiKey
from servicedesk.demo import logins, redress, stories, work
from surveys.models import Callback, Survey
from tests.demo.conftest import Demo
from tickets.actions.announce import fan_out
from tickets.actions.spine import database_time
from tickets.lifecycle import Status
from tickets.models import Category, Clock, Outbox, Ticket, TicketEvent
from tickets.sweep import sweep_all

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(autouse=True)
def its_folder(demo: Demo, settings: object) -> None:
    settings.DATA_DIR = demo.folder  # type: ignore[attr-defined]


def again(*words: str) -> str:
    out = StringIO()
    call_command("demo", *words, stdout=out)
    return out.getvalue()


def test_the_first_load_tells_how_far_it_is_and_is_quick(demo: Demo) -> None:
    assert demo.said.count("tickets") >= 3
    assert demo.seconds < 60, "25 s on an idle machine; the tests share theirs"


def test_two_companies_with_their_halls_desks_and_crews() -> None:
    org = Unit.objects.get(code="370202")
    below = Counter(Unit.objects.filter(org=org).exclude(pk=org.pk).values_list("kind", flat=True))
    halls = dict(Unit.objects.filter(org=org, kind="hall").values_list("code", "name"))
    assert halls == {"CN": "城南营业厅", "CB": "城北营业厅", "GQ": "港区营业厅"}
    assert below["crew"] == 4
    duties = set(Unit.objects.filter(org=org).exclude(duty="").values_list("duty", flat=True))
    assert duties == {"dispatch", "complaints", "callback", "hotline"}
    assert Unit.objects.filter(kind="hall").exclude(org=org).count() == 1


def test_everybody_of_the_table_can_sign_in_and_finds_their_page(client: Client) -> None:
    told = json.loads(again("--logins-json"))
    assert [row["login"] for row in told["logins"]] == list(logins.LOGINS)
    for row in told["logins"]:
        client.post("/sign-out/")
        entered = client.post("/sign-in/", {"login": row["login"], "password": row["password"]})
        assert entered.status_code == 302
        assert client.get("/")["Location"] == row["page"]
    assert ApiKey.objects.live().behind(told["api_key"])


def test_nobody_else_has_a_password() -> None:
    others = User.objects.exclude(login__in=logins.LOGINS)
    assert others.count() >= 20
    assert not [user for user in others if user.has_usable_password()]


def test_the_secrets_are_kept_for_the_owner_only(demo: Demo) -> None:
    file = demo.folder / "demo.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert set(json.loads(file.read_text())) == {"password", "api_key", "applied", "upstream_key", "upstream_secret"}


def test_a_second_call_changes_nothing_and_is_quick() -> None:
    def figures() -> list[int]:
        return [model.objects.count() for model in (Unit, User, Customer, Category, Ticket, TicketEvent, ApiKey)]

    before, passwords, began = figures(), set(User.objects.values_list("password")), monotonic()
    again()
    assert figures() == before
    assert set(User.objects.values_list("password")) == passwords, "who is signed in stays signed in"
    assert monotonic() - began < 10


def test_the_password_of_the_environment_is_applied_at_every_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "another one entirely")
    again()
    assert all(user.check_password("another one entirely") for user in User.objects.filter(login__in=logins.LOGINS))
    client = Client()
    client.post("/sign-in/", {"login": "clerk", "password": "another one entirely"})
    again()
    assert client.get("/notices/").status_code == 200, "the same password again signs nobody out"
    monkeypatch.delenv("DEMO_PASSWORD")
    assert "DEMO_PASSWORD" in again("--logins"), "not the kept one, which would not fit"
    again()
    assert logins.password() in again("--logins")


def test_the_brochures_customer_is_found_by_what_the_clerk_types() -> None:
    [chen] = look_up("6217 cgf", by=User.objects.get(login="clerk"), at=database_time()).customers
    assert chen.name == "陈桂芳"
    assert chen.tags == ["独居老人"]
    point = chen.supply_points.get()
    assert (point.account_number, point.address) == ("053211876204", "文昌路 86 号 3 幢 2 单元 501")
    assert point.transformer == "文昌 3 号公变"
    assert SupplyPoint.objects.filter(transformer=point.transformer, tickets__status=Status.EN_ROUTE).exists()


def test_customers_are_as_mixed_as_in_life() -> None:
    assert Customer.objects.count() > 600
    assert set(SupplyPoint.objects.values_list("area", flat=True)) == {"urban", "rural", "remote"}
    assert SupplyPoint.objects.filter(holdings__part="contact").exists()
    assert SupplyPoint.objects.filter(balance__lt=0).exists()
    assert {tag for tags in Customer.objects.values_list("tags", flat=True) for tag in tags} == {
        "独居老人",
        "生命支持设备",
        "重要客户",
    }
    for rare in "珺璟昇𠮷":
        assert Customer.objects.filter(name__contains=rare).exists()


def test_nine_top_categories_in_two_languages() -> None:
    org = Unit.objects.get(code="370202")
    tops = Category.objects.of(org).filter(parent=None)
    assert [top.name for top in tops] == [
        *("故障报修", "电费电价", "电能质量", "用电业务", "停电咨询", "投诉", "意见建议", "举报", "表扬"),
    ]
    assert not Category.objects.filter(name_en="").exists()
    assert all(top.children.exists() for top in tops)
    single = Category.objects.get(org=org, code="fault-single")
    assert [question["label"] for question in single.questions] == ["邻居是否有电", "空气开关", "停电开始", "安全隐患"]


def test_every_state_is_there_and_what_is_due() -> None:
    at = database_time()
    states = set(Ticket.objects.values_list("status", flat=True))
    assert states >= set(Status.values)
    assert Clock.objects.overdue(at).count() >= 8
    soon = Clock.objects.running().filter(due_at__range=(at, at + timedelta(minutes=30)))
    assert soon.count() >= 8
    assert Callback.objects.open().count() >= 5
    assert Survey.objects.filter(score__isnull=False).count() >= 5
    assert Ticket.objects.filter(round=2).exists()
    assert Ticket.objects.filter(hazard=True).exists()
    complaints = set(Ticket.objects.filter(kind="complaint").values_list("status", flat=True))
    assert all(lane.statuses & complaints for lane in LANES)
    assert not Outbox.objects.filter(delivered_at=None, available_at__lte=at).exists(), "what waits is for office hours"
    assert not Ticket.objects.filter(timeline__at__gt=at).exists()


def test_the_bells_are_as_after_a_working_morning() -> None:
    for login in logins.LOGINS:
        unread = Notice.objects.filter(user__login=login).unread()
        assert unread.filter(what="digest").count() <= 1
        assert unread.count() < 30
    clerk = Notice.objects.filter(user__login="clerk").unread()
    assert clerk.filter(what="digest").count() == 1
    assert clerk.count() < 25
    assert Notice.objects.filter(user__login="callback", what="callback_due").exists()


def test_texts_to_made_up_numbers_are_never_handed_to_a_gateway() -> None:
    assert Message.objects.count() > 100
    assert not Message.objects.filter(sent_at=None).exists()


def test_the_dispatch_system_was_told_of_some_things_and_not_of_others() -> None:
    messages = HookMessage.objects.filter(hook__client__source="pms")

    assert {row.state: row.tries for row in messages} == {"taken": 1, "dead": 3}
    assert not Hook.objects.filter(client__source="pms", is_active=True).exists(), "the demo calls nobody"


def test_after_three_days_standstill_each_gets_one_digest() -> None:
    later = database_time() + timedelta(days=3)
    before = set(Notice.objects.values_list("pk", flat=True))
    assert sweep_all(at=later).fired > 50
    fan_out(at=later)
    fresh = Notice.objects.exclude(pk__in=before)
    assert Counter(fresh.values_list("what", flat=True)).keys() == {"digest"}
    assert set(Counter(fresh.values_list("user", flat=True)).values()) == {1}
    assert fresh.filter(user__login="clerk").exists()


def test_refresh_ends_what_was_open_and_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    anew = stories.STORIES if os.environ.get("FULL") else stories.STORIES[::6]
    monkeypatch.setattr(stories, "STORIES", anew)
    monkeypatch.setattr(redress, "load", lambda cast: 0)
    told = Ticket.objects.filter(source=work.SOURCE)
    old = set(told.values_list("pk", flat=True))
    was_open = told.open().count()
    said = again("--refresh")
    assert f"{was_open} old tickets ended" in said
    assert not Ticket.objects.open().filter(pk__in=old).exists()
    assert told.open().exclude(pk__in=old).count() == sum(not story.is_over for story in anew) > 5
    ended = TicketEvent.objects.filter(ticket__in=old, reason="演示数据更新，旧单结束")
    assert set(ended.values_list("what", flat=True)) == {"withdraw", "close"}
    assert not Message.objects.filter(sent_at=None).exists()


def test_it_stays_out_of_somebody_elses_house() -> None:
    Unit.objects.filter(path="/37/3702/370202/").update(path="/99/elsewhere/")
    before = User.objects.count()
    assert "stays out" in again()
    assert User.objects.count() == before
