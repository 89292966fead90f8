"""The demo company secures the supply of its key customers: one task on duty, one to be approved, one reported."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import Unit, User
from customers.models import Customer
from keyaccounts.models import SecurityTask
from keyaccounts.security import keeping, planning

MEASURES = "主供、备供两路电源保持热备用；发电车接入应急母线并空载试机；配电室双人值守；抢修班组就近待命。"
CHECKS = "发电车试机 15 分钟\n应急接入电缆相序核对\n重要负荷名单与客户电工核对\n红外测温\n通信录核对"


def load(org: Unit, people: dict[str, User], *, at: datetime) -> int:
    """Plan, keep and report; a company that has any task is left alone. Returns how many there are."""
    key = list(Customer.objects.filter(org=org, secrecy="public").key().order_by("pk")[:3])
    if key and not SecurityTask.objects.filter(org=org).exists():
        _reported(org, key, people, at=at - timedelta(days=20))
        _on_duty(org, key, people, at=at)
        planned = _planned(org, key[-1:], people, "市运动会开幕式保电", "second", begins=at + timedelta(days=4), at=at)
        planning.submit(planned, by=people["dispatcher"], at=at)
    return SecurityTask.objects.filter(org=org).count()


def _planned(
    org: Unit, key: list[Customer], people: dict[str, User], event: str, level: str, *, begins: datetime, at: datetime
) -> SecurityTask:
    by, ends = people["dispatcher"], begins + timedelta(hours=12)
    told: dict[str, Any] = {"event": event, "level": level, "from_at": begins, "until_at": ends, "measures": MEASURES}
    task = planning.open_task(org, **told, by=by, at=at)
    for customer in key:
        point = customer.supply_points.order_by("account_number").first()
        task = planning.cover(task, customer=customer, point=point, by=by, at=at)
    duty: dict[str, Any] = {"from_at": begins, "until_at": ends}
    task = planning.ask_duty(task, person=people["crew"], part="配电室值守", place="客户配电室", **duty, by=by, at=at)
    task = planning.ask_duty(task, words="客户电工班", part="客户侧配合", **duty, by=by, at=at)
    task = planning.set_asset(task, kind="generator", name="应急发电车", kilowatts=500, by=by, at=at)
    task = planning.set_asset(task, kind="vehicle", name="抢修车", count=2, by=by, at=at)
    return planning.set_check(task, lines=CHECKS, by=by, at=at)


def _on_duty(org: Unit, key: list[Customer], people: dict[str, User], *, at: datetime) -> None:
    begins = at - timedelta(hours=5)
    task = _planned(org, key[:2], people, "高考保电", "first", begins=begins, at=begins - timedelta(days=2))
    planning.submit(task, by=people["dispatcher"], at=begins - timedelta(days=2))
    task = planning.approve(task, by=people["supervisor"], at=begins - timedelta(days=1))
    for check in list(task.checks.all())[:4]:
        keeping.tick_off(task, row=check.pk, by=people["crew"], at=begins - timedelta(hours=1))
    keeping.start(task, by=people["crew"], at=begins)
    for hour, seen in ((1, "两路电源正常"), (3, "红外测温最高 41 ℃，正常")):
        keeping.patrol(task, text=seen, place="客户配电室", by=people["crew"], at=begins + timedelta(hours=hour))


def _reported(org: Unit, key: list[Customer], people: dict[str, User], *, at: datetime) -> None:
    task = _planned(org, key[:1], people, "春季人才招聘会保电", "third", begins=at, at=at - timedelta(days=3))
    planning.submit(task, by=people["dispatcher"], at=at - timedelta(days=3))
    task = planning.approve(task, by=people["supervisor"], at=at - timedelta(days=2))
    task = keeping.start(task, by=people["crew"], at=at)
    keeping.incident(task, text="会场南侧插座回路跳闸，8 分钟恢复", by=people["crew"], at=at + timedelta(hours=4))
    task = keeping.finish(task, text="", by=people["crew"], at=at + timedelta(hours=12))
    keeping.report(
        task, text="全程供电正常，一次客户内部回路跳闸已协助恢复。", by=people["dispatcher"], at=at + timedelta(days=1)
    )
