"""Customers: known by name and telephone, left as they are if they are here, made at once if they are new."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Customer, CustomerTag, Level, Phone
from customers.naming import call, learn
from hotline.bulk.fields import Field, choice, phone, text, words
from hotline.bulk.kinds.people import Pair, known_people
from hotline.bulk.rows import Good, Kind, Result, known, made, refused
from hotline.imports.locks import wait_for_turn
from hotline.model_bulk import ImportJob
from servicedesk.lib.phones import digits
from servicedesk.lib.refusals import Invalid

BOTH = frozenset({"closed"})
KIND_WORDS = {"resident": "居民", "business": "企业", "public": "公共机构"}
LEVEL_WORDS = {"special": "特级", "first": "一级", "second": "二级", "temporary": "临时"}
assert set(KIND_WORDS) == set(Customer.Kind.values) and set(LEVEL_WORDS) == set(Level.values) - {""}

FIELDS = (
    Field("name", "客户名称", text(60, masked=False), "陈桂芳", BOTH, also=("姓名", "户名", "客户姓名")),
    Field("phone", "联系电话", phone, "13800006217", BOTH, also=("电话", "手机", "手机号")),
    Field("kind", "客户类型", choice(lambda: KIND_WORDS, default="resident"), "居民", also=("类型",)),
    Field("level", "重要等级", choice(lambda: LEVEL_WORDS), "一级"),
    Field("tags", "标签", words(10, 20), "独居老人"),
    Field("identity", "证件号码", text(18, masked=False), "", also=("身份证号", "统一社会信用代码")),
)


def take(job: ImportJob, rows: Sequence[Good], at: datetime) -> list[Result]:
    """Register those who are new; two rows with the same name and telephone are one customer."""
    wait_for_turn(f"import:customers:{job.org_id}")
    vocabulary = set(CustomerTag.objects.in_use().filter(org=job.org_id).values_list("name", flat=True))
    there: dict[Pair, Customer] = known_people(job.org_id, [_pair(good) for good in rows])
    fresh: dict[Pair, Customer] = {}
    results = []
    for good in rows:
        strange = [tag for tag in good["tags"] if tag not in vocabulary]
        if _pair(good) in there:
            results.append(known(good, there[_pair(good)].pk))
        elif _pair(good) in fresh:
            results.append(known(good, fresh[_pair(good)].pk))
        elif strange:
            said = _("“%(tag)s” is no tag of this company.") % {"tag": strange[0]}
            results.append(refused(good.row, Invalid(said, fields={"tags": said})))
        else:
            fresh[_pair(good)] = _new(job, good, at)
            results.append(made(good, fresh[_pair(good)].pk))
    Customer.objects.bulk_create(fresh.values())
    learn(fresh.values())
    Phone.objects.bulk_create(
        Phone(org_id=job.org_id, customer=customer, number=number, reversed=digits(number)[::-1])
        for (_name, number), customer in fresh.items()
    )
    return results


def _pair(good: Good) -> Pair:
    return (good["name"], good["phone"])


def _new(job: ImportJob, good: Good, at: datetime) -> Customer:
    plain = {name: good[name] for name in ("kind", "level", "tags")}
    customer = call(Customer(org_id=job.org_id, created_at=at, **plain), good["name"])
    if good["identity"]:
        customer.set_identity(good["identity"])
    return customer


CUSTOMERS = Kind("customers", gettext_lazy("customers"), FIELDS, {"closed": "bring_in"}, take)
