"""The demo company's key customers: who looks after them, contracts, visits, dates, and one that is secret."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Unit, User
from customers import secrecy, tagging
from customers.models import Customer, Holding
from keyaccounts.actions import caretakers, contracts, dates, levels, visits
from keyaccounts.model_care import CaretakerTerm

LEVELS = {"海鲜酒楼": "", "冷链仓库": "second", "幼儿园": "second", "社区卫生站": "first", "第二小学": "temporary"}
WHY = {
    "second": "停电会造成较大经济损失或人员密集场所秩序混乱",
    "first": "停电可能危及生命",
    "temporary": "高考考点保电",
}


def begin(org: Unit, people: dict[str, User], *, at: datetime) -> None:
    """Look after the firms and public bodies of the company; a company in which anybody is looked after is left alone."""
    tagging.take_usual_tags(org, by=None)
    if CaretakerTerm.objects.filter(org=org).exists():
        return
    boss, first, second = people["supervisor"], people["manager"], people["s8002"]
    firms = Customer.objects.filter(org=org).exclude(kind=Customer.Kind.RESIDENT).order_by("pk")
    for place, firm in enumerate(firms):
        since = at - timedelta(days=200 + 11 * place)
        caretakers.assign(firm, second if place % 3 == 2 else first, by=boss, at=since, reason="分片包户")
        level = next((code for trade, code in LEVELS.items() if firm.name.endswith(trade)), "")
        if level:
            end = at + timedelta(days=20) if level == "temporary" else None
            levels.set_level(firm, level, reason=WHY[level], until_at=end, by=boss, at=since)
        _dealings(firm, place, people, at=at)
    if warehouse := firms.filter(name__endswith="印刷厂").first():
        secrecy.classify(warehouse, "secret", reason="涉密印制", by=boss, at=at - timedelta(days=3))


def _dealings(firm: Customer, place: int, people: dict[str, User], *, at: datetime) -> None:
    """A contract, a visit that was paid with what was promised there, one that is planned, and a yearly date."""
    by = people["s8002"] if place % 3 == 2 else people["manager"]
    today = timezone.localdate(at)
    signed = today - timedelta(days=900 + 40 * place)
    ends = signed.replace(year=signed.year + 3)
    account = Holding.objects.filter(customer=firm).select_related("supply_point").first()
    point = account.supply_point if account else None
    number = f"GYD-{signed:%Y%m}-{place + 1:03d}"
    contracts.enter_contract(
        firm,
        kind="supply",
        number=number,
        signed_on=signed,
        valid_until=ends,
        supply_point=point,
        file_ref=f"档案室 A{place + 1} 柜",
        by=by,
        at=at - timedelta(days=90),
    )
    paid = today - timedelta(days=12 + 9 * place)
    visit = visits.pay_visit(
        firm,
        purpose="季度走访",
        on=paid,
        met="电气负责人",
        said="配电室通风正常，应急电源上月试过一次。客户希望计划停电提前三天电话告知。",
        by=by,
        at=at - timedelta(days=12 + 9 * place),
    )
    visits.promise_follow_up(
        firm, text="把应急电源操作卡送到配电室", due_on=today + timedelta(days=5 * place - 1), visit=visit, by=by, at=at
    )
    if place % 2 == 0:
        visits.plan_visit(firm, purpose="迎峰度冬用电检查", on=today + timedelta(days=7 + place), by=by, at=at)
    dates.keep_date(
        firm,
        kind="inspection",
        first_on=today + timedelta(days=30 + place),
        every_months=12,
        ahead_days=14,
        by=by,
        at=at,
    )
