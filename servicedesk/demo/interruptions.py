"""What is off in the demo company: a fault with its cases, planned work, calls that look like an outage, one that is over."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from accounts.models import User
from customers.models import SupplyPoint
from outages import important
from outages.actions import Told, announce, end
from outages.models import Kind, Outage, OutageArea
from restoration.actions import storms
from servicedesk.demo.company import Units
from tickets.actions import desk
from tickets.models import Category

By = OutageArea.By
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CALLS = 4


def load(units: Units, *, by: User, at: datetime) -> int:
    """Put the outages of the first company on record; if it has any, they stay as they are."""
    org = units["C1"]
    if Outage.objects.filter(org=org).exists():
        return 0
    morning = (at + 6 * DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    fault = _told(Kind.FAULT, "西苑路 1 号公变台区", "变压器低压侧故障", at - HOUR, at + 2 * HOUR, "transformer")
    fault.areas.append(OutageArea(by=By.TRANSFORMER, value="西苑 1 号公变"))
    works = _told(Kind.PLANNED, "文昌路 90–112 号", "配网改造", morning, morning + 8 * HOUR, "works")
    works.areas.append(OutageArea(by=By.STREET, value="文昌路", low=90, high=112))
    past = _told(Kind.TEMPORARY, "盐滩村", "线路消缺", at - DAY, at - DAY + 3 * HOUR, "defect")
    past.areas.append(OutageArea(by=By.STREET, value="盐滩村"))
    standing = announce(fault, org=org, by=by, at=at - HOUR, confirmed=True)
    _calls(units, "西苑 1 号公变", by=by, at=at - MINUTE)
    important.list_them(standing)
    announce(works, org=org, by=by, at=at - 2 * DAY, confirmed=True)
    over = announce(past, org=org, by=by, at=at - 3 * DAY, confirmed=True)
    end(over, ended_at=at - DAY + 2 * HOUR, version=1, by=by, at=at - DAY + 2 * HOUR)
    return 3 + _storm(units, by=by, at=at)


def _storm(units: Units, *, by: User, at: datetime) -> int:
    """Neighbours call within minutes, and nobody knows of an outage there yet."""
    org = units["C1"]
    off = OutageArea.objects.filter(org=org, by=By.TRANSFORMER).values("value")
    points = SupplyPoint.objects.filter(org=org).exclude(transformer="").exclude(transformer__in=off)
    crowded = points.order_by().values("transformer").annotate(n=Count("pk")).filter(n__gte=CALLS).order_by("-n")
    crowd = crowded.values_list("transformer", flat=True).first()
    if crowd:
        _calls(units, crowd, by=by, at=at - MINUTE)
    return len(storms.look(org, at=at))


def _calls(units: Units, transformer: str, *, by: User, at: datetime) -> None:
    """Some of those whom a transformer supplies call, one after the other: nobody is late with them yet."""
    kind = Category.objects.filter(org=units["C1"], code="fault-building").first()
    points = SupplyPoint.objects.filter(org=units["C1"], transformer=transformer, holders__isnull=False)
    for n, point in enumerate(points.order_by("pk")[:CALLS] if kind else []):
        _call(kind, point, units, by=by, at=at + n * MINUTE / 6)


def _call(kind: Category | None, point: SupplyPoint, units: Units, *, by: User, at: datetime) -> None:
    who = point.holders.first()
    if kind is None:
        return
    said = {"since": "now", "danger": "none"}
    intake = desk.Intake(category=kind, customer=who, supply_point=point, answers=said)
    desk.register(intake, unit=units["CN"], by=by, at=at)


def _told(kind: str, title: str, cause: str, starts_at: datetime, ends_at: datetime, code: str) -> Told:
    facts: dict[str, Any] = {"kind": kind, "title": title, "cause": cause, "cause_code": code}
    return Told(starts_at=starts_at, expected_end_at=ends_at, areas=[], **facts)
