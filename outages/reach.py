"""What an outage means for one supply point, and how many it reaches."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from customers.model_points import SupplyPointQuerySet
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
    if point.hall_id:
        found |= Q(by=By.DISTRICT, hall=point.hall_id)
    return Q(org_id=point.org_id) & found


def reached(org_id: UUID, areas: Iterable[OutageArea]) -> SupplyPointQuerySet:
    """The supply points that lie in these areas of one company, each once."""
    by: dict[str, list[OutageArea]] = defaultdict(list)
    for area in areas:
        by[area.by].append(area)
    inside = Q(feeder__in=[area.value for area in by[By.FEEDER]])
    inside |= Q(transformer__in=[area.value for area in by[By.TRANSFORMER]])
    inside |= Q(hall__in=[area.hall_id for area in by[By.DISTRICT] if area.hall_id])
    inside |= Q(pk__in=[area.supply_point_id for area in by[By.POINT]])
    for area in by[By.STREET]:
        inside |= Q(pk__in=_in_street(org_id, area))
    return SupplyPoint.objects.filter(inside, org_id=org_id)


def reached_by(outage: Outage) -> SupplyPointQuerySet:
    """The supply points that an outage leaves without supply."""
    return reached(outage.org_id, outage.areas.all())


def households(areas: Iterable[OutageArea]) -> int:
    """How many supply points lie in these areas of one company, each counted once."""
    areas = list(areas)
    return reached(areas[0].org_id, areas).count() if areas else 0


def _in_street(org_id: UUID, area: OutageArea) -> Any:
    """Those of a street; of some houses of it only, their keys."""
    points = points_at(area.value).filter(org_id=org_id)
    if area.low is None:
        return points.values("pk")
    rows = points.values_list("pk", "address")
    return [pk for pk, address in rows if covers_address(area.value, area.low, area.high, address)]
