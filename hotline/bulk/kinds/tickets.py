"""Tickets: history with its own times, or requests that begin now under the full rules."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from django.utils.translation import gettext_lazy

from customers.models import Area
from hotline.bulk.fields import Field, choice, moment, number, phone, text
from hotline.bulk.kinds.history import take_history
from hotline.bulk.kinds.opening import take_open
from hotline.bulk.rows import Good, Kind, Result
from hotline.model_bulk import ImportJob, Mode
from tickets.lifecycle import Kind as Sort
from tickets.lifecycle import Status

EACH = frozenset({"open", "closed"})
OPEN, CLOSED = frozenset({"open"}), frozenset({"closed"})
SORT_WORDS = {
    "fault": "报修",
    "enquiry": "咨询",
    "service": "服务申请",
    "complaint": "投诉",
    "report": "举报",
    "suggestion": "意见建议",
    "praise": "表扬",
    "filing": "报备",
}
ENDED_WORDS = {Status.CLOSED.value: "已办结", Status.WITHDRAWN.value: "已撤回"}
AREA_WORDS = {"urban": "城市", "rural": "农村", "remote": "偏远"}


@cache
def sort_words() -> dict[str, str]:
    """What each kind of ticket is called in a table."""
    return {code: SORT_WORDS.get(code, str(label)) for code, label in Sort.choices}


FIELDS = (
    Field("number", "本系统编号", text(24), modes=frozenset()),  # only on the way out
    Field("external_number", "外部编号", text(80), "95598-2026-0001", EACH, also=("工单编号", "编号", "受理编号")),
    Field("category", "业务分类", text(60), "no-power", EACH, also=("分类", "业务类型", "type")),
    Field("contact_name", "联系人", text(60, masked=False), "陈桂芳", also=("姓名", "客户名称")),
    Field("contact_phone", "联系电话", phone, "13800006217", also=("电话", "来电号码")),
    Field("address", "地址", text(200, masked=False), "文昌路 86 号", also=("用电地址", "故障地址")),
    Field("title", "标题", text(200), "单户无电"),
    Field("description", "内容", text(5000, lines=True), "全家停电", also=("受理内容", "描述")),
    Field("channel", "渠道", text(20), "hotline"),
    Field("hall", "营业厅代码", text(12), "CN", modes=OPEN),
    Field("account_number", "户号", number(20), "053211876204", modes=OPEN, also=("用户编号",)),
    Field("area", "区域", choice(lambda: AREA_WORDS), "城市", modes=OPEN),
    Field("level", "等级", text(12), "", modes=OPEN),
    Field("answers", "问题", text(4000, lines=True), "", modes=OPEN),
    Field("kind", "工单类型", choice(sort_words), "报修", CLOSED, modes=CLOSED, also=("类型",)),
    Field("status", "状态", choice(lambda: ENDED_WORDS, default="closed"), "已办结", modes=CLOSED),
    Field("registered_at", "受理时间", moment, "2026-03-16 09:00", CLOSED, modes=CLOSED, also=("登记时间",)),
    Field("closed_at", "办结时间", moment, "2026-03-16 11:20", CLOSED, modes=CLOSED, also=("归档时间", "结束时间")),
    Field("due_at", "要求完成时间", moment, "2026-03-16 12:00", modes=CLOSED, also=("时限",)),
)


def take(job: ImportJob, rows: Sequence[Good], at: datetime) -> list[Result]:
    """Take the batch in by its mode."""
    return take_open(job, rows, at) if job.mode == Mode.OPEN else take_history(job, rows, at)


TICKETS = Kind("tickets", gettext_lazy("tickets"), FIELDS, {"closed": "bring_in", "open": "register"}, take)
assert set(AREA_WORDS) == set(Area.values)
