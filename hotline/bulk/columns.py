"""What leaves the house of each kind: its columns, masked unless asked for in full, and which rows a person may take."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.timezone import localtime

from accounts.models import User
from customers.models import Customer, Holding, Phone, SupplyPoint
from hotline.bulk.kinds.customers import KIND_WORDS, LEVEL_WORDS
from hotline.bulk.kinds.outages import SORT_WORDS as OUTAGE_WORDS
from hotline.bulk.kinds.points import AREA_WORDS
from hotline.bulk.kinds.surveys import CHANNEL_WORDS
from hotline.bulk.kinds.tickets import sort_words
from outages.models import Outage
from reporting.leaving import case_of, leaving
from servicedesk.lib.masks import mask_account, mask_address, mask_name, mask_phone
from surveys.models import Survey
from tickets.faces import answers_leaving, told_in_one
from tickets.lifecycle import ENDED, Status
from tickets.models import Ticket

Mask = Callable[[str], str]
Words = Callable[[], Mapping[str, str]]


@dataclass(frozen=True)
class Column:
    """One column: its code and its word, where it is read, how it is masked, and how its codes are called in a table."""

    code: str
    word: str
    read: Callable[[Any], Any]
    mask: Mask | None = None
    words: Words | None = None

    def value(self, row: Any, *, in_full: bool, in_words: bool) -> str | int | float:
        """What stands in it, for people (`in_words`) or for machines."""
        told = self.read(row)
        if told is None:
            return ""
        if isinstance(told, datetime):
            at = localtime(told)
            return f"{at:%Y-%m-%d %H:%M:%S}" if in_words else at.isoformat(timespec="seconds")
        if self.mask and told and not in_full:
            return self.mask(str(told))
        if self.words and in_words:
            return self.words().get(told, told)
        return told if isinstance(told, int | float) else str(told)


def _status_words() -> dict[str, str]:
    return {code: str(label) for code, label in Status.choices} | {"closed": "已办结", "withdrawn": "已撤回"}


TICKETS = (
    Column("number", "本系统编号", lambda row: row.number),
    Column("external_number", "外部编号", lambda row: row.external_number or row.number),
    Column("hall", "营业厅代码", lambda row: row.unit.code),
    Column("kind", "工单类型", lambda row: row.kind, words=sort_words),
    Column("category", "业务分类", lambda row: row.category.name),
    Column("status", "状态", lambda row: row.status, words=_status_words),
    Column("title", "标题", lambda row: row.title),
    Column("description", "内容", lambda row: row.description),
    Column("answers", "询问要点", lambda row: told_in_one(answers_leaving(row, in_full=False))),
    Column("channel", "渠道", lambda row: row.channel),
    Column("contact_name", "联系人", lambda row: row.contact_name, mask_name),
    Column("contact_phone", "联系电话", lambda row: row.contact_phone, mask_phone),
    Column("address", "地址", lambda row: row.address, mask_address),
    Column("registered_at", "受理时间", lambda row: row.registered_at),
    Column("closed_at", "办结时间", lambda row: row.closed_at),
)
CUSTOMERS = (
    Column("name", "客户名称", lambda row: row.name, mask_name),
    Column("phone", "联系电话", lambda row: next((one.number for one in row.numbers), ""), mask_phone),
    Column("kind", "客户类型", lambda row: row.kind, words=lambda: KIND_WORDS),
    Column("level", "重要等级", lambda row: row.level, words=lambda: LEVEL_WORDS),
    Column("tags", "标签", lambda row: ";".join(tag for tag in row.tags if not tag.startswith("import:"))),
)
SUPPLY_POINTS = (
    Column("account_number", "户号", lambda row: row.account_number, mask_account),
    Column("address", "用电地址", lambda row: row.address, mask_address),
    Column("area", "区域", lambda row: row.area, words=lambda: AREA_WORDS),
    Column("hall", "营业厅代码", lambda row: row.hall.code if row.hall else ""),
    Column("meter_number", "表号", lambda row: row.meter_number, mask_account),
    Column("transformer", "台区", lambda row: row.transformer),
    Column("feeder", "线路", lambda row: row.feeder),
    Column("latitude", "纬度", lambda row: row.latitude, lambda told: ""),
    Column("longitude", "经度", lambda row: row.longitude, lambda told: ""),
    Column("holder_name", "户主", lambda row: _holder(row)[0], mask_name),
    Column("holder_phone", "户主电话", lambda row: _holder(row)[1], mask_phone),
)
OUTAGES = (
    Column("number", "本系统编号", lambda row: row.number),
    Column("external_number", "外部编号", lambda row: row.external_number or row.number),
    Column("kind", "停电类型", lambda row: row.kind, words=lambda: OUTAGE_WORDS),
    Column("title", "停电范围", lambda row: row.title),
    Column("cause", "停电原因", lambda row: row.cause),
    Column("starts_at", "开始时间", lambda row: row.starts_at),
    Column("expected_end_at", "预计送电时间", lambda row: row.expected_end_at),
    Column("ended_at", "送电时间", lambda row: row.ended_at),
    Column("households", "影响户数", lambda row: row.households),
)


def _of_case(one: Column) -> Column:
    """The same column of the case of a row that was counted; empty where the case is not open to whoever takes it."""

    def read(row: Any) -> Any:
        case = case_of(row)
        return "" if case is None else one.read(case)

    return replace(one, read=read)


FIGURE = (
    Column("counted_at", "计入时间", lambda row: row.counted_at),
    *(_of_case(one) for one in TICKETS if one.code not in ("description", "answers")),
    Column("crew", "班组", lambda row: (case := case_of(row)) and case.crew and case.crew.name),
    Column("handler", "处理人工号", lambda row: (case := case_of(row)) and case.handler and case.handler.staff_number),
    Column("customer", "客户名称", lambda row: row.customer.name if hasattr(row, "on_day") else "", mask_name),
    Column("visit", "叫号", lambda row: f"{row.hall.code} {row.number}" if hasattr(row, "hall") else ""),
)
SURVEYS = (
    Column("ticket", "工单编号", lambda row: row.ticket.number),
    Column("round", "轮次", lambda row: row.round),
    Column("score", "评分", lambda row: row.score),
    Column("answered_at", "评价时间", lambda row: row.answered_at),
    Column("channel", "评价渠道", lambda row: row.channel, words=lambda: CHANNEL_WORDS),
    Column("comment", "评价内容", lambda row: row.comment),
)


def _holder(point: SupplyPoint) -> tuple[str, str]:
    for held in point.owners:  # type: ignore[attr-defined]
        numbers = held.customer.numbers
        return (held.customer.name, numbers[0].number if numbers else "")
    return ("", "")


@dataclass(frozen=True)
class Outgoing:
    """How one kind leaves: its columns, the moment by which rows are chosen, the rows that a person may see.

    `chosen`: rows that are chosen by words of their own instead, out of `ExportJob.wanted`.
    """

    columns: tuple[Column, ...]
    since: str
    rows: Callable[[User], QuerySet[Any]]
    hall: str = ""
    ended: Callable[[QuerySet[Any], bool], QuerySet[Any]] | None = None
    chosen: Callable[[User, Mapping[str, str], UUID], QuerySet[Any]] | None = None


_numbers = Prefetch("phones", Phone.objects.order_by("-is_main", "pk"), to_attr="numbers")
_owners = Prefetch(
    "holdings",
    Holding.objects.filter(part="owner", customer__secrecy="public")
    .select_related("customer")
    .prefetch_related(Prefetch("customer__phones", Phone.objects.order_by("-is_main", "pk"), to_attr="numbers")),
    to_attr="owners",
)
OUTGOING: dict[str, Outgoing] = {
    "tickets": Outgoing(
        TICKETS,
        "registered_at",
        lambda user: Ticket.objects.visible_to(user).select_related("unit", "category", "category_version"),
        "unit__code",
        lambda rows, ended: rows.filter(status__in=ENDED) if ended else rows.exclude(status__in=ENDED),
    ),
    "customers": Outgoing(
        CUSTOMERS,
        "created_at",
        lambda user: Customer.objects.visible_to(user).listed().filter(phones__isnull=False).distinct()
        .prefetch_related(_numbers),
    ),
    "supply_points": Outgoing(
        SUPPLY_POINTS,
        "",
        lambda user: SupplyPoint.objects.visible_to(user).select_related("hall").prefetch_related(_owners),
        "hall__code",
    ),
    "outages": Outgoing(
        OUTAGES,
        "starts_at",
        lambda user: Outage.objects.visible_to(user),
        "",
        lambda rows, ended: rows.filter(ended_at__isnull=not ended),
    ),
    "surveys": Outgoing(
        SURVEYS,
        "answered_at",
        lambda user: Survey.objects.visible_to(user).filter(answered_at__isnull=False).select_related("ticket"),
        "ticket__unit__code",
    ),
    "figure": Outgoing(FIGURE, "", lambda user: Ticket.objects.none(), chosen=leaving),
}  # fmt: skip
