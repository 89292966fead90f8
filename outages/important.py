"""Important customers inside an outage: who they are, in what order they are told, and what the calls brought."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from customers.model_file import RANKS
from customers.models import Customer, CustomerTag, Holding, Level, SupplyPoint
from outages.models import Outage, OutageCallee
from outages.reach import reached_by
from outages.refusals import IsOver
from servicedesk.lib.refusals import Invalid, NotAllowed

# Told first although no level hangs on it; the company's own words of special care come on top.
SENSITIVE = ("生命支持设备", "敏感客户")
LAST_RANK = len(RANKS)


def list_them(outage: Outage) -> int:
    """Put the important customers whom it reaches on its call list; who is on it stays. Returns how many are on it."""
    points = reached_by(outage)
    held = Holding.objects.filter(org_id=outage.org_id, supply_point__in=points.values("pk"))
    words = _words(outage)
    matters = ~Q(level="") | Q(tags__has_any_keys=sorted(words)) if words else ~Q(level="")
    people = Customer.objects.filter(org_id=outage.org_id, hidden_at__isnull=True, pk__in=held.values("customer"))
    found = {one.pk: one for one in people.filter(matters)}
    at_points: dict[object, SupplyPoint] = {}
    for holding in held.filter(customer__in=found).select_related("supply_point").order_by("-part", "pk"):
        at_points[holding.customer_id] = holding.supply_point
    OutageCallee.objects.bulk_create(
        [_callee(outage, one, at_points[one.pk], words) for one in found.values()], ignore_conflicts=True
    )
    outage.callees.filter(result="").exclude(customer__in=found).delete()
    return outage.callees.count()


def _words(outage: Outage) -> dict[str, str]:
    """The tags that matter here, each with the level as which it counts."""
    rows = CustomerTag.objects.filter(org_id=outage.org_id).exclude(counts_as="", approver__isnull=True)
    return dict.fromkeys(SENSITIVE, "") | dict(rows.values_list("name", "counts_as"))


def _callee(outage: Outage, who: Customer, point: SupplyPoint, words: dict[str, str]) -> OutageCallee:
    mine = [tag for tag in who.tags if tag in words]
    grades = {who.level, *(words[tag] for tag in mine)} - {""}
    rank = next((place for place, level in enumerate(RANKS) if level in grades), LAST_RANK)
    why = "、".join([*([str(Level(who.level).label)] if who.level else []), *mine])
    return OutageCallee(org_id=outage.org_id, outage=outage, customer=who, supply_point=point, rank=rank, why=why[:100])


@transaction.atomic
def record_call(callee: OutageCallee, *, result: str, note: str, by: User, at: datetime) -> OutageCallee:
    """Tick off a call: who made it, when, and how it went. Tried again, the last one counts."""
    if not by.may("outage_call") or callee.org_id not in by.orgs():
        raise NotAllowed("outage_call")
    if result not in OutageCallee.Result.values:
        raise Invalid(_("Say how the call went."), fields={"result": result})
    outage = Outage.objects.select_for_update().get(pk=callee.outage_id)
    if not outage.is_open:
        raise IsOver
    held = OutageCallee.objects.get(pk=callee.pk)
    held.result, held.note, held.called_at, held.called_by = result, note.strip()[:200], at, by
    held.tries += 1
    held.save(update_fields=["result", "note", "called_at", "called_by", "tries"])
    facts = {"rank": held.rank, "result": result, "callee": str(held.pk)}
    outage.timeline.create(org_id=outage.org_id, what="call", by=by, at=at, facts=facts)
    return held


def to_call_first(callees: Iterable[OutageCallee]) -> list[OutageCallee]:
    """Who has not been told comes first, the most important at the top."""
    return sorted(callees, key=lambda one: (one.is_told, one.rank, one.tries, str(one.pk)))


def counted(outage: Outage) -> dict[str, int]:
    """How many there are, and how many know."""
    rows = list(outage.callees.all())
    return {"all": len(rows), "told": sum(one.is_told for one in rows)}


def result_word(result: str) -> str:
    """How a call went, in a word."""
    return str(OutageCallee.Result(result).label) if result else pgettext("call", "to be called")
