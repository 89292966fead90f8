"""The steps of a complaint beside its clocks, the forms that are printed of them, and what is shipped for both."""

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """What has a limit of its own. The limits are the company's rows; what it has not written is as shipped."""

    TELL = "tell", _("Tell the customer today")
    REGISTER = "register", _("Registration sheet")
    VERIFY = "verify", _("Verification sheet")
    TRANSFER = "transfer", _("Transfer sheet")
    HANDLE = "handle", _("Handling sheet")
    REVIEW = "review", _("Review of the reply")
    FIX = "fix", _("Corrective action")
    EFFECT = "effect", _("Check of the effect")
    ARCHIVE = "archive", _("Archive")
    OUTER = "outer", _("Outside case")
    AFTER_HOURS = "after_hours", _("Follow-up after hours")
    AFTER_DAYS = "after_days", _("Follow-up after days")


FORMS = (Step.REGISTER, Step.VERIFY, Step.TRANSFER, Step.HANDLE)


@dataclass(frozen=True)
class Shipped:
    """What a step is called on its paper, how long it may take, how long before that one is reminded, what stands on it."""

    title: str
    limit: str
    remind: str = "1h"
    rows: tuple[str, ...] = ()
    signatures: tuple[str, ...] = field(default=())


_HEAD = ("number", "outer", "registered", "channel", "hall", "first_contact", "handler")
SHIPPED: dict[str, Shipped] = {
    Step.TELL: Shipped("当日告知", "0d", "7h"),
    Step.REGISTER: Shipped(
        "客户投诉登记表",
        "2h",
        "30m",
        (*_HEAD, "complainant", "phone", "address", "category", "matter", "level", "description", "against", "told"),
        ("登记人", "受理人"),
    ),
    Step.VERIFY: Shipped(
        "客户投诉情况核实表",
        "2wd",
        "4h",
        (*_HEAD, "description", "contact", "finding", "evidence", "verdict", "cause", "responsible", "coordination"),
        ("核实人", "被核实单位", "部门负责人"),
    ),
    Step.TRANSFER: Shipped(
        "客户投诉转接表",
        "1wd",
        "2h",
        (*_HEAD, "description", "level", "transfers", "coordination"),
        ("转出人", "接收人", "协办单位"),
    ),
    Step.HANDLE: Shipped(
        "客户投诉处理表",
        "2wd",
        "4h",
        (
            *_HEAD,
            "description",
            "verdict",
            "cause",
            "responsible",
            "reply",
            "review",
            "corrective",
            "callback",
            "archive",
        ),
        ("处理人", "审核人", "回访人", "归档人"),
    ),
    Step.REVIEW: Shipped("答复审核", "4wh", "1h"),
    Step.FIX: Shipped("整改", "5wd", "1d"),
    Step.EFFECT: Shipped("整改效果检查", "5wd", "1d"),
    Step.ARCHIVE: Shipped("归档", "3wd", "1d"),
    Step.OUTER: Shipped("外部来件", "5wd", "1d"),
    Step.AFTER_HOURS: Shipped("补救后数小时回访", "4h", "1h"),
    Step.AFTER_DAYS: Shipped("补救后数日回访", "3d", "4h"),
}
