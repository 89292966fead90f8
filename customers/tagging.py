"""The vocabulary of tags, and what special care a tag asks for."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from customers.editing import require
from customers.model_file import RANKS
from customers.models import Customer, CustomerTag, Level
from customers.refusals import NamedApprover
from servicedesk.lib.refusals import Invalid

# What most companies begin with: the word, its meaning, and the level whose clocks count for such a customer.
USUAL = (
    ("独居老人", "一个人住的老人：先打电话安抚，上门带证件", ""),
    ("生命支持设备", "家中有呼吸机、制氧机等：停电危及生命，优先恢复", Level.FIRST),
    ("聋哑", "用短信或文字联系，不打电话", ""),
    ("孕妇", "家有孕妇或新生儿：停电先告知", ""),
    ("残疾", "行动不便：上门服务", ""),
    ("敏感客户", "答复前先问班长", ""),
    ("重要客户", "有客户经理：大事先告诉客户经理", ""),
    ("反复诉求", "先看近 12 个月的工单再答复", ""),
)


@transaction.atomic
def keep_tag(
    *,
    org: Unit,
    name: str,
    by: User,
    meaning: str = "",
    counts_as: str = "",
    approver: User | None = None,
    tag: CustomerTag | None = None,
    version: int | None = None,
) -> CustomerTag:
    """Add a word to the vocabulary, or change what it means. The word itself never changes: customers carry it."""
    require("tags", by)
    name = "".join(name.split())[:20]
    if counts_as not in Level.values or org.pk not in by.orgs():
        raise Invalid(fields={"counts_as": counts_as})
    if tag is None:
        if not name:
            raise Invalid(_("Write the word."), fields={"name": _("missing")})
        if CustomerTag.objects.filter(org=org, name=name).exists():
            text = _("This word is in the vocabulary already.")
            raise Invalid(text, fields={"name": text})
        facts = {"meaning": meaning.strip()[:200], "counts_as": counts_as, "approver": approver}
        return CustomerTag.objects.create(org=org, name=name, **facts)
    held = CustomerTag.objects.select_for_update().get(pk=tag.pk, org=org)
    if version is not None and held.version != version:
        raise Invalid(_("Somebody changed this tag in the meantime. Look at it and save again."))
    held.meaning, held.counts_as, held.approver = meaning.strip()[:200], counts_as, approver
    held.version += 1
    held.save(update_fields=["meaning", "counts_as", "approver", "version"])
    return held


def retire_tag(tag: CustomerTag, *, by: User, at: datetime, back: bool = False) -> None:
    """Give a word to no more customers; those who have it keep it. `back` takes it into use again."""
    require("tags", by)
    CustomerTag.objects.filter(pk=tag.pk, org__in=by.orgs()).update(retired_at=None if back else at)


def take_usual_tags(org: Unit, *, by: User | None) -> int:
    """Begin with the usual words; those that are there stay as they are. Returns how many are new. `None`: the demo."""
    if by is not None:
        require("tags", by)
    known = set(CustomerTag.objects.filter(org=org).values_list("name", flat=True))
    rows = [
        CustomerTag(org=org, name=name, meaning=meaning, counts_as=counts)
        for name, meaning, counts in USUAL
        if name not in known
    ]
    CustomerTag.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def importance_of(customer: Customer | None) -> str:
    """The importance whose promises bind for a customer: their own level, or a stricter one that a tag of theirs counts as."""
    if customer is None:
        return ""
    words = [tag for tag in customer.tags if not tag.startswith("import:")]  # says where they come from
    if not words:
        return customer.level
    counts = CustomerTag.objects.filter(org_id=customer.org_id, name__in=words).exclude(counts_as="")
    grades = {customer.level, *counts.values_list("counts_as", flat=True)}
    return str(next((rank for rank in RANKS if rank in grades), customer.level))


def approvers_of(customer: Customer | None) -> list[User]:
    """Who alone decides about more time for a case of this customer: those named by their tags."""
    if customer is None or not customer.tags:
        return []
    named = CustomerTag.objects.filter(org_id=customer.org_id, name__in=customer.tags, approver__is_active=True)
    return [tag.approver for tag in named.select_related("approver").order_by("name") if tag.approver]


def require_approver(customer: Customer | None, *, by: User, besides: User | None = None) -> None:
    """Refuse whoever is not named, where a tag of the customer names who decides. `besides` asked and cannot decide."""
    named = [one for one in approvers_of(customer) if one != besides]
    if named and by not in named:
        raise NamedApprover(named)


def words_in_use(org_id: UUID, besides: Iterable[str] = ()) -> list[CustomerTag]:
    """The words that a customer of this company can be given, and those that they have."""
    rows = CustomerTag.objects.filter(org_id=org_id)
    return list((rows.in_use() | rows.filter(name__in=list(besides))).order_by("name"))
