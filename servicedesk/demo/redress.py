"""Complaints that need more than an answer: from outside, guarded, repeated, made good; one of each to look at."""

from datetime import datetime, timedelta
from decimal import Decimal

from complaints import actions
from complaints.actions import FileFacts, coordinating, lessening, making_good, outside, recoveries
from complaints.models import Corrective, Recovery
from servicedesk.demo.stories import Story
from servicedesk.demo.work import SOURCE, VERBS, Desk, answers_for
from tickets.actions import desk, field
from tickets.actions.desk import Intake
from tickets.models import Outbox, Ticket

DAY = 24 * 60
HANDLED = "accept 20; contact 90 已电话联系并致歉，约定答复时间"


def load(cast: Desk) -> int:
    """Tell them as of now; returns how many there are."""
    told = [
        *(_from_12398(cast), _from_12345(cast), _take_in(cast, "complaint-business", "GQ", 95, "过户申请半个月没有结果。",
                                                         channel="12315", outer="315")),
        *_made_good(cast),
        *_guarded(cast),
        *_repeated(cast),
        *_in_work(cast),
    ]  # fmt: skip
    Outbox.objects.filter(ticket__in=told, delivered_at__isnull=True).update(delivered_at=cast.at)
    return len(told)


def _take_in(
    cast: Desk, code: str, hall: str, ago: int, text: str, *, channel: str = "counter", outer: str = "",
    guard: str = "", like: Ticket | None = None,
) -> Ticket:  # fmt: skip
    """A complaint of so many minutes ago; `outer` is the beginning of its number at the source."""
    unit, at = cast.units[hall], cast.at - timedelta(minutes=ago)
    category = cast.categories[unit.org_id, code]
    point = like.supply_point if like and like.supply_point else cast.point_for(Story(code, hall, ago))
    holder = point.holdings.select_related("customer").earliest("pk").customer
    told = Intake(
        category=category,
        customer=holder,
        supply_point=point,
        contact_phone=holder.phones.earliest("pk").number,
        answers=answers_for(category, Story(code, hall, ago)) | ({"guard": guard} if guard else {}),
        description=text,
        channel=channel,
        source=SOURCE,
        external_number=f"{outer}{at:%Y%m%d%H%M%S%f}" if outer else "",
    )
    by = cast.client.user if outer else cast.clerk(Story(code, hall, ago))
    return actions.register(told, facts=FileFacts(), unit=unit, by=by, at=at)


def _go(cast: Desk, ticket: Ticket, steps: str) -> Ticket:
    """`verb minute words` after it was taken in, as the stories say it."""
    story = Story(
        ticket.category.code, next(code for code, unit in cast.units.items() if unit == ticket.unit), 0, steps
    )
    for step in story.course():
        VERBS[step.verb](Ticket.objects.get(pk=ticket.pk), story, step, cast, _after(ticket, step.minute))
    return Ticket.objects.get(pk=ticket.pk)


def _after(ticket: Ticket, minute: int) -> datetime:
    return ticket.registered_at + timedelta(minutes=minute)


def _from_12398(cast: Desk) -> Ticket:
    """Under verification, with more time agreed by the regulator."""
    ticket = _take_in(cast, "complaint-quality", "CB", 2 * DAY + 30, "低电压多次反映未解决，空调无法启动。",
                      channel="12398", outer="NEA")  # fmt: skip
    ticket = _go(cast, ticket, HANDLED)
    until = cast.at + timedelta(days=20)
    reason = "需安装监测仪连续测压七天，能源监管办已同意"
    by = cast.people["complaints"]
    return outside.extend_outer(ticket, until=until, reason=reason, by=by, at=_after(ticket, DAY))


def _from_12345(cast: Desk) -> Ticket:
    """Answered and reported; the hotline heard at its own callback that it is well."""
    ticket = _take_in(cast, "complaint-outage", "CN", 3 * DAY, "连续两次停电都没有提前通知。",
                      channel="12345", outer="ZF")  # fmt: skip
    ticket = _go(cast, ticket, f"{HANDLED}; verify {DAY} partly; reply {DAY + 300} 通知短信漏发，已补登联系人并致歉")
    by = cast.people["complaints"]
    ticket = outside.report_outer(ticket, text="已答复并整改", by=by, at=_after(ticket, DAY + 400))
    return outside.hear_outer(ticket, heard="satisfied", text="对处理结果认可", by=by, at=_after(ticket, 2 * DAY))


def _made_good(cast: Desk) -> list[Ticket]:
    """Two cut off by mistake: one on its way through all four steps, one only proposed."""
    told = {
        "verdict": "upheld",
        "cause": "cutoff",
        "responsible_unit": cast.units["Q1"],
        "corrective": "停电前双人核对户号",
    }
    found = "现场核对，停电清单串户，把已缴费的客户停了电。"
    cases = []
    for ago in (2 * DAY + 200, DAY + 90):
        ticket = _take_in(cast, "complaint-outage", "CN", ago, "没有欠费却被停电，冰箱里的东西坏了。")
        ticket = _go(cast, ticket, HANDLED)
        proof = [{"kind": "record", "id": f"TD-{ticket.short_number}"}]
        at, by = _after(ticket, 200), cast.people["complaints"]
        cases.append(actions.verify(ticket, **told, finding=found, evidence=proof, by=by, at=at))  # type: ignore[arg-type]
    _through(cast, Recovery.objects.get(ticket=cases[0], why="cutoff"))
    return cases


