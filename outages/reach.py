"""What an outage means for one supply point, and how many it reaches."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from customers.models import SupplyPoint
from customers.searching import points_at
from outages.models import Outage, OutageArea, covers_address

LOOK_AHEAD = timedelta(days=7)
LONGEST_STREET = 40
By = OutageArea.By


@dataclass(frozen=True)
class Word:
    """What is known of the supply of one point: without it now, without it soon, and what passes close by."""

    now: list[Outage] = field(default_factory=list)
    soon: list[Outage] = field(default_factory=list)
    spared: list[Outage] = field(default_factory=list)


def word_on(point: SupplyPoint, *, at: datetime, within: timedelta = LOOK_AHEAD) -> Word:
    """All that is known of this supply point at `at`, in two statements. `spared`: its street, but not its house."""
    open_ones = Outage.objects.open().filter(org_id=point.org_id, starts_at__lte=at + within)
    touching = open_ones.filter(pk__in=OutageArea.objects.filter(_touching(point)).values("outage"))
    found = Word()
    for outage in touching.order_by("starts_at").prefetch_related("areas"):
        if not any(area.covers(point) for area in outage.areas.all()):
            found.spared.append(outage)
        elif outage.starts_at <= at:
            found.now.append(outage)
        else:
            found.soon.append(outage)
    return found


def covering(point: SupplyPoint, at: datetime) -> list[Outage]:
    """The outages that leave this supply point without supply at `at`."""
    return word_on(point, at=at, within=timedelta()).now


def planned_for(point: SupplyPoint, *, at: datetime, within: timedelta = LOOK_AHEAD) -> list[Outage]:
    """The outages that will, within so long."""
    return word_on(point, at=at, within=within).soon


def _touching(point: SupplyPoint) -> Q:
    """Areas that may cover a point. A street is looked for by every beginning of the address: no scan, one index."""
    address = point.address.replace(" ", "")[:LONGEST_STREET]
    beginnings = [address[:end] for end in range(2, len(address) + 1)]
    found = Q(by=By.STREET, value__in=beginnings) | Q(by=By.POINT, supply_point=point)
    if point.feeder:
        found |= Q(by=By.FEEDER, value=point.feeder)
    if point.transformer:
        found |= Q(by=By.TRANSFORMER, value=point.transformer)
    return Q(org_id=point.org_id) & found


def households(areas: Iterable[OutageArea]) -> int:
    """How many supply points lie in these areas of one company, each counted once."""
    keys: set[object] = set()
    for area in areas:
        keys.update(_points_in(area))
    return len(keys)


def _points_in(area: OutageArea) -> list[object]:
    points = SupplyPoint.objects.filter(org_id=area.org_id)
    if area.by == By.POINT:
        return [area.supply_point_id]
    if area.by == By.FEEDER:
        return list(points.filter(feeder=area.value).values_list("pk", flat=True))
    if area.by == By.TRANSFORMER:
        return list(points.filter(transformer=area.value).values_list("pk", flat=True))
    rows = points_at(area.value).filter(org_id=area.org_id).values_list("pk", "address")
    return [pk for pk, address in rows if covers_address(area.value, area.low, area.high, address)]
