"""The provincial hotline above the demo company, its orders, and yesterday's comparison. `make hotline` plays its part."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import ip_address

from django.conf import settings
from django.utils import timezone

from accounts.models import Notice, Unit, User
from hotline.actions import add_key, make_client
from hotline.model_reconcile import Reconciled, Reconciliation
from hotline.model_upstream import Upstream, UpstreamOrder
from hotline.upstream import codes, deciding
from hotline.upstream.down import take_down
from hotline.upstream.setting import set_up
from hotline.upstream.told import Told
from servicedesk.demo.logins import keep, kept
from servicedesk.demo.people import SERIES
from servicedesk.lib.ids import uuid7
from tickets.actions import desk
from tickets.models import Category

SOURCE = "95598"
ADDRESS = "http://127.0.0.1:8395/api/"
# Category, area, urgency, words, minutes ago, hours until their answer is due.
ORDERS = (
    ("0102", "370202", "3", "电费比上月多一倍，请核实抄表数据。", 2, 70),
    ("0301", "370203", "1", "家中没有电，邻居有电。", 4, 4),
    ("0102", "370202", "3", "咨询峰谷电价如何办理。", 55, 46),
    ("0205", "370202", "3", "想了解充电桩报装需要哪些材料。", 140, 24),
    ("0102", "370299", "3", "反映上月账单未收到。", 200, 40),
    ("0102", "370202", "2", "询问欠费复电需要多久。", 320, 20),
)
MAPPED = (
    ("category", "0301", "fault"),
    ("category", "0102", "enquiry"),
    ("area", "370202", "CN"),
    ("area", "370203", "CB"),
)


def is_near() -> bool:
    """Whether the settings let us call the simulator on this machine."""
    return any(ip_address("127.0.0.1") in network for network in settings.WEBHOOK_NETWORKS)


def begin(units: Mapping[str, Unit], people: Mapping[str, User], *, at: datetime) -> int:
    """Set it up once, with a key of its own whose text is kept for the simulator; how many orders came down."""
    above = Upstream.objects.filter(client__source=SOURCE).select_related("hook").first()
    if above is not None:
        if is_near() and not above.hook.is_active:
            above.hook.is_active = True
            above.hook.save(update_fields=["is_active"])
        if "upstream_key" not in kept():
            keep(upstream_key=add_key(above.client), upstream_secret=above.secret)
        return 0
    above = _set_up(units, by=people["admin"], at=at)
    made = [_order(above, n, told, at=at) for n, told in enumerate(ORDERS, start=1)]
    _decide(made, people, at=at)
    _compare(above, made, at=at)
    # From now on what is mapped whole is accepted by itself, so that a simulated hotline hears something.
    Upstream.objects.filter(pk=above.pk).update(accepts_by_rule=True)
    # What came down before the day began rings nobody's bell.
    Notice.objects.filter(path__in=[f"/t/{one.ticket.number}/" for one in made], read_at=None).update(read_at=at)
    return len(made)


def _set_up(units: Mapping[str, Unit], *, by: User, at: datetime) -> Upstream:
    issued = make_client(org=units["C1"], name="省客服中心", source=SOURCE, by=by)
    secret = secrets.token_urlsafe(32)
    told = {"kind": "95598", "name": "省 95598", "address": ADDRESS, "accept_limit": "30m", "hall": units["CN"]}
    told["category"] = _leaf(units["C1"], "enquiry")
    above = set_up(issued.client, secret=secret, by=by, at=at, is_checked=False, **told)
    above.hook.is_active = is_near()
    above.hook.save(update_fields=["is_active"])
    keep(upstream_key=issued.key, upstream_secret=secret)
    for kind, theirs, ours in MAPPED:
        meant = _leaf(units["C1"], ours).code if kind == "category" else ours
        codes.add_code(above, kind=kind, theirs=theirs, ours=meant, by=by, at=at)
    return above


def _leaf(org: Unit, kind: str) -> Category:
    rows = Category.objects.filter(org=org, kind=kind, is_active=True, children__isnull=True, application="")
    return rows.order_by("position", "code")[0]


def _order(above: Upstream, n: int, told: tuple[str, str, str, str, int, int], *, at: datetime) -> UpstreamOrder:
    category, area, urgency, words, minutes, hours = told
    sent = at - timedelta(minutes=minutes)
    number = f"370200-{timezone.localtime(sent):%Y%m%d}-{n:06d}"
    facts = Told(
        number=number,
        message_id=f"{number}:1",
        version=1,
        sent_at=sent,
        category=category,
        category_name={"0301": "故障报修", "0102": "电费咨询", "0205": "用电咨询"}[category],
        area=area,
        area_name={"370202": "城南", "370203": "城北"}.get(area, "开发区"),
        urgency=urgency,
        description=words,
        contact_name="来电客户",
        contact_phone=f"{SERIES}7000{n:04d}",
        address=f"示范路 {n} 号",
        answer_by=at + timedelta(hours=hours),
        urges=int(n == 3),
    )
    return take_down(above, facts, by=above.client.user).order


def _decide(made: list[UpstreamOrder], people: Mapping[str, User], *, at: datetime) -> None:
    dispatcher, boss = people["dispatcher"], people["supervisor"]
    for order in made[2:4]:
        deciding.accept(order, by=dispatcher)
    deciding.ask(made[3], text="客户电话无人接听，请省中心回访核实安装地址。", by=dispatcher)
    deciding.send_back(made[4], reason="area", text="开发区由邻县公司供电。", by=dispatcher)
    deciding.accept(made[5], by=boss)
    desk.reply(made[5].ticket, text="缴清后 24 小时内复电。", by=boss)


def _compare(above: Upstream, made: list[UpstreamOrder], *, at: datetime) -> None:
    """Yesterday's comparison as it might have gone: two differ, one was explained."""
    run = Reconciliation(
        id=uuid7(), org_id=above.org_id, upstream=above, day=timezone.localdate(at) - timedelta(days=1)
    )
    run.due_at = run.began_at = run.ended_at = at - timedelta(hours=6)
    run.state, run.theirs, run.ours, run.agreed = Reconciliation.State.DONE, 42, 41, 39
    run.save(force_insert=True)
    theirs = {"version": 1, "status": "received", "seq": 0, "answer_by": ""}
    ours = {"version": 1, "status": "answered", "answer_by": "", "on_the_way": False, "ticket": made[5].ticket.number}
    common = {"run": run, "org_id": above.org_id, "theirs": theirs}
    day = f"370200-{run.day:%Y%m%d}"
    Reconciled.objects.bulk_create(
        [
            Reconciled(number=f"{day}-000091", kind=Reconciled.Kind.NOT_HERE, **common),
            Reconciled(number=f"{day}-000077", kind=Reconciled.Kind.STATUS, order=made[5], ours=ours, **common),
            Reconciled(
                number=f"{day}-000012",
                kind=Reconciled.Kind.NOT_HERE,
                mend=Reconciled.Mend.EXPLAINED,
                reason="省侧测试工单，已作废",
                mended_at=at - timedelta(hours=5),
                **common,
            ),
        ]
    )