def _through(cast: Desk, row: Recovery) -> None:
    at = row.proposed_at
    by, boss = cast.people["complaints"], cast.people["supervisor"]
    order = _urgent_order(cast, row.ticket, at=at + timedelta(minutes=6))
    row = recoveries.take_on(row, by=by, at=at + timedelta(minutes=5))
    row = making_good.apologise(
        row, words="是我们停错了户，向您郑重道歉。", by_sms=True, by=by, at=at + timedelta(minutes=10)
    )
    row = making_good.correct(row, order=order, by=by, at=at + timedelta(minutes=15))
    asked = {"kind": "goods", "value": Decimal(120), "reason": "冰箱食品变质"}
    row = making_good.ask_compensation(row, **asked, by=by, at=at + timedelta(minutes=30))  # type: ignore[arg-type]
    row = making_good.decide_compensation(row, granted=True, reason="同意", by=boss, at=at + timedelta(hours=2))
    row = making_good.hand_over(row, text="班长上门送达", by=by, at=at + timedelta(hours=4))
    making_good.look_again(row, step="after_hours", text="已送电，客户表示理解", by=by, at=at + timedelta(hours=5))


def _urgent_order(cast: Desk, ticket: Ticket, *, at: datetime) -> Ticket:
    point = cast.point_for(Story("fault-single", "CN", 0))
    told = Intake(category=cast.categories[ticket.org_id, "fault-single"], supply_point=point, source=SOURCE,
                  contact_name="投诉台", contact_phone=ticket.contact_phone, level="major",
                  answers={"neighbours": "on", "breaker": "closed", "since": "now", "danger": "none"},
                  description="误停电，紧急送电。")  # fmt: skip
    order = desk.register(told, unit=ticket.unit, by=cast.people["clerk"], at=at)
    crew = cast.people["crew"]
    order = field.dispatch(order, crew=cast.units["Q1"], by=cast.people["dispatcher"], at=at + timedelta(minutes=2))
    for minute, verb in ((5, "accept"), (12, "depart"), (30, "arrive"), (40, "restore")):
        order = getattr(field, verb)(order, by=crew, at=at + timedelta(minutes=minute))
    return field.report(order, cause="恢复误停用户供电", by=crew, at=at + timedelta(minutes=50))


def _guarded(cast: Desk) -> list[Ticket]:
    """One under the seal, one without a name."""
    sealed = _take_in(cast, "complaint-service", "GQ", DAY, "收费员私下要求用现金。", guard="secret")
    nameless = _take_in(cast, "complaint-grid", "CB", 300, "施工队夜里占道，没有围挡。", guard="anonymous")
    return [_go(cast, sealed, "accept 30"), nameless]


def _repeated(cast: Desk) -> list[Ticket]:
    """The same household about the same for the fourth time: the head is told."""
    first = _take_in(cast, "complaint-business", "CB", 20 * DAY, "申请增容没有人联系。")
    _go(cast, first, f"{HANDLED}; verify {DAY} upheld; reply {2 * DAY} 已安排勘查; confirm {3 * DAY} 3")
    more = [
        _take_in(cast, "complaint-business", "CB", ago, "增容还是没有人联系。", like=first)
        for ago in (9 * DAY, 5 * DAY, 180)
    ]
    for one in more[:-1]:
        _go(cast, one, f"{HANDLED}; verify {DAY} upheld; reply {2 * DAY} 已再次督促; confirm {3 * DAY} 3")
    return [first, *more]


def _in_work(cast: Desk) -> list[Ticket]:
    """One at the hands of many: a unit asked, a corrective action to be checked, made less grave, a draft to review."""
    by, clerk, at = cast.people["complaints"], cast.people["s3031"], cast.at
    ticket = _take_in(cast, "complaint-service", "GQ", 2 * DAY + 700, "排队一小时，窗口只开了一个，记者在场。")
    ticket = _go(cast, ticket, f"{HANDLED}; verify {DAY} upheld")
    unit = cast.units["GQ"]
    question = {"unit": unit, "person": clerk, "question": "请提供当日排班和叫号记录"}
    ticket = coordinating.ask_help(ticket, **question, by=by, at=_after(ticket, DAY + 30))  # type: ignore[arg-type]
    fix = Corrective.objects.filter(ticket=ticket).latest("made_at")
    ticket = actions.finish_fix(fix, proof="新排班表 PB-11", by=by, at=_after(ticket, DAY + 600))
    ticket = lessening.ask_less(
        ticket, to="opinion", reason="客户表示只是建议增开窗口", by=by, at=at - timedelta(hours=3)
    )
    ticket = actions.draft(ticket, text="已增开窗口并公示高峰时段。", by=by, at=at - timedelta(hours=2))
    return [ticket]
