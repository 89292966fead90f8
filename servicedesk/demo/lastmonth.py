"""The month before this one: cases long over, so that reports, the bulletin and quality have something to tell."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from complaints import actions as complaints
from complaints.actions.archiving import archive
from complaints.models import Corrective
from customers.models import Customer, Holding
from servicedesk.demo.stories import Story, done
from servicedesk.demo.work import Desk, tell_all
from tickets.lifecycle import Kind, Status
from tickets.models import Ticket

CALLED = "confirm 240"
AGAIN = "dispatch 2; accept 4; send_back 12 车辆故障，请改派; dispatch 16; accept 19; depart 24; arrive 62; restore 110"
# One of each sort; `ago` is the minute of its day until it has its place in the month.
PATTERNS = (
    Story("fault-single", "CN", 505, done(30, 70, 78, f"{CALLED} 5", "rate 300 5 师傅很快就到")),
    Story("fault-single", "CB", 560, done(41, 120, 130, "confirm 400 4", "rate 500 4")),
    Story("fee-query", "CN", 590, "reply 2 上月用电 186 度，已逐项解释; close 4 no_callback"),
    Story("fault-building", "GQ", 1150, done(64, 170, 185, "confirm 600 3", "rate 700 2 等了一个多小时")),
    Story("fault-single", "CB", 1220, f"{AGAIN}; report 118 表后开关烧毁，已更换; confirm 420 4"),
    Story("outage-eta", "GQ", 1195, "reply 3 正在抢修，预计两小时内来电; close 4 no_callback"),
    Story("complaint-service", "GQ", 640,
          "accept 20; contact 130 已电话致歉; verify 900 upheld; reply 1300 已整改并致歉; confirm 1600 4",
          "两次来厅都没有一次说清材料。", against="s3031"),
    Story("fault-single", "CN", 1085, done(37, 82, 90, "urge 25 客户再次来电", f"{CALLED} 5"), crew="Q2"),
    Story("fault-voltage", "CN", 1120, done(39, 95, 101, "deny 420 2 unsolved", "dispatch 425", "accept 428",
          "depart 440", "arrive 470", "restore 520", "report 530 更换进户线", "confirm 760 4")),
    Story("fault-line", "CB", 430, done(82, 150, 160, "give_up 200"), area="rural"),
    Story("fee-payment", "CB", 870, "reply 40 款项已到账，欠费提示已撤; close 45 no_callback",
          text="缴费第二天仍收到欠费短信。"),
    Story("complaint-outage", "CB", 700,
          "accept 15; contact 200 已通话; verify 1000 unfounded; reply 1400 公告与短信均已提前七日发出; confirm 1700 3",
          "停电没有通知。"),
    Story("praise-crew", "CN", 900, "reply 100 谢谢您的肯定，已转告班组; close 110 no_callback", "冒雨抢修，很感谢。"),
    Story("fault-single", "GQ", 1260, done(33, 66, 72, "confirm 300 5", "rate 420 5")),
)  # fmt: skip
DAYS, TWICE, KEY = 26, 2, 4


def load(cast: Desk) -> int:
    """Tell them, the first of them of key customers; returns how many."""
    keys = Holding.objects.filter(customer__in=Customer.objects.key().filter(secrecy="public"), part="owner").order_by(
        "pk"
    )
    first = set(keys.values_list("supply_point", flat=True)[:KEY])
    cast.points.sort(key=lambda point: point.pk not in first)
    told = list(tell_all(cast, list(_stories(cast.at))))
    for ticket in told:
        if ticket.kind == Kind.COMPLAINT:
            _shelve(ticket, cast)
    return len(told)


def _shelve(ticket: Ticket, cast: Desk) -> None:
    """A complaint of that month was put right, looked at again and put away in the days after it was closed."""
    held = Ticket.objects.get(pk=ticket.pk)
    if held.status != Status.CLOSED or held.closed_at is None:
        return
    day = timedelta(days=1)
    for row in Corrective.objects.filter(ticket=held, done_at__isnull=True):
        by = cast.people["complaints"]
        complaints.finish_fix(row, proof="班前会已讲评，材料清单已上墙。", by=by, at=held.closed_at + day)
        complaints.check_effect(row, works=True, by=cast.people["supervisor"], at=held.closed_at + 2 * day)
    archive(held, by=cast.people["complaints"], at=held.closed_at + 2 * day)


def _stories(at: datetime) -> Iterator[Story]:
    """Every pattern, some of them twice, spread over the days of the month and never at the very same minute."""
    first = (timezone.localdate(at).replace(day=1) - timedelta(days=1)).replace(day=1)
    for turn, some in enumerate((PATTERNS, PATTERNS[:TWICE])):
        for place, one in enumerate(some):
            day = first + timedelta(days=(place * 5 + turn * 11) % DAYS)
            began = _moment(day, one.ago + 17 * turn + place)
            yield replace(one, ago=int((at - began).total_seconds() // 60))


def _moment(day: date, minute: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(minute // 60 % 24, minute % 60)))
